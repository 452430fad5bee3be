package io.pinwright.engine.plan;

import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.template.Variables;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Told of every task that was planned, with what it saw: for explanations. A task is planned as often as the engine likes, and
 * the last time counts. Called from the hosts' threads.
 */
@FunctionalInterface
public interface PlanWatcher {

    /** Looks away. */
    PlanWatcher NONE = (task, sight, plan) -> {};

    /**
     * What a task saw.
     *
     * @param variables all of them, without those of its loop
     * @param gathered facts found so far
     * @param facts what tasks set and registered so far
     */
    record Sight(Variables variables, Map<String, @Nullable Object> gathered, Map<String, @Nullable Object> facts) {}

    /** Takes a task and what it came to. */
    void planned(Task task, Sight sight, TaskPlan plan);
}
