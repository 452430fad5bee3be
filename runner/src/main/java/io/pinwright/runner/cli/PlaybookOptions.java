package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;
import java.nio.file.Path;

/** What apply, plan and check have in common. */
final class PlaybookOptions extends OptionGroup {

    final Many<Path> playbooks = usage.files("PLAYBOOK", "Playbooks, run one after another.");
    final ConnectionOptions connection = new ConnectionOptions(usage);
    final TagOptions tags = new TagOptions(usage);
    final Flag diff = usage.flag("-D, --diff", "Show changed files and documents line by line.");
    final Times verbose = usage.times("-v, --verbose", "Show what tasks returned; -vvv: the steps of each change too.");
    final Value<OutputFormat> output = OutputFormat.option(usage);
    final Flag listHosts = usage.flag("--list-hosts", "Show which hosts each play runs on, and end.");
    final Flag listTasks = usage.flag("--list-tasks", "Show the tasks of each play, and end.");
    final Flag syntaxCheck = usage.flag("--syntax-check", "Check the files, and end.");

    PlaybookOptions(Usage usage) {
        super(usage);
    }

    /** Whether an option asks to list something instead of a run. */
    boolean onlyLists() {
        return listHosts.isSet() || listTasks.isSet() || syntaxCheck.isSet();
    }

    RunOptions runOptions(Terminal terminal) {
        return tags.of(connection.runOptions(terminal));
    }
}
