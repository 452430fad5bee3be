package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostWriter;
import java.util.Optional;

/**
 * A host during a run that may change it: connects on first use, keeps one exec channel with one POSIX shell for each user it
 * acts as. Used by one thread at a time, but for {@link #cancel}.
 */
public interface HostSession extends ReadSession {

    /** The host as changed by a user. */
    HostWriter writer(Optional<Become> become);
}
