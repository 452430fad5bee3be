package io.pinwright.engine.host;

import java.util.Collection;
import java.util.List;

/** A host that can be read and changed. Used by one thread at a time. */
public interface HostWriter extends HostReader {

    /**
     * Runs steps in order up to the first that fails, then asks the queries whether or not one failed, all in one round trip.
     *
     * @throws HostUnreachableException when the connection was lost; steps may or may not have run
     */
    Written write(List<Step> steps, Collection<Query> thenRead);

    /**
     * What an exchange gave.
     *
     * @param outcomes one a step, in order
     */
    record Written(List<StepOutcome> outcomes, Answers answers) {
        public Written {
            outcomes = List.copyOf(outcomes);
        }
    }
}
