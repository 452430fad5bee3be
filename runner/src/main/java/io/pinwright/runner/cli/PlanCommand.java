package io.pinwright.runner.cli;

import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pinwright plan}. */
@Command(
        name = "plan",
        description = {
            "Shows what apply would do; writes nothing on any host.",
            "Exit status: as of apply; with --detailed-exitcode as of check."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PlanCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    PlaybookOptions options = new PlaybookOptions();

    @Option(names = "--detailed-exitcode", description = "End with 2 when there is something to change, as check does.")
    boolean detailedExitCode;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Session session = Session.open()) {
            if (session.listed(options, terminal)) {
                return ExitCode.DONE.status();
            }
            Report report = session.run(options, Mode.READ_ONLY, terminal);
            return (detailedExitCode ? ExitCode.ofPlan(report) : ExitCode.ofApply(report)).status();
        }
    }
}
