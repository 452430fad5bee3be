package io.pinwright.runner.cli;

import io.pinwright.engine.explain.ChangeExplanation;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.runner.render.ExplanationText;
import io.pinwright.runner.render.ExplanationTree;
import io.pinwright.runner.render.Json;
import java.nio.file.Path;
import java.util.List;

/** {@code pinwright explain change}. */
final class ExplainChangeCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "change",
            "Plans for one host and says why something on it would change, or would not; writes nothing.",
            "Exit status: 0, 2 a task failed, 4 the host was unreachable, 5 nothing there is about TARGET,",
            "7 there is no such host or a file is invalid.");
    private final Value<String> host = usage.parameter("HOST", "A host of the inventory.");
    private final Value<String> target = usage.parameter(
            "TARGET", "Part of what is changed, as plan shows it: `domain web`, eno1, queues, /etc/hosts.");
    private final Many<Path> playbooks = usage.files("PLAYBOOK", "Playbooks, planned one after another.");
    private final ConnectionOptions connection = new ConnectionOptions(usage);
    private final TagOptions tags = new TagOptions(usage);
    private final Value<OutputFormat> output = OutputFormat.option(usage);
    private final Terminal terminal;

    ExplainChangeCommand(Terminal terminal) {
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
            Inventory inventory = Session.inventory(connection.inventories, diagnostics);
            diagnostics.throwIfErrors();
            diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
            ChangeExplanation explanation = session.engine()
                    .explainer()
                    .change(
                            host.value(),
                            target.value(),
                            loaded,
                            inventory,
                            tags.of(connection.runOptions(terminal)),
                            ExtraVariables.withPlaces(connection.extraVariables.values()));
            return print(explanation).status();
        }
    }

    private ExitCode print(ChangeExplanation explanation) {
        if (output.is(OutputFormat.JSON)) {
            terminal.out().print(Json.pretty(ExplanationTree.of(explanation)));
        } else {
            ExplanationText.of(explanation, terminal.colours()).forEach(terminal::line);
        }
        ExitCode planned = ExitCode.ofApply(explanation.report());
        if (!explanation.turns().isEmpty() || planned != ExitCode.DONE) {
            return planned;
        }
        terminal.error(
                "pinwright: nothing that these playbooks do on " + host.value() + " is about `" + target.value() + "`");
        terminal.error(
                explanation.targets().isEmpty()
                        ? "they would change nothing there"
                        : "they would change: " + String.join(", ", explanation.targets()));
        return ExitCode.USAGE;
    }
}
