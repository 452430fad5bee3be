package io.pinwright.engine.apply;

import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.ReadSession;
import java.util.function.Function;

/**
 * How a run gets at its hosts, by their names in the inventory: to look, or to look and write. The connection itself comes with
 * the first exchange.
 */
public final class Hosts {

    private final Function<String, HostTarget> targets;

    private Hosts(Function<String, HostTarget> targets) {
        this.targets = targets;
    }

    /** Hosts that are only looked at: what such a session can do changes nothing. */
    public static Hosts looking(Function<String, ReadSession> sessions) {
        return new Hosts(name -> HostTarget.looking(name, sessions.apply(name)));
    }

    /** Hosts that may be changed. */
    public static Hosts applying(Function<String, HostSession> sessions, Safety safety) {
        return new Hosts(name -> HostTarget.applying(name, sessions.apply(name), safety));
    }

    HostTarget target(String name) {
        return targets.apply(name);
    }
}
