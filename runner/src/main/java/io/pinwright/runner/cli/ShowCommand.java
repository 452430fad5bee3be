package io.pinwright.runner.cli;

import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.RunText;
import io.pinwright.runner.render.RunTree;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright show}. */
@Command(
        name = "show",
        description = "Shows what a run did where: each change with before and after, and how it ended.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ShowCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "RUN",
            description = "The run's id as `pinwright runs` lists it, the beginning of one, or `last`.")
    String run = "";

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
}
