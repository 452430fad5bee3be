package io.pinwright.engine.host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a host answered to one {@link Query}. Everything in it is data from a host that may lie. */
public sealed interface Answer {

    /** The content of a file. */
    record Content(Bytes bytes) implements Answer {}

    /** Paths that matched a glob, in the order of the host's shell, with what was asked of each. */
    record Entries(Map<String, Bytes> byPath) implements Answer {
        public Entries {
            byPath = Collections.unmodifiableMap(new LinkedHashMap<>(byPath));
        }
    }

    /**
     * What a command gave.
     *
     * @param exit 0 to 255; 128 + n when it died of signal n
     */
    record Output(int exit, Bytes stdout, Bytes stderr) implements Answer {}

    /** What stat said. */
    record Status(FileStatus status) implements Answer {}

    /** There is no such file or command. */
    record Absent() implements Answer {}

    /** It is there and could not be read: permission, deadline or size. Never to be taken for "ok" or "empty". */
    record Unreadable(String reason) implements Answer {}

    /**
     * A prediction only, never a host's: a step changes what will be read here, and nobody can say to what before it has run. Who
     * reads it cannot be planned yet.
     *
     * @param needs what has to happen first, as in "needs the restart of domain web1"
     */
    record NotForetold(String needs) implements Answer {}
}
