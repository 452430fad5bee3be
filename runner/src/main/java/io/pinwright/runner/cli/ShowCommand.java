package io.pinwright.runner.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright show}. */
@Command(
        name = "show",
        description = {"Shows a saved plan: what `apply FILE` would do.", "Exit status: 0, 7 the file is no plan."},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ShowCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(arity = "1", paramLabel = "FILE", description = "A file that `plan --out` wrote.")
    Path file = Path.of("");

    @Option(
            names = {"-D", "--diff"},
            description = "Show changed files and documents line by line.")
    boolean diff;

    @Option(
            names = {"-v", "--verbose"},
            description = "-vvv: the steps of each change too.")
    boolean[] verbose = {};

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    ShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        new SavedPlanShow(terminal, output, diff, verbose.length).show(file);
        return ExitCode.DONE.status();
    }
}
