package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.transport.HostSession;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host during a run: its connection and what its tasks set, kept from play to play. Used by one thread at a time. */
final class HostTarget {

    private final String name;
    private final HostSession session;
    private Map<String, @Nullable Object> facts = Map.of();
    private Map<String, @Nullable Object> gathered = Map.of();
    private Set<String> unforetold = Set.of();
    private Answers imagined = Answers.NONE;
    private boolean lost;

    HostTarget(String name, HostSession session) {
        this.name = name;
        this.session = session;
    }

    String name() {
        return name;
    }

    HostSession session() {
        return session;
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
