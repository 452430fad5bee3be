package io.pinwright.engine.apply;

import io.pinwright.engine.apply.Wave.Planned;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The writes of one wave. Used by one thread. */
final class Execution {

    /** How often what still differs after its changes is changed again before the task counts as failed. */
    private static final int CONVERGE_PASSES_MAX = 3;

    private final Wave wave;
    private final HostAnswers answers;
    private final HostWrites writes;
    private final List<List<TurnRun>> byTask = new ArrayList<>();
    private final List<TurnRun> runs = new ArrayList<>();
    private @Nullable Planned failed;
    private boolean refused;

    Execution(Wave wave, HostAnswers answers, HostWrites writes) {
        this.writes = writes;
        this.wave = wave;
        this.answers = answers;
        for (Planned task : wave.tasks()) {
            List<TurnRun> own = task.plan().turns().stream()
                    .map(turn -> new TurnRun(task, turn, wave, answers))
                    .toList();
            runs.addAll(own);
            byTask.add(own);
        }
    }

    /**
     * Writes and proves until nothing differs, or it was tried often enough.
     *
     * @throws io.pinwright.engine.host.HostUnreachableException when the connection was lost; {@link #endedUnproved} says how far
     *     it came
     */
    void run() {
        Set<Turn> superseded = wave.superseded(answers);
        Set<Turn> overtaken = wave.overtaken(answers);
        for (int pass = 0; pass < CONVERGE_PASSES_MAX && !due().isEmpty() && !refused; pass++) {
            write();
            for (TurnRun run : runs) {
                if (run.canBeProved() && !superseded.contains(run.turn())) {
                    run.prove(overtaken.contains(run.turn()));
                }
            }
        }
    }

    /**
     * Runs the steps that are due, in the order of the play, one exchange for each stretch of one user. When a turn fails, the
     * other items of its loop still run, as in Ansible, and nothing after.
     */
    private void write() {
        for (List<TurnRun> due = due(); !due.isEmpty() && !refused; due = due()) {
            Optional<Become> become = due.get(0).become();
            int end = 0;
            while (end < due.size() && due.get(end).become().equals(become)) {
                end++;
            }
            write(become, due.subList(0, end));
        }
    }

    private List<TurnRun> due() {
        return runs.stream()
                .filter(run -> run.hasSteps() && (failed == null || run.task() == failed || run.hasRun()))
                .toList();
    }

    private void write(Optional<Become> become, List<TurnRun> stretch) {
        List<HostWrites.Due> due =
                stretch.stream().flatMap(run -> run.due().stream()).toList();
        Answers before = answers.before(become, predicted(due));
        answers.forget();
        HostWriter.Written written = writes.write(become, due, before, wave.reads(become));
        answers.took(become, written.answers());
        if (written.refusal().isPresent()) {
            refuse(written.refusal().get(), stretch, due);
            return;
        }
        List<StepOutcome> outcomes = written.outcomes();
        int next = 0;
        for (TurnRun run : stretch) {
            int count = run.stepCount();
            run.took(outcomes.subList(next, next + count));
            next += count;
            if (run.hasFailed()) {
                failed = run.task();
                return;
            }
        }
    }

    private static Set<Query> predicted(List<HostWrites.Due> due) {
        return due.stream()
                .flatMap(one -> one.change().steps().stream())
                .flatMap(step -> step.predicts().stream())
                .map(Prediction::query)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Nothing was written. What only moved since it was read can be planned anew, as long as nothing of the wave was made yet.
     *
     * @throws MovedException when that is so
     */
    private void refuse(Refusal refusal, List<TurnRun> stretch, List<HostWrites.Due> due) {
        refused = true;
        TurnRun first = stretch.get(0);
        if (!(refusal instanceof Refusal.Moved moved)) {
            first.refuse(Status.FAILED, Refusals.full(refusal));
            return;
        }
        List<Change> found =
                stretch.stream().flatMap(run -> run.found().stream()).toList();
        String message =
                Refusals.moved(moved, due.stream().map(HostWrites.Due::change).toList(), change -> found);
        if (runs.stream().noneMatch(TurnRun::hasRun)) {
            throw new MovedException(message, first.task());
        }
        first.refuse(Status.REFUSED, message);
    }

    /**
     * The tasks as they ended: up to the first that failed, and on to the last that wrote, for what was done to a host is always
     * told.
     */
    List<Planned> ended() {
        int last = -1;
        List<Planned> all = new ArrayList<>();
        boolean failedBefore = false;
        for (int i = 0; i < byTask.size(); i++) {
            Planned task = wave.tasks().get(i);
            List<TurnRun> own = byTask.get(i);
            if (own.stream().anyMatch(run -> run.hasSteps() && !run.hasRun() && !run.isRefused())) {
                break;
            }
            Planned done = ended(task, own.stream().map(TurnRun::end).toList());
            all.add(done);
            if (!failedBefore || own.stream().anyMatch(TurnRun::hasRun)) {
                last = all.size();
            }
            failedBefore = failedBefore || done.ends();
        }
        return List.copyOf(all.subList(0, Math.max(0, last)));
    }

    /** The tasks before the one in which the connection was lost. */
    List<Planned> endedUnproved() {
        Planned doubtful = doubtful();
        List<Planned> before = new ArrayList<>();
        for (int i = 0; i < byTask.size() && wave.tasks().get(i) != doubtful; i++) {
            before.add(ended(
                    wave.tasks().get(i),
                    byTask.get(i).stream().map(TurnRun::endUnproved).toList()));
        }
        return before;
    }

    /** The first task with steps of which nobody knows whether they ran, or the last that wrote when the proof was cut short. */
    Planned doubtful() {
        Planned last = wave.tasks().get(0);
        for (TurnRun run : runs) {
            if (run.hasSteps()) {
                return run.task();
            }
            if (run.hasRun()) {
                last = run.task();
            }
        }
        return last;
    }

    /** How many tasks were on their way when the connection was lost. */
    long unknown() {
        return byTask.stream()
                .filter(own -> own.stream().anyMatch(TurnRun::hasSteps))
                .count();
    }

    private static Planned ended(Planned task, List<Turn> turns) {
        return new Planned(task.entry(), task.plan().withTurns(turns));
    }
}
