package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ControllerModule.Signal;
import io.pinwright.engine.plan.ArgumentBinder;
import io.pinwright.engine.plan.Evaluation;
import io.pinwright.engine.plan.Outlook;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.saved.Moved;
import io.pinwright.engine.saved.SavedTask;
import io.pinwright.engine.saved.Seals;
import io.pinwright.engine.template.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plans the tasks of a saved plan on one host: what they come to now must be what was planned, or nothing is done. Used by one
 * thread.
 */
final class SavedPlanner implements WavePlanner.Planner {

    /** Set for the host once something of the plan is to be changed there: a restart that goes with it is to be done then. */
    private static final String CHANGES = "pinwright_saved_plan_changes_";

    private final String host;
    private final Map<Task, SavedTask> saved;
    private final Seals seals;
    private final SavedBinding binding;

    SavedPlanner(String host, Map<Task, SavedTask> saved, Seals seals, SavedBinding binding) {
        this.host = host;
        this.saved = saved;
        this.seals = seals;
        this.binding = binding;
    }

    @Override
    public TaskPlan plan(PlayTasks.Entry entry, HostState state, Function<Optional<Become>, Answers> answers) {
        SavedTask task = Objects.requireNonNull(saved.get(entry.task()));
        Planning planning = new Planning(task, state, answers);
        task.turns().forEach(planning::turn);
        return planning.result();
    }

    /** One task's planning; lives for one call. */
    private final class Planning {

        private final SavedTask task;
        private final HostState state;
        private final Function<Optional<Become>, Answers> known;
        private final List<Turn> turns = new ArrayList<>();
        private final Map<Optional<Become>, Set<Query>> needs = new LinkedHashMap<>();
        private final Map<Optional<Become>, Set<Query>> asked = new LinkedHashMap<>();
        private Answers predicted = Answers.NONE;

        Planning(SavedTask task, HostState state, Function<Optional<Become>, Answers> known) {
            this.task = task;
            this.state = state;
            this.known = known;
        }

        TaskPlan result() {
            return needs.isEmpty()
                    ? new TaskPlan.Ready(
                            task.name(),
                            turns,
                            task.loop(),
                            List.of(),
                            false,
                            task.hidden(),
                            task.fatal(),
                            asked,
                            Outlook.AS_FORETOLD)
                    : new TaskPlan.Waiting(needs);
        }

        void turn(SavedTask.Turn turn) {
            if (turn.outside().isPresent()) {
                turns.add(Turn.of(
                        turn.item(),
                        Status.SKIPPED,
                        "not part of the saved plan: " + turn.outside().get()));
            } else if (turn.work().isEmpty()) {
                turns.add(Turn.of(turn.item(), turn.status(), turn.message()));
            } else {
                turns.add(onHost(turn, turn.work().get()));
            }
        }

        private Turn onHost(SavedTask.Turn turn, SavedTask.Work planned) {
            ArgumentBinder.Bound<?> bound = binding.bind(task, planned);
            Optional<Become> become = planned.become().map(user -> binding.become(host, user));
            Turn.Work work = new Turn.Work(
                    binding.module(task),
                    bound.args(),
                    bound.resolved(),
                    become,
                    false,
                    true,
                    (status, message, values) -> new Turn.Judged(
                            status == Status.CHANGED && turn.status() == Status.OK ? Status.OK : status, message),
                    Variables.of(Map.of()),
                    Optional.of(bound.wish()));
            Answers answers = predicted.over(known.apply(become));
            Set<Query> guarded =
                    planned.guards().stream().map(Guard::query).collect(Collectors.toCollection(LinkedHashSet::new));
            Evaluation evaluation = work.evaluate(answers, List.of());
            if (evaluation instanceof Evaluation.Needs more) {
                ask(needs, become, more.queries());
                ask(needs, become, answers.missing(guarded));
                return Turn.of(turn.item(), Status.DEFERRED, null);
            }
            if (!answers.missing(guarded).isEmpty()) {
                ask(needs, become, answers.missing(guarded));
                return Turn.of(turn.item(), Status.DEFERRED, null);
            }
            ask(asked, become, guarded);
            if (evaluation instanceof Evaluation.Impossible impossible) {
                ask(asked, become, impossible.asked());
                return ended(task, turn, Status.REFUSED, refusal(List.of(impossible.message())), work, NOTHING, false);
            }
            Evaluation.Done done = (Evaluation.Done) evaluation;
            ask(asked, become, done.asked());
            Moved moved = Moved.of(planned, done.changes(), done.asked(), answers, seals);
            if (moved.state() == Moved.State.OTHERWISE) {
                return ended(task, turn, Status.REFUSED, refusal(moved.why()), work, NOTHING, false);
            }
            if (moved.state() == Moved.State.DONE) {
                return ended(task, turn, Status.OK, "already as the plan wants it", work, NOTHING, true);
            }
            if (followsNothing(done.changes())) {
                return ended(task, turn, Status.OK, "not needed: nothing was changed before it", work, NOTHING, true);
            }
            predicted = predicted.with(done.predictions());
            return ended(task, turn, turn.status(), null, work, done, true);
        }

        /** A restart whose cause is there already: it goes with changes, which others have made. */
        private boolean followsNothing(List<Change> changes) {
            return task.info().handler()
                    && !changes.isEmpty()
                    && changes.stream().allMatch(Change::action)
                    && !state.facts().containsKey(changes(task));
        }

        private static void ask(Map<Optional<Become>, Set<Query>> all, Optional<Become> become, Set<Query> queries) {
            all.computeIfAbsent(become, key -> new LinkedHashSet<>()).addAll(queries);
        }
    }

    private static final Evaluation.Done NOTHING =
            new Evaluation.Done(List.of(), List.of(), List.of(), Map.of(), Set.of());

    private static String refusal(List<String> why) {
        return "the host is no longer what the plan was made from, nothing was written:\n  " + String.join("\n  ", why)
                + "\n  fix: look again with `plan`, and save a new plan";
    }

    private static String changes(SavedTask task) {
        return CHANGES + task.info().play();
    }

    private static Turn ended(
            SavedTask task,
            SavedTask.Turn turn,
            Status status,
            @Nullable String message,
            Turn.Work work,
            Evaluation.Done done,
            boolean executes) {
        Map<String, @Nullable Object> facts = status == Status.CHANGED ? Map.of(changes(task), true) : Map.of();
        return new Turn(
                turn.item(),
                Map.of(),
                status,
                message,
                done.changes(),
                done.warnings(),
                done.pending(),
                Map.of(),
                facts,
                Signal.NONE,
                work,
                executes);
    }
}
