package io.pinwright.runner.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * The commands by name, as the help lists them. A command line is built with those alone that its words can mean: reading the
 * annotations of all of them is most of what a short command costs.
 */
final class Subcommands {

    private static final Map<String, Class<?>> ALL = all();

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
        return of(terminal, ALL.values());
    }

    /** The command line that is enough for some words. */
    static CommandLine enoughFor(Terminal terminal, String... words) {
        // The one that prints completions tells of all others.
        Class<?> named = words.length == 0 || words[0].equals("completion") ? null : ALL.get(words[0]);
        return named == null ? complete(terminal) : of(terminal, List.of(named));
    }

    private static CommandLine of(Terminal terminal, Collection<Class<?>> commands) {
        CommandLine commandLine = new CommandLine(new PinwrightCommand(), new TerminalFactory(terminal));
        commands.forEach(commandLine::addSubcommand);
        return commandLine;
    }
}
