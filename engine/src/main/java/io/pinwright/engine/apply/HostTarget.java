package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.ReadSession;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host during a run: its connection and what its tasks set, kept from play to play. Used by one thread at a time. */
final class HostTarget {

    private final String name;
    private final ReadSession session;
    private final @Nullable HostWrites writes;
    private Map<String, @Nullable Object> facts = Map.of();
    private Map<String, @Nullable Object> gathered = Map.of();
    private Set<String> unforetold = Set.of();
    private Answers imagined = Answers.NONE;
    private boolean lost;

    private HostTarget(String name, ReadSession session, @Nullable HostWrites writes) {
        this.name = name;
        this.session = session;
        this.writes = writes;
    }

    String name() {
        return name;
    }

    /** A host that is only looked at. */
    static HostTarget looking(String name, ReadSession session) {
        return new HostTarget(name, session, null);
    }

    /** A host that may be changed. */
    static HostTarget applying(String name, HostSession session, Safety safety) {
        return new HostTarget(name, session, new HostWrites(name, session, safety));
    }

    ReadSession session() {
        return session;
    }

    /** Null when the host is only looked at. */
    @Nullable
    HostWrites writes() {
        return writes;
    }

    HostState start(PlayTasks tasks) {
        return new HostState(tasks, facts, gathered, unforetold);
    }

    /** What the host would answer had the plays so far done their work; empty in apply. */
    Answers imagined() {
        return imagined;
    }

    /** Keeps what the host's tasks set and would have done; a host that failed or was lost takes no part in later plays. */
    void ended(HostState state, Answers left, boolean alive) {
        facts = state.facts();
        gathered = state.gathered();
        unforetold = state.unforetold();
        imagined = left;
        lost = lost || !alive;
    }

    boolean isLost() {
        return lost;
    }
}
