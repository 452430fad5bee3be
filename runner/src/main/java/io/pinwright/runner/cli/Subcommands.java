package io.pinwright.runner.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The commands by name, as the help lists them. A command line that names one is built of that one alone: reading the
 * annotations of all of them is most of what a short command costs.
 */
final class Subcommands {

    private static final Map<String, Class<?>> ALL = all();

    static {
        // Of all the types that options could have they have one; the others' classes are a tenth of a command line's
        // cost.
        System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\.(?!LocalDate$).*");
    }

    private Subcommands() {}

    private static Map<String, Class<?>> all() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("apply", ApplyCommand.class);
        all.put("plan", PlanCommand.class);
        all.put("check", CheckCommand.class);
        all.put("runs", RunsCommand.class);
        all.put("show", ShowCommand.class);
        all.put("undo", UndoCommand.class);
        all.put("unlock", UnlockCommand.class);
        all.put("facts", FactsCommand.class);
        all.put("topology", TopologyCommand.class);
        all.put("diagnose", DiagnoseCommand.class);
        all.put("explain", ExplainCommand.class);
        all.put("inventory", InventoryCommand.class);
        all.put("trust", TrustCommand.class);
        all.put("validate", ValidateCommand.class);
        all.put("doc", DocCommand.class);
        all.put("schema", SchemaCommand.class);
        all.put("xml", XmlCommand.class);
        all.put("demo", DemoCommand.class);
        all.put("completion", CompletionCommand.class);
        all.put("warm-up", WarmUpCommand.class);
        return all;
    }

    /** The command line with every command, for help, completion and what was mistyped. */
    static CommandLine complete(Terminal terminal) {
        CommandLine commandLine = new CommandLine(new PinwrightCommand(), new TerminalFactory(terminal));
        ALL.values().forEach(commandLine::addSubcommand);
        return commandLine;
    }

    /** The command line of the command that is named; empty where all of them are needed to know what is meant. */
    static Optional<CommandLine> named(Terminal terminal, String name) {
        // The one that prints completions tells of all others.
        return Optional.ofNullable(name.equals("completion") ? null : ALL.get(name))
                .map(type -> {
                    CommandLine commandLine = new CommandLine(type, new TerminalFactory(terminal));
                    commandLine.setCommandName("pinwright " + name);
                    return commandLine;
                });
    }
}
