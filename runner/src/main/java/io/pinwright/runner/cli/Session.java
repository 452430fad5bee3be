package io.pinwright.runner.cli;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.SavedRun;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.transport.Transport;
import io.pinwright.engine.transport.Transports;
import io.pinwright.engine.transport.local.LocalTransport;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.ReportTree;
import io.pinwright.runner.render.TextRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** What most commands need: the files loaded and checked, an engine, and a way to every kind of host. */
final class Session implements AutoCloseable {

    private final Transport transport;
    private final Engine engine;

    Session(Map<String, Supplier<Transport>> furtherKinds, Salt salt) {
        Map<String, Supplier<Transport>> kinds = new LinkedHashMap<>();
        kinds.put("ssh", () -> SshTransport.create(SshSettings.defaults()));
        kinds.put("local", LocalTransport::create);
        kinds.putAll(furtherKinds);
        this.transport = Transports.byKind(kinds);
        this.engine = Engine.builder()
                .modules(BuiltinModules.all())
                .transport(transport)
                .salt(salt)
                .journal(FileJournal.in(AppliedHistory.folder()))
                .owner(owner())
                .build();
    }

    /** With simulated hosts for {@code ansible_connection: simulator}. */
    static Session open() {
        return open(Salt.random());
    }

    /** The same, for a run whose wishes are compared with those of other runs. */
    static Session open(Salt salt) {
        return new Session(Map.of("simulator", SimulatorTransport::ofUser), salt);
    }

    Engine engine() {
        return engine;
    }

    /** Of the inventories that are named, or the one of the environment. */
    static Inventory inventory(Many<String> named, Diagnostics diagnostics) {
        return Inventory.load(ConnectionOptions.sources(named), diagnostics);
    }

    /** {@code user@controller}. */
    private static String owner() {
        String user = System.getProperty("user.name", "unknown");
        String name = Terminal.environment("HOSTNAME").orElseGet(() -> {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            } catch (IOException e) {
                return "controller";
            }
        });
        return user + "@" + name;
    }

    /** Says which run this was, if it wrote, and how it is taken back. */
    static void tellRun(Report report, Terminal terminal) {
        report.run()
                .ifPresent(id ->
                        terminal.error("run " + id + " is in the journal; `pinwright undo " + id + "` takes it back"));
    }

    /** Runs playbooks without writing, and prints what came of it. */
    Report run(PlaybookOptions options, Mode mode, Terminal terminal) {
        Loaded loaded = loaded(options, terminal);
        return run(options, loaded, loaded.options(), mode, terminal);
    }

    /** Runs playbooks and prints what came of it. */
    Report run(PlaybookOptions options, WriteOptions write, Mode mode, Terminal terminal) {
        Loaded loaded = loaded(options, terminal);
        return run(options, loaded, write.of(loaded.options()), mode, terminal);
    }

    private Report run(PlaybookOptions options, Loaded loaded, RunOptions runOptions, Mode mode, Terminal terminal) {
        return shown(
                options,
                mode,
                terminal,
                listener -> engine.run(loaded.playbooks(), loaded.inventory(), runOptions, mode, listener));
    }

    /** Plans and prints what was found; the plan can be kept. */
    SavedRun save(PlaybookOptions options, Terminal terminal) {
        Loaded loaded = loaded(options, terminal);
        AtomicReference<SavedRun> saved = new AtomicReference<>();
        shown(options, Mode.READ_ONLY, terminal, listener -> {
            SavedRun run = engine.save(loaded.playbooks(), loaded.inventory(), loaded.options(), listener);
            saved.set(run);
            return run.report();
        });
        return Objects.requireNonNull(saved.get());
    }

    /** Applies a saved plan and prints what came of it. */
    Report apply(SavedPlan plan, PlaybookOptions options, WriteOptions write, Terminal terminal) {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = inventory(options.connection.inventories, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        RunOptions runOptions = write.of(options.runOptions(terminal));
        return shown(options, Mode.APPLY, terminal, listener -> engine.apply(plan, inventory, runOptions, listener));
    }

    private record Loaded(List<Playbook> playbooks, Inventory inventory, RunOptions options) {}

    private Loaded loaded(PlaybookOptions options, Terminal terminal) {
        Diagnostics diagnostics = new Diagnostics();
        List<Playbook> playbooks = engine.playbooks(options.playbooks.values(), diagnostics);
        Inventory inventory = inventory(options.connection.inventories, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        return new Loaded(playbooks, inventory, options.runOptions(terminal));
    }

    private static Report shown(
            PlaybookOptions options, Mode mode, Terminal terminal, Function<RunListener, Report> run) {
        Interrupts interrupts = Interrupts.watch();
        try (LiveProgress progress = new LiveProgress(terminal, options.connection.forks.value())) {
            if (options.output.is(OutputFormat.JSON)) {
                Report report = run.apply(RunListener.NONE);
                terminal.out().print(Json.pretty(ReportTree.of(report)));
                tellRun(report, terminal);
                return report;
            }
            TextRenderer renderer = new TextRenderer(
                    progress.above(terminal::line),
                    progress.above(terminal.err()::println),
                    terminal.colours(),
                    mode,
                    options.diff.isSet(),
                    options.verbose.count());
            Report report = run.apply(progress.around(renderer));
            progress.end();
            renderer.recap(report);
            tellRun(report, terminal);
            return report;
        } finally {
            interrupts.end();
        }
    }

    /** Handles the options that only list; false when a run is wanted. */
    boolean listed(PlaybookOptions options, Terminal terminal) {
        if (!options.onlyLists()) {
            return false;
        }
        Diagnostics diagnostics = new Diagnostics();
        List<Playbook> playbooks = engine.playbooks(options.playbooks.values(), diagnostics);
        if (options.syntaxCheck.isSet()) {
            diagnostics.throwIfErrors();
            playbooks.forEach(
                    playbook -> terminal.line("playbook: " + playbook.source().name()));
            return true;
        }
        Inventory inventory = inventory(options.connection.inventories, diagnostics);
        diagnostics.throwIfErrors();
        for (Playbook playbook : playbooks) {
            terminal.line("");
            terminal.line("playbook: " + playbook.source().name());
            int number = 0;
            for (Play play : playbook.plays()) {
                terminal.line("");
                terminal.line("  play #" + ++number + " (" + hosts(play) + "): "
                        + play.name().text() + "\tTAGS: ["
                        + String.join(", ", play.keywords().tags()) + "]");
                if (options.listHosts.isSet()) {
                    var selected = options.connection
                            .limit
                            .value()
                            .map(limit -> inventory.select(hosts(play), play.span(), limit, diagnostics))
                            .orElseGet(() -> inventory.select(hosts(play), play.span(), diagnostics));
                    terminal.line("    hosts (" + selected.size() + "):");
                    selected.forEach(host -> terminal.line("      " + host.name()));
                }
                if (options.listTasks.isSet()) {
                    terminal.line("    tasks:");
                    play.tasks()
                            .forEach(
                                    task -> terminal.line("      " + task.name().text() + "\tTAGS: ["
                                            + String.join(", ", task.keywords().tags()) + "]"));
                }
            }
        }
        diagnostics.throwIfErrors();
        return true;
    }

    private static String hosts(Play play) {
        return String.join(",", play.hosts().stream().map(host -> host.text()).toList());
    }

    @Override
    public void close() {
        transport.close();
    }
}
