package io.pinwright.engine;

import io.pinwright.engine.plan.PlanWatcher;
import io.pinwright.engine.saved.PlanKeeper;
import java.util.Optional;

/**
 * Looks on at a run.
 *
 * @param planner told of every task that is planned
 * @param keeper told of what each task was planned from
 * @param onlyHost runs on this host alone, which sees the plays as if all their hosts took part; empty for all hosts
 */
record Watch(PlanWatcher planner, PlanKeeper keeper, Optional<String> onlyHost) {

    /** Looks away. */
    static final Watch NONE = new Watch(PlanWatcher.NONE, PlanKeeper.NONE, Optional.empty());

    boolean includes(String host) {
        return onlyHost.map(host::equals).orElse(true);
    }

    /** Keeps what each task was planned from. */
    static Watch keeping(PlanKeeper keeper) {
        return new Watch(PlanWatcher.NONE, keeper, Optional.empty());
    }
}
