package io.pinwright.engine.apply;

import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.Change;
import java.util.List;
import java.util.stream.Collectors;

/** Says how a step or a task failed. */
final class Failures {

    private static final int LINES_SHOWN = 5;

    private Failures() {}

    /** What failed, with its exit status and the last lines that it printed to standard error. */
    static String ofStep(Step step, StepOutcome outcome) {
        if (step instanceof Step.WaitFor wait) {
            return ofWait(wait, outcome);
        }
        String what = step instanceof Step.Run ? "command failed: " + step.describe() : "could not " + step.describe();
        String how = outcome.status() == StepOutcome.Status.TIMED_OUT
                ? "ended by its deadline"
                : "exit status " + outcome.exit();
        String said = lastLines(outcome.stderr().text());
        return what + "\n  " + how + (said.isEmpty() ? "" : ": " + said);
    }

    private static String ofWait(Step.WaitFor wait, StepOutcome outcome) {
        List<String> printed = outcome.stdout().text().lines().toList();
        String said = lastLines(outcome.stderr().text());
        return "in vain: " + wait.describe()
                + (printed.isEmpty() ? "" : "\n  it printed `" + bounded(printed.get(printed.size() - 1)) + "` last")
                + (said.isEmpty() ? "" : "\n  " + said)
                + (wait.help().isEmpty() ? "" : "\n  " + wait.help());
    }

    /** What the same reads still show after the changes. */
    static String notConverged(List<Change> left) {
        return "the changes were made and the host still differs:\n"
                + left.stream().map(change -> "  " + change.summary()).collect(Collectors.joining("\n"));
    }

    private static String lastLines(String text) {
        List<String> lines = text.strip().lines().toList();
        return lines.stream()
                .skip(Math.max(0, lines.size() - LINES_SHOWN))
                .map(Failures::bounded)
                .collect(Collectors.joining("\n    "));
    }

    private static String bounded(String line) {
        return line.length() > 500 ? line.substring(0, 500) + "..." : line;
    }
}
