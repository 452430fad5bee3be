package io.pinwright.engine;

import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.plan.HostVariables;
import io.pinwright.engine.plan.WrittenArguments;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.saved.ArgumentSource;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlay;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates arguments where they stand in playbooks, with inventory, files, environment and command line of the day. A task is
 * known by its file, line and column. Used by one thread.
 */
final class PlaybookArguments implements ArgumentSource {

    /** For playbooks that are no files. */
    static final ArgumentSource NOWHERE = (place, names) -> {
        throw problem(place.task(), "its playbook is no file that could be read again");
    };

    /** What one playbook's tasks are evaluated with. */
    private record Opened(Playbook playbook, PlayHosts hosts, WrittenArguments arguments) {}

    private final List<Optional<Opened>> opened;
    private final RunOptions options;
    private final Path folder;

    private PlaybookArguments(List<Optional<Opened>> opened, RunOptions options, Path folder) {
        this.opened = opened;
        this.options = options;
        this.folder = folder;
    }

    /** @param playbooks empty in place of one that could not be read */
    static PlaybookArguments of(
            List<Optional<Playbook>> playbooks,
            Inventory inventory,
            RunOptions options,
            ModuleRegistry modules,
            PlaybookReading reading,
            Diagnostics diagnostics) {
        return of(playbooks, inventory, options, modules, reading, Path.of("").toAbsolutePath(), diagnostics);
    }

    /** The playbooks of a plan, read again; what is wrong with them is among the diagnostics. */
    static PlaybookArguments of(
            SavedPlan plan,
            Inventory inventory,
            RunOptions options,
            ModuleRegistry modules,
            PlaybookReading reading,
            Diagnostics diagnostics) {
        List<Optional<Playbook>> playbooks = new ArrayList<>();
        for (int i = 0; i < plan.origin().playbooks().size(); i++) {
            int index = i;
            boolean needed = plan.plays().stream().anyMatch(play -> play.playbook() == index && refers(play));
            Diagnostics own = new Diagnostics();
            playbooks.add(
                    needed
                            ? plan.playbook(i)
                                    .flatMap(path -> reading.load(List.of(path), own).stream()
                                            .findFirst())
                            : Optional.empty());
            diagnostics.addAll(own.all());
        }
        return of(
                playbooks,
                inventory,
                options,
                modules,
                reading,
                Path.of(plan.origin().folder()),
                diagnostics);
    }

    private static boolean refers(SavedPlay play) {
        return play.hosts().values().stream()
                .flatMap(List::stream)
                .flatMap(task -> task.turns().stream())
                .anyMatch(turn -> turn.work().flatMap(work -> work.sealed()).isPresent());
    }

    private static PlaybookArguments of(
            List<Optional<Playbook>> playbooks,
            Inventory inventory,
            RunOptions options,
            ModuleRegistry modules,
            PlaybookReading reading,
            Path folder,
            Diagnostics diagnostics) {
        List<Optional<Opened>> opened = new ArrayList<>();
        for (Optional<Playbook> playbook : playbooks) {
            opened.add(playbook.map(one -> {
                PlaybookReading.Tools tools = reading.tools(one);
                Inventory seen = PlayHosts.seen(inventory, one, diagnostics);
                HostVars hostVars = new HostVars(seen, options.extraVariables(), tools.templates());
                return new Opened(
                        one,
                        new PlayHosts(one, seen, options, Mode.READ_ONLY, tools.templates(), hostVars),
                        new WrittenArguments(modules, tools.templates(), tools.binder()));
            }));
        }
        return new PlaybookArguments(opened, options, folder);
    }

    @Override
    public Map<String, ArgumentValue> arguments(Place place, Set<String> names) {
        Opened from = opened.get(place.playbook())
                .orElseThrow(() -> problem(place.task(), "its playbook cannot be read any more"));
        List<Play> plays = from.playbook().plays();
        if (place.play() >= plays.size()) {
            throw problem(place.task(), "its playbook has not so many plays any more");
        }
        Play play = plays.get(place.play());
        List<Task> tasks = Stream.concat(play.tasks().stream(), play.handlers().stream())
                .filter(task -> isAt(task.span(), place.task().span())
                        && task.module().equals(place.task().module()))
                .toList();
        if (tasks.size() != 1) {
            throw problem(
                    place.task(),
                    "there " + (tasks.isEmpty() ? "is no such task" : "are several tasks")
                            + " at its place in the playbook");
        }
        Host host = from.hosts()
                .inventory()
                .host(place.host())
                .orElseThrow(() -> problem(place.task(), "the inventory does not know the host"));
        Map<String, @Nullable Object> base = from.hosts().variables(host, place.hosts());
        HostVariables variables = new HostVariables(
                Variables.of(base).with(Map.of("ansible_play_batch", place.batch())),
                HostVariables.of(play),
                options.extraVariables());
        return from.arguments().of(tasks.get(0), variables, place.turn(), names);
    }

    private boolean isAt(Span now, @Nullable Span then) {
        return then != null
                && now.line() == then.line()
                && now.column() == then.column()
                && folder.resolve(now.source().name())
                        .normalize()
                        .equals(folder.resolve(then.source().name()).normalize());
    }

    private static DiagnosticException problem(TaskInfo task, String what) {
        return new DiagnosticException(Diagnostic.error(task.span(), what));
    }
}
