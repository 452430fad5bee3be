package io.pinwright.engine.apply;

import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.playbook.Section;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlay;
import io.pinwright.engine.saved.SavedTask;
import io.pinwright.engine.saved.Seals;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes plays of a saved plan: each host has the tasks that were planned for it, handlers in their place. */
final class SavedPlays {

    private static final Span NOWHERE = Span.startOf(new Source("saved plan", ""));

    private final Seals seals;
    private final SavedBinding binding;

    SavedPlays(SavedPlan plan, SavedBinding binding) {
        this.seals = plan.seals();
        this.binding = binding;
    }

    HostPlay of(SavedPlay play, Set<String> hosts) {
        Map<String, PlayTasks> tasks = new LinkedHashMap<>();
        Map<Task, SavedTask> saved = new IdentityHashMap<>();
        List<String> ordered = play.batches().stream()
                .flatMap(List::stream)
                .filter(host -> hosts.contains(host) && play.hosts().containsKey(host))
                .toList();
        for (String host : ordered) {
            List<PlayTasks.Entry> entries = new ArrayList<>();
            for (SavedTask task : play.hosts().getOrDefault(host, List.of())) {
                Task stand = standIn(task);
                saved.put(stand, task);
                entries.add(new PlayTasks.Entry(task.info(), stand, false));
            }
            tasks.put(host, new PlayTasks(entries, List.of()));
        }
        return new HostPlay(
                play.name(),
                ordered,
                names -> batches(play, names),
                play.maxFailPercentage(),
                false,
                play.tasks(),
                host -> tasks.getOrDefault(host, new PlayTasks(List.of(), List.of())),
                (host, batch) -> new SavedPlanner(host, saved, seals, binding),
                HostPlay.Keeping.NONE);
    }

    /** The batches that were planned, less the hosts that take no part. */
    private static List<List<String>> batches(SavedPlay play, List<String> names) {
        List<List<String>> batches = play.batches().stream()
                .map(batch -> batch.stream().filter(names::contains).toList())
                .filter(batch -> !batch.isEmpty())
                .toList();
        return batches.isEmpty() ? List.of(List.of()) : batches;
    }

    /** A task that says nothing but its name: all it does stands in the plan. */
    private static Task standIn(SavedTask task) {
        Span written = task.info().span();
        Span span = written == null ? NOWHERE : written;
        return new Task(
                Section.TASKS,
                new TemplateText(task.name(), span),
                task.info().module(),
                span,
                new YamlNode.Mapping(List.of(), span),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Keywords.NONE,
                span);
    }
}
