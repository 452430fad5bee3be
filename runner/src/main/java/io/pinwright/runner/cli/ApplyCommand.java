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
        description = "Makes hosts as playbooks wish, changing what differs, and proves it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ApplyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    PlaybookOptions options = new PlaybookOptions();

    @Option(
            names = {"-C", "--check"},
            description = "Change nothing, show what would change.")
    boolean check;

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Session session = Session.open()) {
            if (session.listed(options, terminal)) {
                return ExitCode.DONE.status();
            }
            Report report = session.run(options, check ? Mode.CHECK : Mode.APPLY, terminal);
            return ExitCode.ofApply(report).status();
        }
    }
}
