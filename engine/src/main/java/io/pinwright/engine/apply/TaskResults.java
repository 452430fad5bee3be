package io.pinwright.engine.apply;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes results of tasks as they ended. */
final class TaskResults {

    private TaskResults() {}

    /** The result of a task; of a loop, with one for each item. */
    static TaskResult of(String host, Wave.Planned task) {
        TaskPlan.Ready plan = task.plan();
        boolean ignored = plan.status() == Status.FAILED && plan.ignoresErrors();
        List<TaskResult> turns = new ArrayList<>();
        for (Turn turn : plan.turns()) {
            turns.add(new TaskResult(
                    task.entry().info(),
                    plan.name(),
                    host,
                    turn.item(),
                    turn.status(),
                    ignored && turn.status() == Status.FAILED,
                    turn.message(),
                    turn.changes(),
                    turn.warnings(),
                    turn.pending(),
                    Optional.ofNullable(turn.work()).flatMap(Turn.Work::wish),
                    turn.values(),
                    plan.hidden(),
                    List.of()));
        }
        if (!plan.loop() && turns.size() == 1) {
            return turns.get(0);
        }
        String message = turns.stream()
                .filter(turn -> turn.status() == plan.status())
                .map(TaskResult::message)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new TaskResult(
                task.entry().info(),
                plan.name(),
                host,
                null,
                plan.status(),
                ignored,
                message,
                turns.stream().flatMap(turn -> turn.changes().stream()).toList(),
                turns.stream()
                        .flatMap(turn -> turn.warnings().stream())
                        .distinct()
                        .toList(),
                turns.stream()
                        .flatMap(turn -> turn.pending().stream())
                        .distinct()
                        .toList(),
                Optional.empty(),
                plan.registered(),
                plan.hidden(),
                turns.stream().filter(turn -> turn.item() != null).toList());
    }

    static TaskResult unreachable(String host, PlayTasks.Entry entry, HostUnreachableException e, long unknown) {
        String doubt = unknown == 0
                ? ""
                : "\n  the changes of " + (unknown == 1 ? "this task" : unknown + " tasks from this one on")
                        + " were under way: they may or may not have been made; run again to see";
        return bare(
                host,
                entry,
                Status.UNREACHABLE,
                e.message() + doubt + e.fix().map(fix -> "\n  fix: " + fix).orElse(""));
    }

    /** Nothing was written: the host moved. */
    static TaskResult refused(String host, Wave.Planned task, String message) {
        return bare(
                host,
                task.entry(),
                Status.REFUSED,
                "the host moved since it was looked at, nothing was written:\n  " + message
                        + "\n  fix: look again with `plan`; somebody or something else changes this host");
    }

    /** Nothing was written, and no task is to blame. */
    static TaskResult failed(String host, PlayTasks.Entry entry, String message) {
        return bare(host, entry, Status.FAILED, message);
    }

    /** A defect of the program, told as this host's failure: the others go on. */
    static TaskResult broken(String host, PlayTasks.Entry entry, Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        return bare(
                host,
                entry,
                Status.FAILED,
                "internal error: " + error + (trace.length == 0 ? "" : "\n  at " + trace[0])
                        + "\n  fix: this is a defect of the program, please report it");
    }

    private static TaskResult bare(String host, PlayTasks.Entry entry, Status status, @Nullable String message) {
        return new TaskResult(
                entry.info(),
                entry.info().name(),
                host,
                null,
                status,
                false,
                message,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                false,
                List.of());
    }
}
