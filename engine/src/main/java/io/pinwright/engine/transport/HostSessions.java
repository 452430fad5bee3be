package io.pinwright.engine.transport;

/** Makes {@link HostSession}s. */
public final class HostSessions {

    private HostSessions() {}

    /** A session that connects on its first read or write. */
    public static HostSession open(Transport transport, ConnectionSettings settings, SessionLimits limits) {
        return new ShellSession(transport, settings, limits);
    }
}
