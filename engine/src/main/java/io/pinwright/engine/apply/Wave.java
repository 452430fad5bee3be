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

/**
 * Tasks that are run together, in order, because all of them can be planned before anything is written.
 *
 * @param reads what they and the tasks behind them read, by user
 * @param before what was imagined before the first
 */
record Wave(List<Planned> tasks, Map<Optional<Become>, Set<Query>> reads, Answers before) {

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
            return plan.status() == Status.FAILED && !plan.ignoresErrors();
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
        Answers end = before;
        for (Planned task : tasks) {
            for (Turn turn : task.plan().turns()) {
                end = end.with(turn.predictions());
            }
        }
        Set<Turn> turns = Collections.newSetFromMap(new IdentityHashMap<>());
        Answers predicted = before;
        for (Planned task : tasks) {
            for (Turn turn : task.plan().turns()) {
                predicted = predicted.with(turn.predictions());
                Turn.Work work = turn.work();
                if (work != null
                        && turn.executes()
                        && differs(work, answers.of(work.become(), end))
                        && !differs(work, answers.of(work.become(), predicted))) {
                    turns.add(turn);
                }
            }
        }
        return turns;
    }

    private static boolean differs(Turn.Work work, Answers answers) {
        Differences found = Differences.of(work, answers, List.of());
        return !found.isEmpty() || found.problem().isPresent();
    }
}
