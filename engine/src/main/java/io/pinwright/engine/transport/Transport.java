package io.pinwright.engine.transport;

/** Opens connections to hosts. Thread-safe. */
public interface Transport extends AutoCloseable {

    /**
     * Connects and logs in.
     *
     * @throws io.pinwright.engine.host.HostUnreachableException with what, why and how to mend
     */
    Connection connect(ConnectionSettings settings);

    /** Ends all connections that are still open. */
    @Override
    void close();
}
