package io.pinwright.runner.render;

import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs of the journal as lines for people. */
public final class RunText {

    private RunText() {}

    /** A table of runs. */
    public static List<String> list(List<RecordedRun> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("RUN", "STARTED", "STATE", "CHANGES", "HOSTS", "WHAT"));
        for (RecordedRun run : runs) {
            rows.add(List.of(
                    run.info().id(),
                    run.info().started().toString(),
                    RunTree.state(run),
                    Long.toString(RunTree.changes(run)),
                    hosts(run),
                    String.join(", ", run.info().about()) + ", by " + run.info().owner()));
        }
        int[] widths = new int[rows.get(0).size()];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private static String hosts(RecordedRun run) {
        List<String> names = List.copyOf(run.hosts().keySet());
        return names.size() <= 3
                ? String.join(",", names)
                : String.join(",", names.subList(0, 2)) + " and " + (names.size() - 2) + " more";
    }

    /** One run with all that it did. */
    public static List<String> of(RecordedRun run) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "run " + run.info().id() + " of " + String.join(", ", run.info().about()));
        lines.add("by " + run.info().owner() + ", started " + run.info().started() + ", " + RunTree.state(run));
        run.hosts().forEach((host, entries) -> {
            lines.add("");
            lines.add(host);
            entries.forEach(entry -> entry(entry, lines));
        });
        return lines;
    }

    private static void entry(RecordedRun.Entry entry, List<String> lines) {
        String message = entry.end().map(EntryEnd::message).orElse("");
        String as = entry.become().map(become -> ", as " + become.user()).orElse("");
        lines.add("  " + entry.at() + as + ": " + RunTree.state(entry) + (message.isEmpty() ? "" : ": " + message));
        String task = "";
        int step = 0;
        for (RecordedRun.Change change : entry.changes()) {
            String title = "  " + change.task() + " (" + change.place() + ")";
            if (!title.equals(task)) {
                task = title;
                lines.add(title);
            }
            lines.add("    " + summary(change) + outcome(entry, change, step));
            for (RecordedRun.Step one : change.steps()) {
                one.undo().impossible().ifPresent(why -> lines.add("      cannot be taken back: " + why));
            }
            step += change.steps().size();
        }
    }

    private static String summary(RecordedRun.Change change) {
        String what = change.target() + ": " + change.attribute();
        if (change.hidden()) {
            return change.target() + ": (hidden by no_log)";
        }
        return change.before() == null && change.after() == null
                ? what
                : what + ": " + shown(change.before()) + " -> " + shown(change.after());
    }

    private static String shown(@Nullable String value) {
        return value == null ? "(none)" : value;
    }

    /** Nothing where all went well. */
    private static String outcome(RecordedRun.Entry entry, RecordedRun.Change change, int first) {
        if (entry.status() != EntryEnd.Status.DONE) {
            return "";
        }
        for (int i = 0; i < change.steps().size(); i++) {
            Optional<StepOutcome.Status> outcome = entry.outcome(first + i);
            if (outcome.isPresent() && outcome.get() != StepOutcome.Status.DONE) {
                return " [" + RunTree.label(outcome.get()) + "]";
            }
        }
        return "";
    }
}
