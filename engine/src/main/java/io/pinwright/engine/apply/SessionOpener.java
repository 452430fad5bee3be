package io.pinwright.engine.apply;

import io.pinwright.engine.transport.HostSession;

/** Opens the session of a host; the connection itself comes with the first exchange. */
@FunctionalInterface
public interface SessionOpener {

    /**
     * @param host the name in the inventory
     */
    HostSession open(String host);
}
