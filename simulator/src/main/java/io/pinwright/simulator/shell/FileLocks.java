package io.pinwright.simulator.shell;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The locks of flock(2) on the files of one host, by path. A lock belongs to the open file description: all descriptors copied
 * from it hold it, and it is free when the last of them is closed. Thread-safe.
 */
final class FileLocks {

    private static final class Held {
        final Set<OpenFile> holders = new HashSet<>();
        boolean exclusive;
    }

    private final Map<String, Held> locks = new HashMap<>();

    /** Takes a lock or waits for it; false when the time ran out. A lock that is held already changes its kind. */
    synchronized boolean take(String path, OpenFile file, boolean exclusive, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (!take(path, file, exclusive)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private boolean take(String path, OpenFile file, boolean exclusive) {
        Held held = locks.computeIfAbsent(path, key -> new Held());
        boolean alone = held.holders.isEmpty() || held.holders.equals(Set.of(file));
        if (!alone && (exclusive || held.exclusive)) {
            return false;
        }
        held.holders.add(file);
        held.exclusive = exclusive;
        return true;
    }

    synchronized void release(String path, OpenFile file) {
        Held held = locks.get(path);
        if (held != null && held.holders.remove(file)) {
            if (held.holders.isEmpty()) {
                locks.remove(path);
            }
            notifyAll();
        }
    }
}
