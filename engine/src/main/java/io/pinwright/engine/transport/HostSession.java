package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostReader;
import io.pinwright.engine.host.HostWriter;
import java.util.Optional;

/**
 * A host during a run: connects on first use, keeps one exec channel with one POSIX shell for each user it acts as. Used by
 * one thread at a time, but for {@link #cancel}.
 */
public interface HostSession extends AutoCloseable {

    /** The host as seen by a user who only reads. */
    HostReader reader(Optional<Become> become);

    /** The host as changed by a user. */
    HostWriter writer(Optional<Become> become);

    ExchangeCounts counts();

    /** Ends the connection at once, from any thread. */
    void cancel();

    @Override
    void close();
}
