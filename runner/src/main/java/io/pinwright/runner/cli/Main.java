package io.pinwright.runner.cli;

import io.pinwright.engine.source.NearestName;
import io.pinwright.runner.render.Printable;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;

/** Entry point of the command {@code pinwright}. */
public final class Main {

    private Main() {}

    /** Runs a command line and ends the process with its exit status. */
    public static void main(String... args) {
        System.exit(run(Terminal.ofProcess(), args));
    }

    /** Runs a command line; never ends the process. */
    static int run(Terminal terminal, String... args) {
        // What scripts ask first needs no command line.
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            terminal.line(Version.line());
            return ExitCode.DONE.status();
        }
        Optional<CommandLine> named = args.length == 0 ? Optional.empty() : Subcommands.named(terminal, args[0]);
        return named.map(command -> execute(command, terminal, Arrays.copyOfRange(args, 1, args.length)))
                .orElseGet(() -> execute(Subcommands.complete(terminal), terminal, args));
    }

    private static int execute(CommandLine commandLine, Terminal terminal, String... args) {
        commandLine.setOut(new java.io.PrintWriter(terminal.out(), true));
        commandLine.setErr(new java.io.PrintWriter(terminal.err(), true));
        commandLine.setExpandAtFiles(false);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(false);
        commandLine.setExecutionExceptionHandler(new Failures(terminal));
        commandLine.setParameterExceptionHandler((exception, arguments) -> {
            terminal.error("pinwright: " + problem(exception));
            terminal.error("fix: "
                    + nearest(exception)
                            .map(name -> "did you mean `" + name + "`?")
                            .orElseGet(() -> "see `"
                                    + exception
                                            .getCommandLine()
                                            .getCommandSpec()
                                            .qualifiedName(" ") + " --help`"));
            return ExitCode.USAGE.status();
        });
        return commandLine.execute(args);
    }

    private static String problem(CommandLine.ParameterException exception) {
        if (exception instanceof CommandLine.UnmatchedArgumentException unmatched
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
    private static Optional<String> nearest(CommandLine.ParameterException exception) {
        if (!(exception instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        CommandLine.Model.CommandSpec spec = unmatched.getCommandLine().getCommandSpec();
        return NearestName.of(
                unmatched.getUnmatched().get(0).replaceFirst("=.*", ""),
                unmatched.isUnknownOption()
                        ? spec.optionsMap().keySet()
                        : spec.subcommands().keySet());
    }
}
