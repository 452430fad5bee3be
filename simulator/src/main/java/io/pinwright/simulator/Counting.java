package io.pinwright.simulator;

import java.util.ArrayList;
import java.util.List;

/** Counts for {@link HostCounters}. Thread-safe. */
final class Counting {

    private int connections;
    private int execs;
    private int roundTrips;
    private final List<String> writes = new ArrayList<>();

    synchronized void connection() {
        connections++;
    }

    synchronized void exec() {
        execs++;
    }

    synchronized void roundTrip() {
        roundTrips++;
    }

    synchronized void write(String what) {
        writes.add(what);
    }

    synchronized HostCounters now() {
        return new HostCounters(connections, execs, roundTrips, writes);
    }

    synchronized void reset() {
        connections = 0;
        execs = 0;
        roundTrips = 0;
        writes.clear();
    }
}
