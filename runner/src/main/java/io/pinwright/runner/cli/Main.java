package io.pinwright.runner.cli;

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
        CommandLine commandLine = new CommandLine(new PinwrightCommand(), new TerminalFactory(terminal));
        commandLine.setOut(new java.io.PrintWriter(terminal.out(), true));
        commandLine.setErr(new java.io.PrintWriter(terminal.err(), true));
        commandLine.setExpandAtFiles(false);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(false);
        commandLine.setExecutionExceptionHandler(new Failures(terminal));
        commandLine.setParameterExceptionHandler((exception, arguments) -> {
            terminal.error("pinwright: " + exception.getMessage());
            terminal.error("fix: see `pinwright "
                    + exception
                            .getCommandLine()
                            .getCommandSpec()
                            .qualifiedName(" ")
                            .replaceFirst("^pinwright ?", "")
                    + " --help`");
            return ExitCode.USAGE.status();
        });
        return commandLine.execute(args);
    }
}
