package io.pinwright.runner.cli;

import java.io.PrintWriter;
import java.net.URL;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;

/** Entry point of the command {@code pinwright}. */
public final class Main {

    private Main() {}

    /** Runs a command line and ends the process with its exit status. */
    public static void main(String... args) {
        URL.setURLStreamHandlerFactory(new NoNetworkUrls());
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
        return named.isPresent()
                ? execute(named.get(), terminal, Arrays.copyOfRange(args, 1, args.length))
                : execute(Subcommands.complete(terminal), terminal, args);
    }

    private static int execute(CommandLine commandLine, Terminal terminal, String... args) {
        commandLine.setOut(new PrintWriter(terminal.out(), true));
        commandLine.setErr(new PrintWriter(terminal.err(), true));
        commandLine.setExpandAtFiles(false);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(false);
        // Named classes: a lambda for an interface of an old class file cannot be archived.
        commandLine.setExecutionExceptionHandler(new Failures(terminal));
        commandLine.setParameterExceptionHandler(new Misuse(terminal));
        return commandLine.execute(args);
    }
}
