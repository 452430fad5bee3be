package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostReader;
import java.util.Optional;

/**
 * A host during a run that only looks: nothing in this type can change it. Connects on first use. Used by one thread at a time,
 * but for {@link #cancel}.
 */
public interface ReadSession extends AutoCloseable {

    /** The host as seen by a user who only reads. */
    HostReader reader(Optional<Become> become);

    /**
     * An entry of the host's journal whose dead-man switch was armed when this user was first asked anything here: unless its run
     * confirms it, the host takes it back at any time, and what was read then is true no more. A host's own word.
     */
    Optional<String> armed(Optional<Become> become);

    ExchangeCounts counts();

    /** Ends the connection at once, from any thread. */
    void cancel();

    @Override
    void close();
}
