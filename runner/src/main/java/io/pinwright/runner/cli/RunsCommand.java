package io.pinwright.runner.cli;

import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.file.FileJournal;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.RunText;
import io.pinwright.runner.render.RunTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pinwright runs}. */
@Command(
        name = "runs",
        description = "Lists the runs that wrote to hosts, the newest first: when, whose, of what, and how they ended.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            description = "At most so many. Default: 20.")
    int number = 20;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    RunsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        FileJournal journal = FileJournal.in(AppliedHistory.folder());
        List<RecordedRun> runs = new ArrayList<>();
        boolean damaged = false;
        for (String id : journal.ids().stream().limit(Math.max(0, number)).toList()) {
            Optional<RecordedRun> run = read(journal, id);
            run.ifPresent(runs::add);
            damaged = damaged || run.isEmpty();
        }
        if (output == OutputFormat.JSON) {
            terminal.out().print(Json.pretty(RunTree.of(runs)));
        } else if (runs.isEmpty()) {
            terminal.line("no runs yet: a run is listed once it has written to a host");
        } else {
            RunText.list(runs).forEach(terminal::text);
        }
        return (damaged ? ExitCode.NOT_JUDGED : ExitCode.DONE).status();
    }

    /** One damaged run hides none of the others. */
    private Optional<RecordedRun> read(FileJournal journal, String id) {
        try {
            return Optional.of(journal.read(id));
        } catch (DiagnosticException e) {
            e.diagnostics().forEach(problem -> terminal.error(problem.render()));
            return Optional.empty();
        }
    }
}
