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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pinwright check}: drift. */
@Command(
        name = "check",
        description = {
            "Looks for drift; writes nothing on any host. Tells what drifted since the last apply, what is",
            "wished and not applied yet, what waits for a restart, and what could not be judged.",
            "Exit status: 0 no difference, 2 differences, 4 a host was unreachable, 6 both,",
            "7 the files are invalid, 8 a host could not be judged. Accepted differences do not count."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    PlaybookOptions options = new PlaybookOptions();

    @Mixin
    DriftOptions drift = new DriftOptions();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        drift.validate(spec.commandLine());
        if (options.onlyLists()) {
            try (Session session = Session.open()) {
                session.listed(options, terminal);
                return ExitCode.DONE.status();
            }
        }
        AppliedHistory history = AppliedHistory.ofUser();
        try (Session session = Session.open(history.salt())) {
            Diagnostics diagnostics = new Diagnostics();
            List<Playbook> playbooks = session.engine().playbooks(options.playbooks, diagnostics);
            Inventory inventory = Session.inventory(options.connection, diagnostics);
            Baseline baseline = drift.baseline(inventory, diagnostics);
            diagnostics.throwIfErrors();
            diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
            TextRenderer renderer = new TextRenderer(
                    terminal::line,
                    terminal.err()::println,
                    terminal.colours(),
                    Mode.READ_ONLY,
                    options.diff,
                    options.verbose.length);
            Report report = look(session, playbooks, inventory, renderer);
            DriftReport found = DriftReport.of(report, history.wishes(), baseline, LocalDate.now());
            new DriftOutput(terminal, options, drift).write(report, found, renderer);
            return ExitCode.ofCheck(report, found).status();
        }
    }

    /** Task by task it is shown only when asked for: what counts comes afterwards, by verdict. */
    private Report look(Session session, List<Playbook> playbooks, Inventory inventory, TextRenderer renderer) {
        boolean told = options.output == OutputFormat.TEXT && (options.verbose.length > 0 || options.diff);
        RunListener warned = event -> {
            if (event instanceof io.pinwright.engine.report.RunEvent.Warned) {
                renderer.on(event);
            }
        };
        RunListener listener = told ? renderer : options.output == OutputFormat.TEXT ? warned : RunListener.NONE;
        Interrupts interrupts = Interrupts.watch();
        try {
            return session.engine().run(playbooks, inventory, options.runOptions(terminal), Mode.READ_ONLY, listener);
        } finally {
            interrupts.end();
        }
    }
}
