package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.undo.UndoOptions;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.ReportTree;
import io.pinwright.runner.render.TextRenderer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright undo}. */
@Command(
        name = "undo",
        description = {
            "Takes a run back: what it changed becomes as it was before. What others changed since is left alone.",
            "Exit status: 0 done or nothing to do, 2 a host failed or something cannot be taken back,",
            "3 others changed something since, 4 a host was unreachable, 6 both failed and unreachable."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class UndoCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "RUN",
            description = "The run's id as `pinwright runs` lists it, the beginning of one, or `last`.")
    String run = "";

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    WriteOptions write = new WriteOptions();

    @Option(
            names = {"-C", "--check"},
            description = "Show what would be taken back; write nothing.")
    boolean check;

    @Option(
            names = "--force",
            paramLabel = "TARGET",
            description =
                    "Take back what others changed since too, where the target's name contains this; may be repeated.")
    List<String> force = new ArrayList<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; -vvv: the steps of each change too.")
    boolean[] verbose = {};

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    UndoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FileJournal journal = FileJournal.in(AppliedHistory.folder());
        RecordedRun recorded = journal.read(journal.find(run));
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Session.inventory(connection, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        RunOptions options = write.of(connection.runOptions(terminal));
        Mode mode = check ? Mode.READ_ONLY : Mode.APPLY;
        Interrupts interrupts = Interrupts.watch();
        try (Session session = Session.open()) {
            Report report = undo(session, recorded, inventory, options, mode);
            Session.tellRun(report, terminal);
            return ExitCode.ofApply(report).status();
        } finally {
            interrupts.end();
        }
    }

    private Report undo(Session session, RecordedRun recorded, Inventory inventory, RunOptions options, Mode mode) {
        UndoOptions how = new UndoOptions(force);
        if (output == OutputFormat.JSON) {
            Report report = session.engine().undo(recorded, inventory, options, how, mode, RunListener.NONE);
            terminal.out().print(Json.pretty(ReportTree.of(report)));
            return report;
        }
        TextRenderer renderer = new TextRenderer(
                terminal::line, terminal.err()::println, terminal.colours(), mode, false, verbose.length);
        Report report = session.engine().undo(recorded, inventory, options, how, mode, renderer);
        renderer.recap(report);
        return report;
    }
}
