package io.pinwright.engine.saved;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.TaskInfo;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;

/** Told of every task that was planned on a host, in the host's order. Called from the hosts' threads. */
@FunctionalInterface
public interface PlanKeeper {

    /** Keeps nothing. */
    PlanKeeper NONE = (host, task, sight) -> {};

    /**
     * What a task was planned from.
     *
     * @param maxFailPercentage of its play
     * @param onlyLooks whether a turn is not to be run in an apply either
     * @param known what the host answered each user
     * @param foretold what tasks before it will have done
     */
    record Sight(
            TaskPlan.Ready plan,
            OptionalDouble maxFailPercentage,
            Predicate<Turn.Work> onlyLooks,
            Function<Optional<Become>, Answers> known,
            Answers foretold) {}

    void planned(String host, TaskInfo task, Sight sight);
}
