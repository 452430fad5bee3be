package io.pinwright.engine.apply;

import io.pinwright.engine.transport.HostSession;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host during a run: its connection and what its tasks set, kept from play to play. Used by one thread at a time. */
final class HostTarget {

    private final String name;
    private final Map<String, ? extends @Nullable Object> variables;
    private final HostSession session;
    private Map<String, @Nullable Object> facts = Map.of();
    private Map<String, @Nullable Object> gathered = Map.of();
    private boolean lost;

    /**
     * @param variables inventory and magic variables
     */
    HostTarget(String name, Map<String, ? extends @Nullable Object> variables, HostSession session) {
        this.name = name;
        this.variables = variables;
        this.session = session;
    }

    String name() {
        return name;
    }

    Map<String, ? extends @Nullable Object> variables() {
        return variables;
    }

    HostSession session() {
        return session;
    }

    HostState start(PlayTasks tasks) {
        return new HostState(tasks, facts, gathered);
    }

    /** Keeps what the host's tasks set; a host that failed or was lost takes no part in later plays. */
    void ended(HostState state, boolean alive) {
        facts = new LinkedHashMap<>(state.facts());
        gathered = new LinkedHashMap<>(state.gathered());
        lost = lost || !alive;
    }

    boolean isLost() {
        return lost;
    }
}
