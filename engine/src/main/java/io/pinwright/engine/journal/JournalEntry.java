package io.pinwright.engine.journal;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange is about to do to a host, with the way back.
 *
 * @param name of the entry on controller and host alike: the run's id, a dot and a number that counts from 1 on each host
 * @param become as whom
 * @param confirmWithin when the host takes it back by itself unless the controller confirms
 */
public record JournalEntry(
        String name, Instant at, Optional<Become> become, Optional<Duration> confirmWithin, List<Item> changes) {

    public JournalEntry {
        changes = List.copyOf(changes);
    }

    /**
     * One change.
     *
     * @param task name of the task, as the host saw it
     * @param place where the task stands: {@code file:line:column}
     * @param hidden whether {@code no_log} forbids showing anything but the target
     * @param mayCutOff whether it may cut the controller off
     * @param action whether it is done each time, so that there is nothing to compare
     * @param guards what else it rests on, and {@code guardsAfter} what taking it back rests on besides what its steps read
     */
    public record Item(
            String task,
            String place,
            String module,
            String target,
            String attribute,
            @Nullable String before,
            @Nullable String after,
            Effect effect,
            Disruption disruption,
            boolean mayCutOff,
            boolean hidden,
            boolean action,
            List<Guard> guards,
            List<Guard> guardsAfter,
            List<Done> steps) {
        public Item {
            guards = List.copyOf(guards);
            guardsAfter = List.copyOf(guardsAfter);
            steps = List.copyOf(steps);
        }
    }

    /** A step and what takes it back. */
    public record Done(Step step, Undo undo) {}
}
