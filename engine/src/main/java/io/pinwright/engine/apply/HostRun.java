package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.plan.Evaluation;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.transport.HostSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One play on one host, wave by wave. A wave is as many tasks as can be planned from what can be known before anything is
 * written: usually all. Its reads are one round trip; its writes, and the reads that prove them, are another.
 *
 * <p>Used by one thread.
 */
final class HostRun {

    /** How often what still differs after its changes is changed again before the task counts as failed. */
    private static final int CONVERGE_PASSES_MAX = 3;

    /** A chain of reads that depend on each other may be this long. */
    private static final int ROUNDS_MAX = 20;

    private final String host;
    private final Planner planner;
    private final HostSession session;
    private final Consumer<TaskResult> results;
    private final Map<Optional<Become>, Answers> known = new LinkedHashMap<>();
    private HostState state;

    /** Plans a task in a state, with the answers known to each user. */
    @FunctionalInterface
    interface Planner {
        TaskPlan plan(PlayTasks.Entry entry, HostState state, Function<Optional<Become>, Answers> answers);
    }

    /** Says whether the host shall stop: another host failed, or the run was cancelled. */
    @FunctionalInterface
    interface Stop {
        boolean now();
    }

    /** A task of a wave, and the state before it. */
    private record Planned(PlayTasks.Entry entry, TaskPlan.Ready plan) {

        boolean writes() {
            return plan.turns().stream().anyMatch(turn -> !turn.steps().isEmpty());
        }

        boolean isRaw() {
            return plan.turns().stream()
                    .anyMatch(turn -> turn.work() != null && turn.work().raw() && turn.executes());
        }
    }

    /** A wave as planned: tasks in order, and all that they and the tasks behind them read. */
    private record Wave(List<Planned> tasks, Map<Optional<Become>, Set<Query>> reads, Answers predicted) {}

    HostRun(String host, HostState state, Planner planner, HostSession session, Consumer<TaskResult> results) {
        this.host = host;
        this.state = state;
        this.planner = planner;
        this.session = session;
        this.results = results;
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
        PlayTasks.Entry next = state.next();
        while (next != null && !stop.now()) {
            try {
                if (!runWave()) {
                    return false;
                }
            } catch (HostUnreachableException e) {
                results.accept(unreachable(next, e));
                return false;
            }
            next = state.next();
        }
        return true;
    }

    private boolean runWave() {
        Wave wave = planWave();
        List<Planned> ended = wave.tasks().stream().anyMatch(Planned::writes) ? execute(wave) : wave.tasks();
        for (Planned task : ended) {
            results.accept(result(task));
            state.pass(task.entry(), task.plan());
            if (task.plan().status() == Status.FAILED && !task.plan().ignoresErrors()) {
                return false;
            }
        }
        return true;
    }

    // ---- planning

    private Wave planWave() {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Map<Optional<Become>, Set<Query>> needs = new LinkedHashMap<>();
            Wave wave = lookAhead(needs);
            if (needs.isEmpty()) {
                return wave;
            }
            needs.forEach(this::read);
        }
        throw new IllegalStateException("more than " + ROUNDS_MAX + " rounds of reads that depend on each other");
    }

    /**
     * Plans tasks from the state on, collecting what they still need. Once a task is not known its followers are only looked at
     * for what they read.
     */
    private Wave lookAhead(Map<Optional<Become>, Set<Query>> needs) {
        HostState ahead = state.copy();
        List<Planned> tasks = new ArrayList<>();
        Map<Optional<Become>, Set<Query>> reads = new LinkedHashMap<>();
        Answers predicted = Answers.NONE;
        boolean exploring = false;
        boolean closed = false;
        for (PlayTasks.Entry entry = ahead.next(); entry != null; entry = ahead.next()) {
            Answers overlay = predicted;
            TaskPlan plan = planner.plan(entry, ahead, become -> answers(become).with(overlay));
            if (plan instanceof TaskPlan.Waiting waiting) {
                if (!closed) {
                    waiting.needs()
                            .forEach((become, queries) -> needs.computeIfAbsent(become, key -> new LinkedHashSet<>())
                                    .addAll(queries));
                }
                waiting.needs()
                        .forEach((become, queries) -> reads.computeIfAbsent(become, key -> new LinkedHashSet<>())
                                .addAll(queries));
                exploring = true;
                ahead.skipUnknown(entry);
                continue;
            }
            Planned planned = new Planned(entry, (TaskPlan.Ready) plan);
            planned.plan()
                    .asked()
                    .forEach((become, queries) -> reads.computeIfAbsent(become, key -> new LinkedHashSet<>())
                            .addAll(queries));
            if (planned.isRaw()) {
                // Its effect is unknown: what comes before must be proved before it runs, what comes after is read
                // after it.
                if (!exploring && !closed && (tasks.isEmpty() || tasks.stream().noneMatch(Planned::writes))) {
                    tasks.add(planned);
                }
                closed = true;
                ahead.skipUnknown(entry);
                continue;
            }
            if (exploring || closed) {
                if (planned.plan().status() == Status.FAILED) {
                    ahead.skipUnknown(entry);
                } else {
                    ahead.pass(entry, planned.plan());
                }
                continue;
            }
            tasks.add(planned);
            for (Turn turn : planned.plan().turns()) {
                predicted = predicted.with(predictions(turn));
            }
            ahead.pass(entry, planned.plan());
            if (planned.plan().status() == Status.FAILED && !planned.plan().ignoresErrors()) {
                break;
            }
        }
        return new Wave(tasks, reads, predicted);
    }

    private static Answers predictions(Turn turn) {
        return new Evaluation.Done(turn.changes(), List.of(), Map.of(), Set.of()).predictions();
    }

    private Answers answers(Optional<Become> become) {
        return known.getOrDefault(become, Answers.NONE);
    }

    private void read(Optional<Become> become, Set<Query> queries) {
        known.put(become, answers(become).with(session.reader(become).read(queries)));
    }

    // ---- writing

    private List<Planned> execute(Wave wave) {
        Set<Turn> superseded = superseded(wave);
        Execution execution = new Execution(wave);
        for (int pass = 0; pass < CONVERGE_PASSES_MAX && execution.hasSteps(); pass++) {
            execution.write();
            execution.prove(superseded);
        }
        return execution.ended();
    }

    /** Turns whose wish a later task of the same wave takes back: looking again would find a difference that is meant. */
    private Set<Turn> superseded(Wave wave) {
        Set<Turn> turns = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Planned task : wave.tasks()) {
            for (Turn turn : task.plan().turns()) {
                Turn.Work work = turn.work();
                if (work != null
                        && !turn.steps().isEmpty()
                        && !Differences.of(work, answers(work.become()).with(wave.predicted()), List.of())
                                .isEmpty()) {
                    turns.add(turn);
                }
            }
        }
        return turns;
    }

    /** The writes of one wave. */
    private final class Execution {

        private final Wave wave;
        private final List<TurnRun> runs = new ArrayList<>();
        private @Nullable Planned failed;

        Execution(Wave wave) {
            this.wave = wave;
            for (Planned task : wave.tasks()) {
                for (Turn turn : task.plan().turns()) {
                    runs.add(new TurnRun(task, turn));
                }
            }
        }

        boolean hasSteps() {
            return !due().isEmpty();
        }

        /**
         * Runs the steps that are due, in the order of the play, one exchange for each stretch of one user. When a turn fails, the
         * other items of its loop still run, as in Ansible, and nothing after.
         */
        void write() {
            List<TurnRun> due = due();
            while (!due.isEmpty()) {
                Optional<Become> become = due.get(0).become();
                int end = 0;
                while (end < due.size() && due.get(end).become().equals(become)) {
                    end++;
                }
                List<TurnRun> stretch = due.subList(0, end);
                write(become, stretch);
                due = due();
            }
        }

        private List<TurnRun> due() {
            return runs.stream()
                    .filter(run -> run.hasSteps() && (failed == null || run.task == failed || run.ran))
                    .toList();
        }

        private void write(Optional<Become> become, List<TurnRun> stretch) {
            List<Step> steps = stretch.stream().flatMap(run -> run.due.stream()).toList();
            Set<Query> reads = wave.reads().getOrDefault(become, Set.of());
            known.clear();
            HostWriter.Written written = session.writer(become).write(steps, reads);
            known.put(become, written.answers());
            int next = 0;
            for (TurnRun run : stretch) {
                int count = run.due.size();
                run.took(written.outcomes().subList(next, next + count));
                next += count;
                if (run.failure != null) {
                    failed = run.task;
                    return;
                }
            }
        }

        /** Looks again: whatever still differs is due for another pass, or has failed. */
        void prove(Set<Turn> superseded) {
            for (TurnRun run : runs) {
                if (run.ran && run.failure == null && !superseded.contains(run.turn)) {
                    run.prove();
                }
            }
        }

        /** The tasks as they ended, up to the first that failed. */
        List<Planned> ended() {
            List<Planned> ended = new ArrayList<>();
            for (Planned task : wave.tasks()) {
                List<TurnRun> own =
                        runs.stream().filter(run -> run.task == task).toList();
                if (own.stream().anyMatch(run -> run.hasSteps() && !run.ran)) {
                    break;
                }
                List<Turn> turns = new ArrayList<>();
                for (TurnRun run : own) {
                    turns.add(run.end());
                }
                Planned done = new Planned(task.entry(), task.plan().withTurns(turns));
                ended.add(done);
                if (done.plan().status() == Status.FAILED) {
                    break;
                }
            }
            return ended;
        }
    }

    /** One turn while its wave is written. */
    private final class TurnRun {

        private final Planned task;
        private final Turn turn;
        private final List<StepOutcome> outcomes = new ArrayList<>();
        private final List<Change> made = new ArrayList<>();
        private List<Step> due;
        private boolean ran;
        private @Nullable String failure;
        private Map<String, @Nullable Object> values;

        TurnRun(Planned task, Turn turn) {
            this.task = task;
            this.turn = turn;
            this.due = turn.steps();
            this.values = turn.values();
            this.made.addAll(turn.changes());
        }

        boolean hasSteps() {
            return !due.isEmpty();
        }

        Optional<Become> become() {
            return turn.work() == null ? Optional.empty() : turn.work().become();
        }

        void took(List<StepOutcome> results) {
            if (results.isEmpty() || results.get(0).status() == StepOutcome.Status.NOT_RUN) {
                return;
            }
            ran = true;
            outcomes.addAll(results);
            for (int i = 0; i < results.size(); i++) {
                if (!results.get(i).isDone()) {
                    failure = Failures.ofStep(due.get(i), results.get(i));
                    break;
                }
            }
            due = List.of();
            if (turn.work() != null && turn.work().raw()) {
                values = Differences.values(turn.work(), answersFor(turn.work()), outcomes)
                        .orElse(values);
            }
        }

        /** The answers a raw command was planned with are gone; its result needs only what it printed. */
        private Answers answersFor(Turn.Work work) {
            return answers(work.become());
        }

        void prove() {
            Turn.Work work = turn.work();
            if (work == null || work.raw()) {
                return;
            }
            Differences found = look(work);
            values = found.values().orElse(values);
            if (found.problem().isPresent()) {
                failure = "after the changes: " + found.problem().get();
                due = List.of();
            } else {
                due = found.changes().stream()
                        .flatMap(change -> change.steps().stream())
                        .toList();
                found.changes().forEach(made::add);
                if (!found.changes().isEmpty() && due.isEmpty()) {
                    failure = Failures.notConverged(found.changes());
                }
            }
        }

        private Differences look(Turn.Work work) {
            for (int round = 0; round < ROUNDS_MAX; round++) {
                Differences found = Differences.of(work, answers(work.become()), outcomes);
                if (found.needs().isEmpty()) {
                    return found;
                }
                read(work.become(), found.needs());
            }
            throw new IllegalStateException("more than " + ROUNDS_MAX + " rounds of reads that depend on each other");
        }

        Turn end() {
            if (!ran && failure == null) {
                return turn;
            }
            if (failure == null && !due.isEmpty()) {
                Differences left = look(Objects.requireNonNull(turn.work()));
                if (!left.changes().isEmpty()) {
                    failure = Failures.notConverged(left.changes());
                }
            }
            Status status = failure == null ? Status.CHANGED : Status.FAILED;
            Turn.Judged judged = turn.work() == null
                    ? new Turn.Judged(status, failure)
                    : turn.work().verdict().judge(status, failure, values);
            return turn.ended(judged.status(), judged.message(), made, values);
        }
    }

    // ---- results

    private TaskResult result(Planned task) {
        TaskPlan.Ready plan = task.plan();
        boolean ignored = plan.status() == Status.FAILED && plan.ignoresErrors();
        List<TaskResult> items = new ArrayList<>();
        for (Turn turn : plan.turns()) {
            items.add(new TaskResult(
                    task.entry().info(),
                    host,
                    turn.item(),
                    turn.status(),
                    ignored && turn.status() == Status.FAILED,
                    turn.message(),
                    turn.changes(),
                    turn.warnings(),
                    turn.values(),
                    plan.hidden(),
                    List.of()));
        }
        if (!plan.loop() && items.size() == 1) {
            return items.get(0);
        }
        String message = items.stream()
                .filter(item -> item.status() == plan.status())
                .map(TaskResult::message)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new TaskResult(
                task.entry().info(),
                host,
                null,
                plan.status(),
                ignored,
                message,
                items.stream().flatMap(item -> item.changes().stream()).toList(),
                items.stream()
                        .flatMap(item -> item.warnings().stream())
                        .distinct()
                        .toList(),
                plan.registered(),
                plan.hidden(),
                items);
    }

    private TaskResult unreachable(PlayTasks.Entry entry, HostUnreachableException e) {
        String message = e.message() + e.fix().map(fix -> "\n  fix: " + fix).orElse("");
        return new TaskResult(
                entry.info(),
                host,
                null,
                Status.UNREACHABLE,
                false,
                message,
                List.of(),
                List.of(),
                Map.of(),
                false,
                List.of());
    }
}
