package io.pinwright.engine.host;

import java.util.Collection;

/** A host that can be read, and in no way changed. Used by one thread at a time. */
public interface HostReader {

    /**
     * Asks all queries in one round trip.
     *
     * @return an answer to each
     * @throws HostUnreachableException when the host cannot be reached or the connection was lost
     */
    Answers read(Collection<Query> queries);
}
