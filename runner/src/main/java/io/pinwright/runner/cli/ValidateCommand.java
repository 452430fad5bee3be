package io.pinwright.runner.cli;

import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import java.nio.file.Path;

/** {@code pinwright validate}: checks files offline. */
final class ValidateCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "validate",
            "Checks playbooks and inventories without touching a host; reports all problems at once.",
            "Exit status: 0 no errors, 7 errors.");
    private final Many<Path> playbooks = usage.optionalFiles("PLAYBOOK", "Playbooks to check.");
    private final Many<String> inventories =
            usage.texts("-i, --inventory=PATH", "An inventory to check as well; may be repeated.");
    private final Terminal terminal;

    ValidateCommand(Terminal terminal) {
        usage.spec().usageMessage().sortOptions(true);
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
            session.engine().playbooks(playbooks.values(), diagnostics);
            if (inventories.isGiven()) {
                Inventory.load(inventories.values(), diagnostics);
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
