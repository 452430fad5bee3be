package io.pinwright.engine.apply;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.template.DependsOnUnknownException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One turn while its wave is written. Used by one thread. */
final class TurnRun {

    private final Wave.Planned task;
    private final Turn turn;
    private final Wave wave;
    private final HostAnswers answers;
    private final List<StepOutcome> outcomes = new ArrayList<>();
    private final List<Change> made;
    private List<Change> due;
    private boolean ran;
    private Turn.@Nullable Judged refusal;
    private @Nullable String failure;
    private Map<String, @Nullable Object> values;

    TurnRun(Wave.Planned task, Turn turn, Wave wave, HostAnswers answers) {
        this.task = task;
        this.turn = turn;
        this.wave = wave;
        this.answers = answers;
        this.due = turn.executes() ? turn.changes() : List.of();
        this.values = turn.values();
        this.made = new ArrayList<>(turn.changes());
    }

    Wave.Planned task() {
        return task;
    }

    Turn turn() {
        return turn;
    }

    /** The changes that are still to be made. */
    List<HostWrites.Due> due() {
        HostWrites.Source source = new HostWrites.Source(
                task.plan().name(),
                String.valueOf(task.entry().info().span()),
                task.entry().info().module(),
                task.plan().hidden());
        return due.stream().map(change -> new HostWrites.Due(source, change)).toList();
    }

    private List<Step> steps() {
        return due.stream().flatMap(change -> change.steps().stream()).toList();
    }

    int stepCount() {
        return steps().size();
    }

    boolean hasSteps() {
        return due.stream().anyMatch(change -> !change.steps().isEmpty());
    }

    /** Whether some of its steps ran. */
    boolean hasRun() {
        return ran;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /**
     * Whether looking again tells something: its steps ran, or it was planned to need none, which rests on what earlier tasks of
     * the wave foretold.
     */
    boolean canBeProved() {
        boolean contentAsForetold = turn.work() != null && turn.executes() && turn.status() == Status.OK && !hasSteps();
        return failure == null && (ran || contentAsForetold);
    }

    Optional<Become> become() {
        return turn.work() == null ? Optional.empty() : turn.work().become();
    }

    /** Takes the outcomes of the steps that were due. */
    void took(List<StepOutcome> results) {
        if (results.isEmpty() || results.get(0).status() == StepOutcome.Status.NOT_RUN) {
            return;
        }
        List<Step> steps = steps();
        ran = true;
        outcomes.addAll(results);
        for (int i = 0; i < results.size(); i++) {
            if (!results.get(i).isDone()) {
                failure = Failures.ofStep(steps.get(i), results.get(i));
                break;
            }
        }
        due = List.of();
        Turn.Work work = turn.work();
        if (work != null && (work.raw() || failure != null)) {
            values = Differences.values(work, answers.of(work.become()), outcomes)
                    .orElse(values);
        }
    }

    /**
     * Looks again: what still differs is due once more. A raw command has nothing to look at.
     *
     * @param overtaken whether a later turn changed what this one tells, which is then told as foretold
     */
    void prove(boolean overtaken) {
        Turn.Work work = turn.work();
        if (work == null || work.raw()) {
            return;
        }
        Differences found = look(work);
        if (!overtaken) {
            values = found.values().orElse(values);
        }
        due = List.of();
        if (found.problem().isPresent()) {
            failure = "after the changes: " + found.problem().get();
            return;
        }
        // What costs a guest its packets or its life is done once: it is for a person to say whether to try again.
        boolean again = found.changes().stream().allMatch(change -> change.disruption() == Disruption.NONE);
        due = again ? found.changes() : List.of();
        if (!found.isEmpty() && !hasSteps()) {
            failure = Failures.notConverged(found.changes());
        }
        for (Change change : found.changes()) {
            if (made.stream().noneMatch(known -> known.summary().equals(change.summary()))) {
                made.add(change);
            }
        }
    }

    private Differences look(Turn.Work work) {
        for (int round = 0; round < HostAnswers.ROUNDS_MAX; round++) {
            Differences found = Differences.of(work, answers.of(work.become()), outcomes);
            if (found.needs().isEmpty()) {
                return found;
            }
            answers.read(work.become(), found.needs(), wave.reads(work.become()));
        }
        throw new IllegalStateException(
                "more than " + HostAnswers.ROUNDS_MAX + " rounds of reads that depend on each other");
    }

    /** What the turn's wish comes to by what was read last; nothing where that takes more reads. */
    List<Change> found() {
        Turn.Work work = turn.work();
        return work == null
                ? List.of()
                : Differences.of(work, answers.of(work.become()), outcomes).changes();
    }

    /** Nothing of it is written: the host refuses, or is not to be written to. */
    void refuse(Status status, String message) {
        refusal = new Turn.Judged(status, message);
    }

    boolean isRefused() {
        return refusal != null;
    }

    /** The turn as it ended. */
    Turn end() {
        if (refusal != null) {
            return turn.ended(refusal.status(), refusal.message(), made, values);
        }
        if (!ran) {
            return turn;
        }
        if (failure == null && hasSteps()) {
            Differences left = look(Objects.requireNonNull(turn.work()));
            if (!left.isEmpty()) {
                failure = Failures.notConverged(left.changes());
            }
        }
        return judged(failure == null ? Status.CHANGED : Status.FAILED, failure);
    }

    /** The turn as far as it is known when the connection was lost. */
    Turn endUnproved() {
        return ran && failure == null
                ? judged(Status.CHANGED, "changed, but the connection was lost before it could be proved")
                : ran ? judged(Status.FAILED, failure) : turn;
    }

    private Turn judged(Status status, @Nullable String message) {
        Turn.Work work = turn.work();
        if (work == null) {
            return turn.ended(status, message, made, values);
        }
        try {
            Turn.Judged judged = work.verdict().judge(status, message, values);
            return turn.ended(judged.status(), judged.message(), made, values);
        } catch (DependsOnUnknownException e) {
            return turn.ended(Status.FAILED, "changed_when or failed_when " + e.getMessage(), made, values);
        }
    }
}
