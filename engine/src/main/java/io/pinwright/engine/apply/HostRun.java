package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.playbook.Flag;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One play on one host, wave by wave. A wave is as many tasks as can be planned from what can be known before anything is
 * written: usually all. Its reads are one round trip; its writes, and the reads that prove them, are another.
 *
 * <p>Used by one thread.
 */
final class HostRun {

    private final String host;
    private final HostAnswers answers;
    private final WavePlanner waves;
    private final Results results;
    private final HostState state;
    private final @Nullable HostWrites writes;
    private int replansLeft;

    /** Says whether the host shall stop: another host failed, or the run was cancelled. */
    @FunctionalInterface
    interface Stop {
        boolean now();
    }

    /** Takes results as they come. */
    interface Results {

        /**
         * Takes one.
         *
         * @param fatal whether {@code any_errors_fatal} holds for the task
         */
        void took(TaskResult result, boolean fatal);

        /** Takes a task with what it was planned from, before its result. */
        void planned(Wave.Planned task, HostAnswers answers);

        /** Takes that the host moved and is looked at again. */
        void replanned(String message);

        /** Takes something worth saying that stops nobody. */
        void warned(String message);
    }

    HostRun(HostTarget target, HostState state, WavePlanner.Planner planner, Results results) {
        this.writes = target.writes();
        this.replansLeft = writes == null ? 0 : writes.safety().replans();
        this.host = target.name();
        this.state = state;
        this.answers = new HostAnswers(target.session(), target.imagined());
        this.waves = new WavePlanner(planner, answers);
        this.results = results;
    }

    /** What the host would answer had the tasks done their work, for its next play; empty in apply. */
    Answers imagined() {
        return answers.imagined();
    }

    /** What tasks set and registered, for the host's next play. */
    HostState state() {
        return state;
    }

    /**
     * Runs the play to its end on this host.
     *
     * @return whether the host may go on to the next play: it neither failed nor was lost
     */
    boolean run(Stop stop) {
        boolean alive = true;
        PlayTasks.Entry next = state.next();
        while (alive && next != null && !stop.now()) {
            try {
                Wave wave = waves.next(state);
                Optional<HostAnswers.Armed> armed = answers.takeArmed();
                alive = armed.isEmpty() ? runWave(wave, stop) : settled(wave, armed.get(), stop);
            } catch (HostUnreachableException e) {
                results.took(TaskResults.unreachable(host, next, e, 0), isFatal(next));
                return false;
            } catch (RuntimeException | StackOverflowError e) {
                results.took(TaskResults.broken(host, next, e), isFatal(next));
                return false;
            }
            next = state.next();
        }
        return alive;
    }

    /**
     * What was read may be taken back at any time by the switch of another run. A run that writes sees to it that this has
     * happened, or never will, and looks again.
     */
    private boolean settled(Wave wave, HostAnswers.Armed armed, Stop stop) {
        if (writes == null) {
            results.warned(host + ": what " + armed.entry()
                    + " changed there is not confirmed yet: unless that run confirms it,"
                    + " the host takes it back, and what is said here of the host is true no more");
            return runWave(wave, stop);
        }
        Optional<Refusal> refusal = writes.settle(armed.become());
        if (refusal.isPresent()) {
            results.took(TaskResults.failed(host, next(wave), Refusals.full(refusal.get())), isFatal(next(wave)));
            return false;
        }
        answers.forget();
        results.replanned(
                "what " + armed.entry() + " changed was not confirmed by its run: the host has taken it back");
        return true;
    }

    private static PlayTasks.Entry next(Wave wave) {
        return wave.tasks().get(0).entry();
    }

    private boolean runWave(Wave wave, Stop stop) {
        if (wave.tasks().isEmpty()) {
            throw new IllegalStateException("a wave without tasks");
        }
        Optional<Wave.Planned> refused = wave.tasks().stream()
                .filter(task -> task.plan().status() == Status.REFUSED)
                .findFirst();
        if (refused.isPresent()) {
            // Nothing of the wave is done: the tasks before it belong to a plan that does not hold any more.
            results.took(
                    TaskResults.of(host, refused.get()), refused.get().plan().fatal());
            return false;
        }
        if (!wave.writes()) {
            return passed(wave.tasks());
        }
        if (stop.now()) {
            // It was read while others failed: what was not begun is not begun any more.
            return true;
        }
        if (writes == null) {
            throw new IllegalStateException("a run that only looks has something to write");
        }
        Execution execution = new Execution(wave, answers, writes);
        List<Wave.Planned> ended;
        try {
            execution.run();
            ended = execution.ended();
        } catch (MovedException e) {
            return moved(e);
        } catch (HostUnreachableException e) {
            passed(execution.endedUnproved());
            PlayTasks.Entry doubtful = execution.doubtful().entry();
            results.took(
                    TaskResults.unreachable(host, doubtful, e, execution.unknown()),
                    execution.doubtful().plan().fatal());
            return false;
        }
        return passed(ended);
    }

    /** Looks again, once; then gives up. */
    private boolean moved(MovedException moved) {
        if (replansLeft > 0) {
            replansLeft--;
            results.replanned(moved.text());
            return true;
        }
        results.took(
                TaskResults.refused(host, moved.first(), moved.text()),
                moved.first().plan().fatal());
        return false;
    }

    private boolean passed(List<Wave.Planned> ended) {
        boolean alive = true;
        for (Wave.Planned task : ended) {
            if (state.next() != task.entry()) {
                throw new IllegalStateException("tasks passed out of their order");
            }
            results.planned(task, answers);
            results.took(TaskResults.of(host, task), task.plan().fatal());
            state.pass(task.entry(), task.plan());
            task.plan().turns().forEach(answers::passed);
            alive = alive && !task.ends();
        }
        return alive;
    }

    private static boolean isFatal(PlayTasks.Entry entry) {
        return entry.task().keywords().anyErrorsFatal().flatMap(Flag::fixed).orElse(false);
    }
}
