package io.pinwright.runner.cli;

import io.pinwright.engine.RunOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What apply, plan and check have in common. */
final class PlaybookOptions {

    @Parameters(arity = "1..*", paramLabel = "PLAYBOOK", description = "Playbooks, run one after another.")
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
            names = {"-D", "--diff"},
            description = "Show changed files and documents line by line.")
    boolean diff;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show what tasks returned; -vvv: the steps of each change too.")
    boolean[] verbose = {};

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    @Option(names = "--list-hosts", description = "Show which hosts each play runs on, and end.")
    boolean listHosts;

    @Option(names = "--list-tasks", description = "Show the tasks of each play, and end.")
    boolean listTasks;

    @Option(names = "--syntax-check", description = "Check the files, and end.")
    boolean syntaxCheck;

    /** Whether an option asks to list something instead of a run. */
    boolean onlyLists() {
        return listHosts || listTasks || syntaxCheck;
    }

    RunOptions runOptions(Terminal terminal) {
        return connection.runOptions(terminal).withTags(tags, skipTags);
    }
}
