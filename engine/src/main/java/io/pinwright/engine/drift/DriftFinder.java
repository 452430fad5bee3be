package io.pinwright.engine.drift;

import io.pinwright.engine.drift.AppliedWishes.Proof;
import io.pinwright.engine.drift.AppliedWishes.Proved;
import io.pinwright.engine.drift.AppliedWishes.Unreadable;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the items of a report, baseline aside. Lives for one report. */
final class DriftFinder {

    static final String HIDDEN = "(hidden by no_log)";

    private final Report report;
    private final AppliedWishes applied;
    private final List<DriftItem> items = new ArrayList<>();
    private final Set<List<String>> told = new HashSet<>();
    private final Map<String, List<Change>> planned = new HashMap<>();
    private final Map<String, Set<Integer>> lookedAt = new HashMap<>();

    DriftFinder(Report report, AppliedWishes applied) {
        this.report = report;
        this.applied = applied;
        for (TaskResult result : report.results()) {
            lookedAt.computeIfAbsent(result.host() + " " + result.task().play(), key -> new HashSet<>())
                    .add(result.task().index());
        }
    }

    List<DriftItem> items() {
        for (TaskResult result : report.results()) {
            if (result.items().isEmpty()) {
                add(result, result);
            } else {
                result.items().forEach(turn -> add(result, turn));
                boolean whole = result.items().stream().noneMatch(turn -> turn.status() == result.status());
                if (whole && (result.status() == Status.FAILED || result.status() == Status.DEFERRED)) {
                    // The loop as such failed, and none of its items.
                    add(result, result);
                }
            }
        }
        return items;
    }

    private void add(TaskResult task, TaskResult turn) {
        planned.computeIfAbsent(turn.host(), host -> new ArrayList<>()).addAll(turn.changes());
        switch (turn.status()) {
            case FAILED -> failed(turn, task.ignored() || turn.ignored());
            case UNREACHABLE, DEFERRED -> unknown(turn, Optional.empty());
            case CHANGED -> differences(turn);
            case OK, SKIPPED -> {
                // As wished, or not wished.
            }
        }
        turn.pending().forEach(pending -> pending(turn, pending));
    }

    private void failed(TaskResult turn, boolean ignored) {
        unknown(
                turn,
                ignored ? Optional.of(new Accepted("ignore_errors", Optional.empty(), place(turn))) : Optional.empty());
    }

    private static String place(TaskResult turn) {
        return turn.task().span() == null ? "" : turn.task().span().toString();
    }

    private void unknown(TaskResult turn, Optional<Accepted> accepted) {
        String said = turn.message() == null ? turn.status().label() : turn.message();
        String why = (turn.hidden() ? HIDDEN : said.replaceFirst("^deferred: ", "")) + behind(turn);
        items.add(item(turn, "", "", null, null, Verdict.UNKNOWN, accepted, why));
    }

    /** A host goes no further after a failure: what stands behind it is not known either. */
    private String behind(TaskResult ended) {
        Set<Integer> looked =
                lookedAt.getOrDefault(ended.host() + " " + ended.task().play(), Set.of());
        long behind = report.plays().get(ended.task().play()).tasks().stream()
                .filter(task -> !task.handler() && task.index() > ended.task().index())
                .filter(task -> !looked.contains(task.index()))
                .count();
        return behind == 0 ? "" : "\nnot looked at behind it: " + (behind == 1 ? "1 task" : behind + " tasks");
    }

    private void differences(TaskResult turn) {
        if (turn.changes().isEmpty()) {
            // The user's own reading of a result: changed_when.
            difference(turn, "task " + turn.name(), "changed_when", null, null);
        }
        for (Change change : turn.changes()) {
            // What is done each time is no difference: a restart, a raw command.
            if (!change.action()) {
                difference(turn, change.target(), change.attribute(), change.after(), change.before());
            }
        }
    }

    private void difference(
            TaskResult turn, String target, String attribute, @Nullable String wished, @Nullable String observed) {
        Proof proof = applied.of(new AppliedWishes.Wish(turn.host(), turn.wish(), target, attribute, wished));
        if (proof instanceof Proved proved) {
            items.add(with(
                    item(turn, target, attribute, wished, observed, Verdict.DRIFTED, Optional.empty(), null),
                    proved.at(),
                    proved.run()));
        } else if (proof instanceof Unreadable unreadable) {
            items.add(item(
                    turn,
                    target,
                    attribute,
                    wished,
                    observed,
                    Verdict.UNKNOWN,
                    Optional.empty(),
                    "it differs, but whether it was in place is not known: " + unreadable.why()));
        } else {
            items.add(item(turn, target, attribute, wished, observed, Verdict.NOT_APPLIED, Optional.empty(), null));
        }
    }

    private void pending(TaskResult turn, Pending pending) {
        boolean foretold = planned.getOrDefault(turn.host(), List.of()).stream().anyMatch(pending::isBroughtBy);
        if (!foretold && told.add(List.of(turn.host(), pending.target(), pending.attribute()))) {
            items.add(item(
                    turn,
                    pending.target(),
                    pending.attribute(),
                    pending.config(),
                    pending.live(),
                    Verdict.RESTART_PENDING,
                    Optional.empty(),
                    null));
        }
    }

    private DriftItem item(
            TaskResult turn,
            String target,
            String attribute,
            @Nullable String wished,
            @Nullable String observed,
            Verdict verdict,
            Optional<Accepted> accepted,
            @Nullable String message) {
        boolean hidden = turn.hidden() && !attribute.isEmpty();
        return new DriftItem(
                turn.host(),
                report.plays().get(turn.task().play()).name(),
                turn.task(),
                turn.name(),
                hidden ? HIDDEN : target,
                hidden ? HIDDEN : attribute,
                hidden ? null : wished,
                hidden ? null : observed,
                verdict,
                Optional.empty(),
                Optional.empty(),
                accepted,
                message);
    }

    private static DriftItem with(DriftItem item, Instant at, String run) {
        return new DriftItem(
                item.host(),
                item.play(),
                item.task(),
                item.name(),
                item.target(),
                item.attribute(),
                item.wished(),
                item.observed(),
                item.verdict(),
                Optional.of(at),
                Optional.of(run),
                item.accepted(),
                item.message());
    }
}
