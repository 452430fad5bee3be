package io.pinwright.runner.cli;

import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.saved.SavedPlanFile;
import java.nio.file.Path;

/** {@code pinwright apply}. */
final class ApplyCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "apply",
            "Makes hosts as playbooks wish: changes what differs, then looks again to prove it.",
            "Instead of playbooks it takes the file of a saved plan, and makes exactly its changes, or none.",
            "Exit status: 0 done or nothing to do, 2 a host failed, 3 a host had moved, 4 a host was unreachable,",
            "6 failed and unreachable, 7 the files are invalid.");
    private final PlaybookOptions options = new PlaybookOptions(usage);
    private final Flag check =
            usage.flag("-C, --check", "Show what would change. Only tasks with `check_mode: false` run.");
    private final Maybe<Path> allowedSigners = usage.path(
            "--require-signature=FILE",
            "Apply a saved plan only when one of these signed it: an allowed_signers file of ssh-keygen.");
    private final WriteOptions write = new WriteOptions(usage);
    private final Terminal terminal;

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        if (options.playbooks.values().stream().anyMatch(SavedPlanFile::isOne)) {
            return new SavedPlanApply(options, write, check.isSet(), usage, terminal)
                    .run(allowedSigners.value())
                    .status();
        }
        if (allowedSigners.isGiven()) {
            throw usage.problem("--require-signature is for saved plans, not playbooks");
        }
        if (options.onlyLists() || check.isSet()) {
            try (Session session = Session.open()) {
                return session.listed(options, terminal)
                        ? ExitCode.DONE.status()
                        : ExitCode.ofApply(session.run(options, write, Mode.CHECK, terminal))
                                .status();
            }
        }
        AppliedHistory history = AppliedHistory.ofUser();
        try (Session session = Session.open(history.salt())) {
            Report report = session.run(options, write, Mode.APPLY, terminal);
            history.add(report, terminal);
            return ExitCode.ofApply(report).status();
        }
    }
}
