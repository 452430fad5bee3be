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

/** {@code pinwright runs}. */
final class RunsCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "runs",
            "Lists the runs that wrote to hosts, the newest first: when, whose, of what, and how they ended.");
    private final Value<Integer> number = usage.number("-n, --number=N", "At most so many. Default: 20.", 20);
    private final Value<OutputFormat> output = OutputFormat.option(usage);
    private final Terminal terminal;

    RunsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        FileJournal journal = FileJournal.in(AppliedHistory.folder());
        List<RecordedRun> runs = new ArrayList<>();
        boolean damaged = false;
        for (String id :
                journal.ids().stream().limit(Math.max(0, number.value())).toList()) {
            Optional<RecordedRun> run = read(journal, id);
            run.ifPresent(runs::add);
            damaged = damaged || run.isEmpty();
        }
        if (output.is(OutputFormat.JSON)) {
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
