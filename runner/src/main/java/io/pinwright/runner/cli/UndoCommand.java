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

/** {@code pinwright undo}. */
final class UndoCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "undo",
            "Takes a run back: what it changed becomes as it was before. What others changed since is left alone.",
            "Exit status: 0 done or nothing to do, 2 a host failed or something cannot be taken back,",
            "3 others changed something since, 4 a host was unreachable, 6 both failed and unreachable.");
    private final Value<String> run =
            usage.parameter("RUN", "The run's id as `pinwright runs` lists it, the beginning of one, or `last`.");
    private final ConnectionOptions connection = new ConnectionOptions(usage);
    private final WriteOptions write = new WriteOptions(usage);
    private final Flag check = usage.flag("-C, --check", "Show what would be taken back; write nothing.");
    private final Many<String> force = usage.texts(
            "--force=TARGET",
            "Take back what others changed since too, where the target's name contains this; may be repeated.");
    private final Times verbose = usage.times("-v, --verbose", "Say more; -vvv: the steps of each change too.");
    private final Value<OutputFormat> output = OutputFormat.option(usage);
    private final Terminal terminal;

    UndoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        FileJournal journal = FileJournal.in(AppliedHistory.folder());
        RecordedRun recorded = journal.read(journal.find(run.value()));
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Session.inventory(connection.inventories, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        RunOptions options = write.of(connection.runOptions(terminal));
        Mode mode = check.isSet() ? Mode.READ_ONLY : Mode.APPLY;
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
        UndoOptions how = new UndoOptions(force.values());
        if (output.is(OutputFormat.JSON)) {
            Report report = session.engine().undo(recorded, inventory, options, how, mode, RunListener.NONE);
            terminal.out().print(Json.pretty(ReportTree.of(report)));
            return report;
        }
        TextRenderer renderer = new TextRenderer(
                terminal::line, terminal.err()::println, terminal.colours(), mode, false, verbose.count());
        Report report = session.engine().undo(recorded, inventory, options, how, mode, renderer);
        renderer.recap(report);
        return report;
    }
}
