package io.pinwright.engine.journal;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.StepOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an entry ended, as far as the controller knows.
 *
 * @param outcomes one a step of the entry, in order; empty unless {@code status} is DONE or TAKEN_BACK
 * @param after one a step: what was read after it of what it changed; empty when that is not known
 * @param message why, for people; empty when all went well
 * @param folder where the host keeps its own entry: script and files that take it back; empty when it did not say
 */
public record EntryEnd(
        Instant at,
        Status status,
        List<StepOutcome.Status> outcomes,
        List<List<Guard>> after,
        String message,
        Optional<String> folder) {

    /** How it ended. */
    public enum Status {
        /** The steps ran, up to the first that failed. */
        DONE,
        /** Nothing was written. */
        REFUSED,
        /** The connection was lost: the host's own journal knows what was done. */
        UNKNOWN,
        /** The host took it back by itself, for nobody confirmed in time. */
        TAKEN_BACK
    }

    public EntryEnd {
        outcomes = List.copyOf(outcomes);
        after = after.stream().map(List::copyOf).toList();
    }
}
