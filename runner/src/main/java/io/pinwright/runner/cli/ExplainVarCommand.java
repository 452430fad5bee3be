package io.pinwright.runner.cli;

import io.pinwright.engine.explain.VariableExplanation;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.runner.render.ExplanationText;
import io.pinwright.runner.render.ExplanationTree;
import io.pinwright.runner.render.Json;
import java.nio.file.Path;
import java.util.List;

/** {@code pinwright explain var}. */
final class ExplainVarCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "var",
            "Says where a host's variable has its value from: every place that gives it one, the strongest first.",
            "Reaches no host. Exit status: 0, or 7 when there is no such host or variable or a file is invalid.");
    private final Value<String> host = usage.parameter("HOST", "A host of the inventory.");
    private final Value<String> name =
            usage.parameter("NAME", "A variable, or a part of one: queues, net.queues, disks[0].");
    private final Many<Path> playbooks = usage.optionalFiles("PLAYBOOK", "Playbooks whose plays may set it too.");
    private final Many<String> inventories = ConnectionOptions.inventories(usage);
    private final Many<String> extraVariables = ExtraVariables.option(usage);
    private final Value<OutputFormat> output = OutputFormat.option(usage);
    private final Terminal terminal;

    ExplainVarCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        Diagnostics diagnostics = new Diagnostics();
        try (Session session = Session.open()) {
            List<Playbook> loaded = session.engine().playbooks(playbooks.values(), diagnostics);
            Inventory inventory = Session.inventory(inventories, diagnostics);
            diagnostics.throwIfErrors();
            diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
            VariableExplanation explanation = session.engine()
                    .explainer()
                    .variable(
                            host.value(),
                            name.value(),
                            inventory,
                            loaded,
                            ExtraVariables.withPlaces(extraVariables.values()));
            if (output.is(OutputFormat.JSON)) {
                terminal.out().print(Json.pretty(ExplanationTree.of(explanation)));
            } else {
                ExplanationText.of(explanation, terminal.colours()).forEach(terminal::line);
            }
        }
        return ExitCode.DONE.status();
    }
}
