package io.pinwright.runner.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Command lines as documents show them: run in this process, or only read. */
public final class DocumentedCommand {

    private DocumentedCommand() {}

    /**
     * What a command gave.
     *
     * @param text standard output and standard error as they came, without colours
     */
    public record Outcome(int status, String text) {}

    /** Runs a command. */
    public static Outcome run(List<String> arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int status = Main.run(new Terminal(stream, stream, false), arguments.toArray(String[]::new));
        return new Outcome(status, bytes.toString(StandardCharsets.UTF_8));
    }

    /** Why a command line would be refused; empty when it would be taken. */
    public static Optional<String> refusal(List<String> arguments) {
        try {
            commandLine()
                    .setExpandAtFiles(false)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .parseArgs(arguments.toArray(String[]::new));
            return Optional.empty();
        } catch (CommandLine.ParameterException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The commands that the help shows. */
    public static List<String> names() {
        return commandLine().getSubcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    public static List<Integer> exitStatuses() {
        return Arrays.stream(ExitCode.values()).map(ExitCode::status).toList();
    }

    private static CommandLine commandLine() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return Subcommands.complete(new Terminal(nowhere, nowhere, false));
    }
}
