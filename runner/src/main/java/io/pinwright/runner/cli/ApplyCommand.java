package io.pinwright.runner.cli;

import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pinwright apply}. */
@Command(
        name = "apply",
        description = {
            "Makes hosts as playbooks wish: changes what differs, then looks again to prove it.",
            "Exit status: 0 done or nothing to do, 2 a host failed, 3 a host moved meanwhile, 4 a host was unreachable, 6 both,",
            "7 the files are invalid."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ApplyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    PlaybookOptions options = new PlaybookOptions();

    @Option(
            names = {"-C", "--check"},
            description = "Show what would change. Only tasks with `check_mode: false` run.")
    boolean check;

    @Mixin
    WriteOptions write = new WriteOptions();

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (options.onlyLists() || check) {
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
