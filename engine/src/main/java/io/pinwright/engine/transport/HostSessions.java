package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostReader;
import java.util.Optional;

/** Makes {@link HostSession}s. */
public final class HostSessions {

    private HostSessions() {}

    /** A session that only reads: there is nothing in it to write with. */
    public static ReadSession reading(Transport transport, ConnectionSettings settings, SessionLimits limits) {
        return reading(new ShellSession(transport, settings, limits));
    }

    /** Another session as one that only reads. */
    public static ReadSession reading(ReadSession session) {
        return new ReadSession() {
            @Override
            public HostReader reader(Optional<Become> become) {
                return session.reader(become);
            }

            @Override
            public Optional<String> armed(Optional<Become> become) {
                return session.armed(become);
            }

            @Override
            public ExchangeCounts counts() {
                return session.counts();
            }

            @Override
            public void cancel() {
                session.cancel();
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    /** A session that connects on its first read or write. */
    public static HostSession open(Transport transport, ConnectionSettings settings, SessionLimits limits) {
        return new ShellSession(transport, settings, limits);
    }
}
