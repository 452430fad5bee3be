package io.pinwright.engine.host;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A host that can be read and changed. Used by one thread at a time. */
public interface HostWriter extends HostReader {

    /**
     * Runs steps in order up to the first that fails, unless something refuses them; then asks the queries whether or not they
     * ran, all in one round trip.
     *
     * @throws HostUnreachableException when the connection was lost; steps may or may not have run
     */
    Written write(Writing writing, Collection<Query> thenRead);

    /**
     * Tells the host that the controller still reaches it after a change that might have cut it off: over a new connection, for
     * such a change may spare those that are open.
     *
     * @param entry name of the journal's entry
     * @return whether that came in time; if not, the host took the entry back
     * @throws HostUnreachableException when there is no new connection, or it was lost
     */
    boolean confirm(String entry);

    /**
     * What an exchange gave.
     *
     * @param outcomes one a step, in order
     * @param refusal why no step ran
     * @param entryFolder where the host keeps the journal's entry, when there is one
     */
    record Written(
            List<StepOutcome> outcomes, Answers answers, Optional<Refusal> refusal, Optional<String> entryFolder) {
        public Written {
            outcomes = List.copyOf(outcomes);
        }

        public Written(List<StepOutcome> outcomes, Answers answers, Optional<Refusal> refusal) {
            this(outcomes, answers, refusal, Optional.empty());
        }

        public Written(List<StepOutcome> outcomes, Answers answers) {
            this(outcomes, answers, Optional.empty());
        }
    }
}
