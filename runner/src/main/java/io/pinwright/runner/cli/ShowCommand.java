package io.pinwright.runner.cli;

import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.RunText;
import io.pinwright.runner.render.RunTree;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright show}. */
@Command(
        name = "show",
        description = {
            "Shows what a run did where: each change with before and after, and how it ended.",
            "Of a file that `plan --out` wrote it shows what `apply FILE` would do."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ShowCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "RUN|FILE",
            description = "The run's id as `pinwright runs` lists it, the beginning of one, or `last`; or the file of a"
                    + " saved plan.")
    String run = "";

    @Option(
            names = {"-D", "--diff"},
            description = "Of a saved plan: show changed files and documents line by line.")
    boolean diff;

    @Option(
            names = {"-v", "--verbose"},
            description = "Of a saved plan: -vvv shows the steps of each change too.")
    boolean[] verbose = {};

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    ShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Optional<Path> plan = file();
        if (plan.isPresent()) {
            new SavedPlanShow(terminal, output, diff, verbose.length).show(plan.get());
            return ExitCode.DONE.status();
        }
        FileJournal journal = FileJournal.in(AppliedHistory.folder());
        RecordedRun recorded = journal.read(journal.find(run));
        recorded.warnings().forEach(warning -> terminal.error("warning: " + warning));
        if (output == OutputFormat.JSON) {
            terminal.out().print(Json.pretty(RunTree.of(recorded)));
        } else {
            RunText.of(recorded).forEach(terminal::text);
        }
        return ExitCode.DONE.status();
    }

    /** The file of this name, if there is one. */
    private Optional<Path> file() {
        try {
            return Optional.of(Path.of(run)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
