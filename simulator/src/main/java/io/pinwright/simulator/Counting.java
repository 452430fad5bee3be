package io.pinwright.simulator;

import java.util.ArrayList;
import java.util.List;

/** Counts for {@link HostCounters}. Thread-safe. */
final class Counting {

    private int connections;
    private int execs;
    private int roundTrips;
    private long number;
    private final List<String> mutations = new ArrayList<>();

    synchronized void connection() {
        connections++;
    }

    synchronized void exec() {
        execs++;
    }

    synchronized void roundTrip() {
        roundTrips++;
    }

    /** Counts a change, and gives its number since the host's start, from 1. */
    synchronized long mutation(String what) {
        mutations.add(what);
        return ++number;
    }

    synchronized HostCounters now() {
        return new HostCounters(connections, execs, roundTrips, mutations);
    }

    synchronized void reset() {
        connections = 0;
        execs = 0;
        roundTrips = 0;
        mutations.clear();
    }
}
