package io.pinwright.engine.host;

import java.util.List;

/** Why an exchange wrote nothing. */
public sealed interface Refusal {

    /**
     * Another run holds the host's lock.
     *
     * @param run its id, or empty when the lock does not say
     * @param owner {@code user@controller}, or empty
     * @param since seconds since 1970 by the host's clock, or 0
     * @param ageSeconds by the host's clock; 0 when the lock does not say
     */
    record Locked(String run, String owner, long since, long ageSeconds) implements Refusal {}

    /**
     * Guards did not hold: the host is no longer what the change was planned from.
     *
     * @param moved those that did not hold
     * @param traces who may have done it, a line each: the host's word, for people only
     */
    record Moved(List<Guard> moved, List<String> traces) implements Refusal {
        public Moved {
            moved = List.copyOf(moved);
            traces = List.copyOf(traces);
        }
    }

    /** The lock or the way back could not be put on the host's disk. */
    record NotJournalled(String why) implements Refusal {}
}
