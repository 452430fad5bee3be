package io.pinwright.runner.cli;

import io.pinwright.engine.explain.VariableExplanation;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.runner.render.ExplanationText;
import io.pinwright.runner.render.ExplanationTree;
import io.pinwright.runner.render.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright explain var}. */
@Command(
        name = "var",
        description = {
            "Says where a host's variable has its value from: every place that gives it one, the strongest first.",
            "Reaches no host. Exit status: 0, or 7 when there is no such host or variable or a file is invalid."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExplainVarCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "HOST", description = "A host of the inventory.")
    String host = "";

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "A variable, or a part of one: queues, net.queues, disks[0].")
    String name = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "PLAYBOOK",
            description = "Playbooks whose plays may set it too.")
    List<Path> playbooks = new ArrayList<>();

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "PATH",
            description = "Inventory file, folder, script, or `host1,host2,`; may be repeated.")
    List<String> inventories = new ArrayList<>();

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description = "Variables that win over all others: NAME=VALUE..., YAML or JSON, or @FILE; may be repeated.")
    List<String> extraVariables = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    ExplainVarCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ConnectionOptions options = new ConnectionOptions();
        options.inventories = inventories;
        Diagnostics diagnostics = new Diagnostics();
        try (Session session = Session.open()) {
            List<Playbook> loaded = session.engine().playbooks(playbooks, diagnostics);
            Inventory inventory = Session.inventory(options, diagnostics);
            diagnostics.throwIfErrors();
            diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
            VariableExplanation explanation = session.engine()
                    .explainer()
                    .variable(host, name, inventory, loaded, ExtraVariables.withPlaces(extraVariables));
            if (output == OutputFormat.JSON) {
                terminal.out().print(Json.pretty(ExplanationTree.of(explanation)));
            } else {
                ExplanationText.of(explanation, terminal.colours()).forEach(terminal::line);
            }
        }
        return ExitCode.DONE.status();
    }
}
