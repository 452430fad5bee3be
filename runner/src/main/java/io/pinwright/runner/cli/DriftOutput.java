package io.pinwright.runner.cli;

import io.pinwright.engine.drift.BaselineText;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.runner.render.DriftMetrics;
import io.pinwright.runner.render.DriftText;
import io.pinwright.runner.render.DriftTree;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.JunitXml;
import io.pinwright.runner.render.TextRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Puts what a check found where the user wants it. */
record DriftOutput(Terminal terminal, PlaybookOptions options, DriftOptions drift) {

    /**
     * Writes the files and prints the result.
     *
     * @throws DiagnosticException when a file cannot be written; the others are, and the result is printed
     */
    void write(Report report, DriftReport found, TextRenderer renderer) {
        if (options.output.is(OutputFormat.JSON)) {
            terminal.out().print(Json.pretty(DriftTree.of(report, found)));
        } else {
            DriftText text = new DriftText(terminal::line, terminal.colours());
            text.items(report, found);
            renderer.recaps(report);
            text.summary(report, found);
        }
        found.notes().forEach(note -> terminal.error(note.render()));
        Instant now = Instant.now();
        List<Diagnostic> problems = new ArrayList<>();
        file(drift.junit, problems, file -> OutputFile.writeReadable(file, JunitXml.of(report, found, now)));
        file(drift.metrics, problems, file -> OutputFile.writeReadable(file, DriftMetrics.of(found, now)));
        file(drift.writeBaseline, problems, file -> writeBaseline(file, found));
        if (!problems.isEmpty()) {
            throw new DiagnosticException(problems);
        }
    }

    private interface Writing {
        void to(Path file) throws IOException;
    }

    private static void file(Maybe<Path> option, List<Diagnostic> problems, Writing writing) {
        if (!option.isGiven()) {
            return;
        }
        Path file = option.value().orElseThrow();
        try {
            writing.to(file);
        } catch (IOException e) {
            problems.add(Diagnostic.error(null, file + " cannot be written: " + e)
                    .fix("see that its folder is there and can be written"));
        }
    }

    private void writeBaseline(Path file, DriftReport found) throws IOException {
        String text = BaselineText.of(
                found.items(),
                drift.reason.value().orElseThrow(),
                drift.expires.value().orElseThrow());
        if (drift.force.isSet()) {
            OutputFile.writeReadable(file, text);
        } else {
            // Never over a file that came into being while the hosts were looked at.
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        }
        long accepted = found.items().stream().filter(BaselineText::canAccept).count();
        terminal.error("wrote " + file + ": the next check with `--baseline " + file + "` accepts "
                + (accepted == 1 ? "1 difference" : accepted + " differences"));
        long left = found.items().stream()
                .filter(item -> item.isDifference() && !BaselineText.canAccept(item))
                .count();
        if (left > 0) {
            terminal.error("not in it: " + left + " of tasks with no_log, whose values nobody may see");
        }
    }
}
