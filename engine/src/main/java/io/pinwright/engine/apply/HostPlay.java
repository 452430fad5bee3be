package io.pinwright.engine.apply;

import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.saved.PlanKeeper;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A play as hosts run it, whether it comes from a playbook or from a saved plan.
 *
 * @param hosts in their order
 * @param batches of those hosts that take part
 * @param writesInCheck whether a check of this play can write
 * @param infos the tasks, as results name them
 * @param tasks those of a host
 * @param planners of a host, given its batch
 * @param keeper told of each task that was planned
 */
record HostPlay(
        String name,
        List<String> hosts,
        Function<List<String>, List<List<String>>> batches,
        OptionalDouble maxFailPercentage,
        boolean writesInCheck,
        List<TaskInfo> infos,
        Function<String, PlayTasks> tasks,
        Planners planners,
        Keeping keeper) {

    /** Makes the planner of a host. */
    @FunctionalInterface
    interface Planners {
        WavePlanner.Planner of(String host, List<String> batch);
    }

    /** Hands on what a task was planned from. */
    @FunctionalInterface
    interface Keeping {

        Keeping NONE = (host, task, answers) -> {};

        void planned(String host, Wave.Planned task, HostAnswers answers);

        static Keeping by(Run.PlannedPlay play) {
            PlanKeeper keeper = play.keeper();
            if (keeper == PlanKeeper.NONE) {
                return NONE;
            }
            return (host, task, answers) -> {
                if (!task.entry().gathersFacts()) {
                    keeper.planned(
                            host,
                            task.entry().info(),
                            new PlanKeeper.Sight(
                                    task.plan(),
                                    play.rollout().maxFailPercentage(),
                                    work -> play.planner()
                                            .flag(task.entry().task().keywords().checkMode(), work.variables())
                                            .orElse(false),
                                    answers::of,
                                    answers.imagined()));
                }
            };
        }
    }
}
