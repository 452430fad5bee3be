package io.pinwright.runner.cli;

import io.pinwright.engine.explain.ChangeExplanation;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright explain change}. */
@Command(
        name = "change",
        description = {
            "Plans for one host and says why something on it would change, or would not; writes nothing.",
            "Exit status: 0, 2 a task failed, 4 the host was unreachable, 5 nothing there is about TARGET,",
            "7 there is no such host or a file is invalid."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExplainChangeCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "HOST", description = "A host of the inventory.")
    String host = "";

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "Part of what is changed, as plan shows it: `domain web`, eno1, queues, /etc/hosts.")
    String target = "";

    @Parameters(
            index = "2..*",
            arity = "1..*",
            paramLabel = "PLAYBOOK",
            description = "Playbooks, planned one after another.")
    List<Path> playbooks = new ArrayList<>();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = {"-t", "--tags"},
            split = ",",
            paramLabel = "TAG",
            description = "Only tasks with one of these tags.")
    List<String> tags = new ArrayList<>();

    @Option(names = "--skip-tags", split = ",", paramLabel = "TAG", description = "No task with one of these tags.")
    List<String> skipTags = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    ExplainChangeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Diagnostics diagnostics = new Diagnostics();
        try (Session session = Session.open()) {
            List<Playbook> loaded = session.engine().playbooks(playbooks, diagnostics);
            Inventory inventory = Session.inventory(connection, diagnostics);
            diagnostics.throwIfErrors();
            diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
            ChangeExplanation explanation = session.engine()
                    .explainer()
                    .change(
                            host,
                            target,
                            loaded,
                            inventory,
                            connection.runOptions(terminal).withTags(tags, skipTags),
                            ExtraVariables.withPlaces(connection.extraVariables));
            return print(explanation).status();
        }
    }

    private ExitCode print(ChangeExplanation explanation) {
        if (output == OutputFormat.JSON) {
            terminal.out().print(Json.pretty(ExplanationTree.of(explanation)));
        } else {
            ExplanationText.of(explanation, terminal.colours()).forEach(terminal::line);
        }
        ExitCode planned = ExitCode.ofApply(explanation.report());
        if (!explanation.turns().isEmpty() || planned != ExitCode.DONE) {
            return planned;
        }
        terminal.error("pinwright: nothing that these playbooks do on " + host + " is about `" + target + "`");
        terminal.error(
                explanation.targets().isEmpty()
                        ? "they would change nothing there"
                        : "they would change: " + String.join(", ", explanation.targets()));
        return ExitCode.USAGE;
    }
}
