package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Threads that one signal ends together, with the groups started from them. Thread-safe. */
final class ProcessGroup {

    private final @Nullable ProcessGroup parent;
    private final List<ProcessGroup> children = new ArrayList<>();
    private final Map<Thread, Integer> threads = new HashMap<>();
    private volatile int signal;

    ProcessGroup(@Nullable ProcessGroup parent) {
        this.parent = parent;
        if (parent != null) {
            synchronized (parent) {
                parent.children.add(this);
            }
        }
    }

    /** The current thread works for this group until {@link #leave}. */
    synchronized void enter() {
        threads.merge(Thread.currentThread(), 1, Integer::sum);
        if (signal != 0) {
            Thread.currentThread().interrupt();
        }
    }

    void leave() {
        synchronized (this) {
            threads.computeIfPresent(Thread.currentThread(), (thread, count) -> count == 1 ? null : count - 1);
            if (signal != 0) {
                Thread.interrupted();
            }
        }
        if (parent != null && parent.signalled() != 0) {
            Thread.currentThread().interrupt();
        }
    }

    /** The group has ended. */
    void close() {
        if (parent != null) {
            synchronized (parent) {
                parent.children.remove(this);
            }
        }
    }

    void kill(int number) {
        List<ProcessGroup> below;
        synchronized (this) {
            if (signal == 0) {
                signal = number;
            }
            threads.keySet().forEach(Thread::interrupt);
            below = List.copyOf(children);
        }
        below.forEach(child -> child.kill(number));
    }

    /** Lets the group go on for a trap; false when the signal was meant for the groups around it too. */
    synchronized boolean clear() {
        if (parent == null || parent.signalled() != 0) {
            return false;
        }
        signal = 0;
        Thread.interrupted();
        return true;
    }

    /** The signal that ends this group, or 0. */
    int signalled() {
        return signal != 0 || parent == null ? signal : parent.signalled();
    }

    void check() {
        int number = signalled();
        if (number != 0) {
            throw new Control.Killed(number);
        }
    }
}
