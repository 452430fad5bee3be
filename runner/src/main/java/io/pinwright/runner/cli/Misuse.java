package io.pinwright.runner.cli;

import io.pinwright.engine.source.NearestName;
import io.pinwright.runner.render.Printable;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what was most likely meant. */
record Misuse(Terminal terminal) implements CommandLine.IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        terminal.error("pinwright: " + problem(exception));
        terminal.error("fix: "
                + nearest(exception)
                        .map(name -> "did you mean `" + name + "`?")
                        .orElseGet(() -> "see `"
                                + exception.getCommandLine().getCommandSpec().qualifiedName(" ") + " --help`"));
        return ExitCode.USAGE.status();
    }

    private static String problem(ParameterException exception) {
        if (exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String words = Printable.line(unmatched.getUnmatched().get(0));
            boolean command = unmatched.getCommandLine().getCommand() instanceof PinwrightCommand;
            return unmatched.isUnknownOption()
                    ? "there is no option `" + words + "` here"
                    : command ? "there is no command `" + words + "`" : "`" + words + "` is one argument too many";
        }
        return Printable.line(String.valueOf(exception.getMessage()));
    }

    /** The option or command that was most likely meant. */
    private static Optional<String> nearest(ParameterException exception) {
        if (!(exception instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        CommandSpec spec = unmatched.getCommandLine().getCommandSpec();
        return NearestName.of(
                unmatched.getUnmatched().get(0).replaceFirst("=.*", ""),
                unmatched.isUnknownOption()
                        ? spec.optionsMap().keySet()
                        : spec.subcommands().keySet());
    }
}
