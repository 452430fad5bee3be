package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Tasks that are run together, in order, because all of them can be planned before anything is written.
 *
 * @param reads what they and the tasks behind them read, by user
 */
record Wave(List<Planned> tasks, Map<Optional<Become>, Set<Query>> reads) {

    /** A task as planned, or as it ended. */
    record Planned(PlayTasks.Entry entry, TaskPlan.Ready plan) {

        boolean writes() {
            return plan.turns().stream().anyMatch(turn -> !turn.steps().isEmpty());
        }

        /** Whether it runs a command of the user's own, after which nothing is known of the host. */
        boolean isRaw() {
            return plan.turns().stream()
                    .anyMatch(turn -> turn.work() != null
                            && turn.work().raw()
                            && !turn.steps().isEmpty());
        }

        /** Whether it will change reads in a way that nobody can foretell. */
        boolean isOpaque() {
            return plan.turns().stream().anyMatch(turn -> turn.executes() && turn.isOpaque());
        }

        /** Whether the host's play ends with it. */
        boolean ends() {
            return plan.status() == Status.REFUSED || plan.status() == Status.FAILED && !plan.ignoresErrors();
        }
    }

    boolean writes() {
        return tasks.stream().anyMatch(Planned::writes);
    }

    Set<Query> reads(Optional<Become> become) {
        return reads.getOrDefault(become, Set.of());
    }

    /**
     * Turns whose wish a later turn takes back: the predictions up to a turn make its wish true, all of them do not. Looking
     * again would find a difference that is meant.
     */
    Set<Turn> superseded(HostAnswers answers) {
        return turns(answers, (then, end) -> differs(end) && !differs(then));
    }

    /** Turns of which a later one changes what they tell: what they tell is how it was right after them. */
    Set<Turn> overtaken(HostAnswers answers) {
        return turns(answers, (then, end) -> !then.values().equals(end.values()));
    }

    /** Turns by what they find on the predictions up to them, and on all. */
    private Set<Turn> turns(HostAnswers answers, BiPredicate<Differences, Differences> which) {
        Answers end = Answers.NONE;
        for (Planned task : tasks) {
            for (Turn turn : task.plan().turns()) {
                end = turn.executes() ? end.with(turn.predictions()) : end;
            }
        }
        Set<Turn> turns = Collections.newSetFromMap(new IdentityHashMap<>());
        Answers predicted = Answers.NONE;
        for (Planned task : tasks) {
            for (Turn turn : task.plan().turns()) {
                predicted = turn.executes() ? predicted.with(turn.predictions()) : predicted;
                Turn.Work work = turn.work();
                if (work != null
                        && turn.executes()
                        && which.test(
                                Differences.of(work, answers.of(work.become(), predicted), List.of()),
                                Differences.of(work, answers.of(work.become(), end), List.of()))) {
                    turns.add(turn);
                }
            }
        }
        return turns;
    }

    private static boolean differs(Differences found) {
        return !found.isEmpty() || found.problem().isPresent();
    }
}
