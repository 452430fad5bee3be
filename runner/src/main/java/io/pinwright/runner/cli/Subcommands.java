package io.pinwright.runner.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The commands by name. A command line that names one is built of that one alone: the options of all of them are most of what a
 * short command costs.
 */
final class Subcommands {

    /** As the help lists them. */
    private static final List<String> NAMES = List.of(
            "apply",
            "plan",
            "check",
            "runs",
            "show",
            "undo",
            "unlock",
            "facts",
            "topology",
            "diagnose",
            "explain",
            "inventory",
            "trust",
            "validate",
            "doc",
            "schema",
            "xml",
            "demo",
            "completion",
            "warm-up");

    static {
        // Those that picocli finds by reflection: options have their own.
        System.setProperty("picocli.converters.excludes", ".*");
    }

    private Subcommands() {}

    private static Command command(Terminal terminal, String name) {
        return switch (name) {
            case "apply" -> new ApplyCommand(terminal);
            case "plan" -> new PlanCommand(terminal);
            case "check" -> new CheckCommand(terminal);
            case "runs" -> new RunsCommand(terminal);
            case "show" -> new ShowCommand(terminal);
            case "undo" -> new UndoCommand(terminal);
            case "unlock" -> new UnlockCommand(terminal);
            case "facts" -> new FactsCommand(terminal);
            case "topology" -> new TopologyCommand(terminal);
            case "diagnose" -> new DiagnoseCommand(terminal);
            case "explain" -> new ExplainCommand(terminal);
            case "inventory" -> new InventoryCommand(terminal);
            case "trust" -> new TrustCommand(terminal);
            case "validate" -> new ValidateCommand(terminal);
            case "doc" -> new DocCommand(terminal);
            case "schema" -> new SchemaCommand(terminal);
            case "xml" -> new XmlCommand();
            case "demo" -> new DemoCommand(terminal);
            case "completion" -> new CompletionCommand(terminal);
            case "warm-up" -> new WarmUpCommand();
            default -> throw new IllegalArgumentException("there is no command " + name);
        };
    }

    /** The command line with every command, for help, completion and what was mistyped. */
    static CommandLine complete(Terminal terminal) {
        PinwrightCommand pinwright = new PinwrightCommand();
        for (String name : NAMES) {
            pinwright.usage().subcommand(command(terminal, name));
        }
        return pinwright.usage().commandLine();
    }

    /** The command line of the command that is named; empty where all of them are needed to know what is meant. */
    static Optional<CommandLine> named(Terminal terminal, String name) {
        // The one that prints completions tells of all others.
        if (name.equals("completion") || !NAMES.contains(name)) {
            return Optional.empty();
        }
        CommandLine commandLine = command(terminal, name).usage().commandLine();
        commandLine.setCommandName("pinwright " + name);
        return Optional.of(commandLine);
    }
}
