package io.pinwright.engine.apply;

import io.pinwright.engine.apply.Wave.Planned;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds the next wave of a host, reading what that takes. Used by one thread. */
final class WavePlanner {

    /** Plans a task in a state, with the answers known to each user. */
    @FunctionalInterface
    interface Planner {
        TaskPlan plan(PlayTasks.Entry entry, HostState state, Function<Optional<Become>, Answers> answers);
    }

    private final Planner planner;
    private final HostAnswers answers;

    WavePlanner(Planner planner, HostAnswers answers) {
        this.planner = planner;
        this.answers = answers;
    }

    /** The wave that begins at a state. */
    Wave next(HostState state) {
        for (int round = 0; round < HostAnswers.ROUNDS_MAX; round++) {
            LookAhead ahead = new LookAhead(state.copy());
            ahead.run();
            if (ahead.needs.isEmpty()) {
                return new Wave(List.copyOf(ahead.tasks), ahead.reads);
            }
            ahead.needs.forEach(answers::read);
        }
        throw new IllegalStateException(
                "more than " + HostAnswers.ROUNDS_MAX + " rounds of reads that depend on each other");
    }

    /**
     * One look at the tasks from a state on. Once a task is not known its followers are only looked at for what they read, to ask
     * it in the same round trip. A raw command ends a wave: what stands before it is proved before it runs, and what stands behind
     * it, up to the next one, is read in the exchange that runs it. So does, for those who read what it changes, a task that
     * changes reads in a way that nobody can foretell, such as the restart of a guest; others go on with it in one wave.
     */
    private final class LookAhead {

        private final HostState ahead;
        private final List<Planned> tasks = new ArrayList<>();
        private final Map<Optional<Become>, Set<Query>> needs = new LinkedHashMap<>();
        private final Map<Optional<Become>, Set<Query>> reads = new LinkedHashMap<>();
        private Answers predicted = answers.imagined();
        private Answers executed = Answers.NONE;
        private boolean imagines = !answers.imagined().isEmpty();
        private boolean exploring;
        private boolean closed;

        /** Whether a task of the wave changes reads in a way that nobody can foretell. */
        private boolean opaque;

        LookAhead(HostState ahead) {
            this.ahead = ahead;
        }

        void run() {
            for (PlayTasks.Entry entry = ahead.next(); entry != null; entry = ahead.next()) {
                if (!goesOn(entry)) {
                    return;
                }
            }
        }

        private boolean goesOn(PlayTasks.Entry entry) {
            Answers overlay = predicted;
            TaskPlan plan = planner.plan(entry, ahead, become -> answers.of(become, overlay));
            if (imagines && plan instanceof TaskPlan.Ready ready && executes(ready)) {
                // What check mode only imagines must not get into what is really written.
                Answers real = executed;
                plan = planner.plan(entry, ahead, become -> answers.of(become, real));
            }
            if (plan instanceof TaskPlan.Waiting waiting) {
                add(reads, waiting.needs());
                if (!closed) {
                    add(needs, waiting.needs());
                }
                exploring = true;
                ahead.skipUnknown(entry);
                return true;
            }
            Planned planned = new Planned(entry, ahead.checked(entry, (TaskPlan.Ready) plan));
            add(reads, planned.plan().asked());
            if (planned.isRaw()) {
                return passRaw(planned);
            }
            if (opaque && awaits(planned, overlay)) {
                closed = true;
                ahead.skipUnknown(entry);
                return true;
            }
            if (exploring || closed) {
                if (planned.plan().status() == Status.FAILED) {
                    ahead.skipUnknown(entry);
                } else {
                    ahead.pass(entry, planned.plan());
                }
                return true;
            }
            if (planned.isOpaque() && tasks.stream().anyMatch(Planned::writes)) {
                closed = true;
                ahead.pass(entry, planned.plan());
                return true;
            }
            opaque = opaque || planned.isOpaque();
            tasks.add(planned);
            for (Turn turn : planned.plan().turns()) {
                Answers foretold = turn.predictions();
                predicted = predicted.with(foretold);
                if (turn.executes()) {
                    executed = executed.with(foretold);
                } else {
                    imagines = imagines || !foretold.isEmpty();
                }
            }
            if (planned.isOpaque() && entry.registers().isPresent()) {
                closed = true;
                ahead.skipUnknown(entry);
                return true;
            }
            ahead.pass(entry, planned.plan());
            return !planned.ends();
        }

        private static boolean executes(TaskPlan.Ready plan) {
            return plan.turns().stream().anyMatch(turn -> turn.work() != null && turn.executes());
        }

        /** Whether a task cannot be planned before something that is on its way in this wave has happened. */
        private boolean awaits(Planned planned, Answers overlay) {
            return planned.plan().turns().stream().anyMatch(turn -> turn.status() == Status.DEFERRED)
                    && planned.plan().asked().entrySet().stream()
                            .anyMatch(asked -> answers.of(asked.getKey(), overlay)
                                    .awaited(asked.getValue())
                                    .isPresent());
        }

        private boolean passRaw(Planned raw) {
            if (closed) {
                return false;
            }
            ahead.skipUnknown(raw.entry());
            if (exploring) {
                return true;
            }
            closed = true;
            if (tasks.stream().anyMatch(Planned::writes)) {
                return false;
            }
            tasks.add(raw);
            return true;
        }

        private static void add(
                Map<Optional<Become>, Set<Query>> all, Map<Optional<Become>, ? extends Set<Query>> more) {
            more.forEach((become, queries) ->
                    all.computeIfAbsent(become, key -> new LinkedHashSet<>()).addAll(queries));
        }
    }
}
