package io.pinwright.runner.cli;

import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pinwright check}: drift. */
@Command(
        name = "check",
        description = {
            "Looks for drift; writes nothing on any host.",
            "Exit status: 0 no difference, 2 differences, 4 a host was unreachable, 6 both,",
            "7 the files are invalid, 8 a host could not be judged."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    PlaybookOptions options = new PlaybookOptions();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Session session = Session.open()) {
            if (session.listed(options, terminal)) {
                return ExitCode.DONE.status();
            }
            Report report = session.run(options, Mode.READ_ONLY, terminal);
            return ExitCode.ofCheck(report).status();
        }
    }
}
