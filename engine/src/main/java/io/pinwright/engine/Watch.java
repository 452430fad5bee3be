package io.pinwright.engine;

import io.pinwright.engine.plan.PlanWatcher;
import java.util.Optional;

/**
 * Looks on at a run.
 *
 * @param planner told of every task that is planned
 * @param onlyHost runs on this host alone, which sees the plays as if all their hosts took part; empty for all hosts
 */
record Watch(PlanWatcher planner, Optional<String> onlyHost) {

    /** Looks away. */
    static final Watch NONE = new Watch(PlanWatcher.NONE, Optional.empty());

    boolean includes(String host) {
        return onlyHost.map(host::equals).orElse(true);
    }
}
