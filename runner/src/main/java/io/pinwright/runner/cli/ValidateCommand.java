package io.pinwright.runner.cli;

import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright validate}: checks files offline. */
@Command(
        name = "validate",
        description = {
            "Checks playbooks and inventories without touching a host; reports all problems at once.",
            "Exit status: 0 no errors, 7 errors."
        },
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(arity = "0..*", paramLabel = "PLAYBOOK", description = "Playbooks to check.")
    List<Path> playbooks = new ArrayList<>();

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "PATH",
            description = "An inventory to check as well; may be repeated.")
    List<String> inventories = new ArrayList<>();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Diagnostics diagnostics = new Diagnostics();
        try (Session session = Session.open()) {
            session.engine().playbooks(playbooks, diagnostics);
            if (!inventories.isEmpty()) {
                Inventory.load(inventories, diagnostics);
            }
        }
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        terminal.line("no errors"
                + (diagnostics.warnings().isEmpty()
                        ? ""
                        : ", " + diagnostics.warnings().size() + " warnings"));
        return ExitCode.DONE.status();
    }
}
