package io.pinwright.runner.cli;

import io.pinwright.engine.drift.Baseline;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.runner.render.TextRenderer;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

/** {@code pinwright check}: drift. */
final class CheckCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "check",
            "Looks for drift; writes nothing on any host. Tells what drifted since the last apply, what is",
            "wished and not applied yet, what waits for a restart, and what could not be judged.",
            "Exit status: 0 no difference, 2 differences, 4 a host was unreachable, 6 both,",
            "7 the files are invalid, 8 a host could not be judged. Accepted differences do not count.");
    private final PlaybookOptions options = new PlaybookOptions(usage);
    private final DriftOptions drift = new DriftOptions(usage);
    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() throws IOException {
        drift.validate();
        if (options.onlyLists()) {
            try (Session session = Session.open()) {
                session.listed(options, terminal);
                return ExitCode.DONE.status();
            }
        }
        AppliedHistory history = AppliedHistory.ofUser();
        try (Session session = Session.open(history.salt())) {
            Diagnostics diagnostics = new Diagnostics();
            List<Playbook> playbooks = session.engine().playbooks(options.playbooks.values(), diagnostics);
            Inventory inventory = Session.inventory(options.connection.inventories, diagnostics);
            Baseline baseline = drift.baseline(inventory, diagnostics);
            diagnostics.throwIfErrors();
            diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
            LiveProgress progress = new LiveProgress(terminal, options.connection.forks.value());
            TextRenderer renderer = new TextRenderer(
                    progress.above(terminal::line),
                    progress.above(terminal.err()::println),
                    terminal.colours(),
                    Mode.READ_ONLY,
                    options.diff.isSet(),
                    options.verbose.count());
            Report report = look(session, playbooks, inventory, renderer, progress);
            DriftReport found = DriftReport.of(report, history.wishes(), baseline, LocalDate.now());
            new DriftOutput(terminal, options, drift).write(report, found, renderer);
            return ExitCode.ofCheck(report, found).status();
        }
    }

    /** Task by task it is shown only when asked for: what counts comes afterwards, by verdict. */
    private Report look(
            Session session,
            List<Playbook> playbooks,
            Inventory inventory,
            TextRenderer renderer,
            LiveProgress progress) {
        boolean told = options.output.is(OutputFormat.TEXT) && (options.verbose.isGiven() || options.diff.isSet());
        RunListener warned = event -> {
            if (event instanceof io.pinwright.engine.report.RunEvent.Warned) {
                renderer.on(event);
            }
        };
        RunListener listener =
                options.output.is(OutputFormat.TEXT) ? progress.around(told ? renderer : warned) : RunListener.NONE;
        Interrupts interrupts = Interrupts.watch();
        try (progress) {
            return session.engine().run(playbooks, inventory, options.runOptions(terminal), Mode.READ_ONLY, listener);
        } finally {
            interrupts.end();
        }
    }
}
