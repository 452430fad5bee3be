package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.undo.PlannedUndo;
import io.pinwright.engine.undo.PlannedUndo.Verdict;
import io.pinwright.engine.undo.UndoOptions;
import io.pinwright.engine.undo.UndoPlanner;
import io.pinwright.engine.undo.UndoProof;
import io.pinwright.engine.undo.UndoReads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Takes a run back on one host: looks, plans, and, unless it only looks, writes and proves it by reading again. Used by one
 * thread.
 */
final class UndoHost {

    /** How taking back one change ended. */
    record Ended(PlannedUndo undo, Status status, Optional<String> message) {}

    private final HostTarget target;
    private final List<RecordedRun.Entry> entries;
    private final UnaryOperator<Optional<Become>> become;
    private final UndoOptions options;
    private final Map<Optional<Become>, Set<Query>> reads;
    private final Set<Query> written = new HashSet<>();
    private boolean stopped;

    /** @param become completes the user that the journal names with password and the like */
    UndoHost(
            HostTarget target,
            List<RecordedRun.Entry> entries,
            UnaryOperator<Optional<Become>> become,
            UndoOptions options) {
        this.target = target;
        this.entries = entries;
        this.become = become;
        this.options = options;
        this.reads = UndoReads.of(entries);
    }

    /**
     * Does it.
     *
     * @param ended told of each change, in no particular order
     * @throws io.pinwright.engine.host.HostUnreachableException when the connection was lost
     */
    void run(java.util.function.Consumer<Ended> ended) {
        List<Ended> all = new ArrayList<>();
        try {
            // Once: the host may take the run back by itself between the look and the lock.
            if (!run(all::add, true)) {
                all.clear();
                run(all::add, false);
            }
        } finally {
            all.forEach(ended);
        }
    }

    /** False when the host moved before anything was written, and it shall be looked at again. */
    private boolean run(java.util.function.Consumer<Ended> ended, boolean looksAgain) {
        Map<Optional<Become>, Answers> answers = new LinkedHashMap<>();
        reads.forEach((user, queries) -> answers.put(user, read(user)));
        List<PlannedUndo> due = new ArrayList<>();
        for (PlannedUndo undo : UndoPlanner.plan(entries, answers, options)) {
            if (undo.verdict() == Verdict.TAKE_BACK && target.writes() != null) {
                due.add(undo);
            } else {
                ended.accept(judged(undo));
            }
        }
        for (int from = 0; from < due.size(); ) {
            Optional<Become> user = due.get(from).entry().become();
            int to = from;
            while (to < due.size() && due.get(to).entry().become().equals(user)) {
                to++;
            }
            List<PlannedUndo> stretch = due.subList(from, to);
            if (stopped) {
                stretch.forEach(undo -> ended.accept(
                        new Ended(undo, Status.FAILED, Optional.of("not taken back: another failed before it"))));
            } else {
                Answers before = from == 0 ? answers.getOrDefault(user, Answers.NONE) : read(user);
                if (!write(user, stretch, before, ended, looksAgain && written.isEmpty())) {
                    return false;
                }
            }
            from = to;
        }
        return true;
    }

    private Answers read(Optional<Become> user) {
        Set<Query> queries = reads.getOrDefault(user, Set.of());
        return queries.isEmpty()
                ? Answers.NONE
                : target.session().reader(become.apply(user)).read(queries);
    }

    private static Ended judged(PlannedUndo undo) {
        return switch (undo.verdict()) {
            case TAKE_BACK -> new Ended(undo, Status.CHANGED, Optional.empty());
            case AS_BEFORE -> new Ended(undo, Status.OK, Optional.empty());
            case NOT_MADE -> new Ended(undo, Status.OK, Optional.of("nothing to take back: " + undo.message()));
            case REFUSED -> new Ended(undo, Status.REFUSED, Optional.of(undo.message()));
            case IMPOSSIBLE -> new Ended(undo, Status.FAILED, Optional.of("cannot be taken back: " + undo.message()));
        };
    }

    private boolean write(
            Optional<Become> user,
            List<PlannedUndo> stretch,
            Answers before,
            java.util.function.Consumer<Ended> ended,
            boolean looksAgain) {
        List<HostWrites.Due> due = stretch.stream().map(this::due).toList();
        Set<Query> asked = reads.getOrDefault(user, Set.of());
        HostWriter.Written result =
                java.util.Objects.requireNonNull(target.writes()).write(become.apply(user), due, before, asked);
        if (result.refusal().isPresent()) {
            Refusal refusal = result.refusal().get();
            boolean moved = refusal instanceof Refusal.Moved;
            if (moved && looksAgain) {
                return false;
            }
            stopped = true;
            String message = moved
                    ? "the host moved since it was looked at, nothing was written:\n  "
                            + Refusals.moved(
                                    (Refusal.Moved) refusal,
                                    stretch.stream().map(PlannedUndo::change).toList(),
                                    change -> List.of())
                            + "\n  fix: try again"
                    : Refusals.full(refusal);
            stretch.forEach(undo ->
                    ended.accept(new Ended(undo, moved ? Status.REFUSED : Status.FAILED, Optional.of(message))));
            return true;
        }
        stretch.forEach(undo -> undo.change().steps().forEach(step -> {
            step.predicts().forEach(prediction -> written.add(prediction.query()));
            step.writes().map(Query.ReadFile::new).ifPresent(written::add);
        }));
        prove(stretch, result, ended);
        return true;
    }

    /** Steps of other users may have changed what a guard rests on: those were looked at before. */
    private HostWrites.Due due(PlannedUndo undo) {
        RecordedRun.Change from = undo.recorded();
        Change change = undo.change();
        return new HostWrites.Due(
                new HostWrites.Source(from.task(), from.place(), from.module(), from.hidden()),
                change.withGuards(
                        change.guards().stream()
                                .filter(guard -> !written.contains(guard.query()))
                                .toList(),
                        change.guardsAfter()));
    }

    private void prove(List<PlannedUndo> stretch, HostWriter.Written result, java.util.function.Consumer<Ended> ended) {
        Map<PlannedUndo, String> failures = new HashMap<>();
        int next = 0;
        for (PlannedUndo undo : stretch) {
            for (Step step : undo.change().steps()) {
                StepOutcome outcome = result.outcomes().get(next++);
                if (!outcome.isDone()) {
                    stopped = true;
                    failures.putIfAbsent(
                            undo,
                            outcome.status() == StepOutcome.Status.NOT_RUN
                                    ? "not taken back: another failed before it"
                                    : Failures.ofStep(step, outcome));
                }
            }
        }
        UndoProof proof = new UndoProof(result.answers());
        for (int i = stretch.size() - 1; i >= 0 && failures.isEmpty(); i--) {
            PlannedUndo undo = stretch.get(i);
            proof.differs(undo).ifPresent(message -> failures.put(undo, message));
        }
        stretch.forEach(undo -> ended.accept(
                failures.containsKey(undo)
                        ? new Ended(undo, Status.FAILED, Optional.of(failures.get(undo)))
                        : new Ended(undo, Status.CHANGED, Optional.empty())));
    }
}
