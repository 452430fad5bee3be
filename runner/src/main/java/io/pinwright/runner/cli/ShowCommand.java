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

/** {@code pinwright show}. */
final class ShowCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "show",
            "Shows what a run did where: each change with before and after, and how it ended.",
            "Of a file that `plan --out` wrote it shows what `apply FILE` would do.");
    private final Value<String> run = usage.parameter(
            "RUN|FILE",
            "The run's id as `pinwright runs` lists it, the beginning of one, or `last`; or the file of a saved plan.");
    private final Flag diff =
            usage.flag("-D, --diff", "Of a saved plan: show changed files and documents line by line.");
    private final Times verbose =
            usage.times("-v, --verbose", "Of a saved plan: -vvv shows the steps of each change too.");
    private final Value<OutputFormat> output = OutputFormat.option(usage);
    private final Terminal terminal;

    ShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        Optional<Path> plan = file();
        if (plan.isPresent()) {
            new SavedPlanShow(terminal, output.value(), diff.isSet(), verbose.count()).show(plan.get());
            return ExitCode.DONE.status();
        }
        FileJournal journal = FileJournal.in(AppliedHistory.folder());
        RecordedRun recorded = journal.read(journal.find(run.value()));
        recorded.warnings().forEach(warning -> terminal.error("warning: " + warning));
        if (output.is(OutputFormat.JSON)) {
            terminal.out().print(Json.pretty(RunTree.of(recorded)));
        } else {
            RunText.of(recorded).forEach(terminal::text);
        }
        return ExitCode.DONE.status();
    }

    /** The file of this name, if there is one. */
    private Optional<Path> file() {
        try {
            return Optional.of(Path.of(run.value())).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
