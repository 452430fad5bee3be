package io.pinwright.engine.transport;

import io.pinwright.engine.source.Diagnostic;
import java.util.List;

/** Opens connections to hosts. Thread-safe. */
public interface Transport extends AutoCloseable {

    /**
     * Connects and logs in.
     *
     * @throws io.pinwright.engine.host.HostUnreachableException with what, why and how to mend
     */
    Connection connect(ConnectionSettings settings);

    /**
     * What is wrong, or not honoured, in how a host is to be reached, found without connecting: in the user's ssh_config, for
     * example. Equal problems of several hosts are equal diagnostics.
     */
    default List<Diagnostic> problems(ConnectionSettings settings) {
        return List.of();
    }

    /** Ends all connections that are still open. */
    @Override
    void close();
}
