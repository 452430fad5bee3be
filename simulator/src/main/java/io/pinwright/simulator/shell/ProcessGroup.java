package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Threads that one signal ends together, with the groups started from them. Thread-safe. */
final class ProcessGroup {

    /** The group that the current thread works for. */
    private static final ThreadLocal<@Nullable ProcessGroup> CURRENT = new ThreadLocal<>();

    private volatile @Nullable ProcessGroup parent;
    private final boolean background;
    private final List<ProcessGroup> children = new ArrayList<>();
    private final Map<Thread, Integer> threads = new HashMap<>();
    private volatile int signal;

    ProcessGroup(@Nullable ProcessGroup parent) {
        this(parent, false);
    }

    /** @param background whether it goes on when the process that started it is gone */
    ProcessGroup(@Nullable ProcessGroup parent, boolean background) {
        this.parent = parent;
        this.background = background;
        if (parent != null) {
            synchronized (parent) {
                parent.children.add(this);
            }
        }
    }

    /** The current thread works for this group until it {@link #leave leaves} with what it gets here. */
    @Nullable
    synchronized ProcessGroup enter() {
        ProcessGroup before = CURRENT.get();
        CURRENT.set(this);
        threads.merge(Thread.currentThread(), 1, Integer::sum);
        if (signal != 0) {
            Thread.currentThread().interrupt();
        }
        return before;
    }

    /** Ends the current thread's work when the group that it works for was killed. */
    static void checkCurrent() {
        ProcessGroup current = CURRENT.get();
        if (current != null) {
            current.check();
        }
    }

    void leave(@Nullable ProcessGroup before) {
        CURRENT.set(before);
        ProcessGroup above = parent;
        synchronized (this) {
            threads.computeIfPresent(Thread.currentThread(), (thread, count) -> count == 1 ? null : count - 1);
            if (signal != 0) {
                Thread.interrupted();
            }
        }
        if (above != null && above.signalled() != 0) {
            Thread.currentThread().interrupt();
        }
    }

    /** The group has ended. */
    void close() {
        ProcessGroup above = parent;
        if (above != null) {
            synchronized (above) {
                above.children.remove(this);
            }
        }
    }

    /** Whether nobody works for it or below it. */
    synchronized boolean isEmpty() {
        return threads.isEmpty() && children.isEmpty();
    }

    /** Ends the group, but not what it put into the background, and gives that. */
    List<ProcessGroup> killAlone(int number) {
        List<ProcessGroup> left = new ArrayList<>();
        List<ProcessGroup> below;
        synchronized (this) {
            below = List.copyOf(children);
            children.removeIf(child -> child.background);
        }
        for (ProcessGroup child : below) {
            if (child.background) {
                child.parent = null;
                left.add(child);
            } else {
                left.addAll(child.killAlone(number));
            }
        }
        synchronized (this) {
            signal = signal == 0 ? number : signal;
            threads.keySet().forEach(Thread::interrupt);
        }
        return left;
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
        ProcessGroup above = parent;
        if (above == null || above.signalled() != 0) {
            return false;
        }
        signal = 0;
        Thread.interrupted();
        return true;
    }

    /** The signal that ends this group, or 0. */
    int signalled() {
        ProcessGroup above = parent;
        return signal != 0 || above == null ? signal : above.signalled();
    }

    void check() {
        int number = signalled();
        if (number != 0) {
            throw new Control.Killed(number);
        }
    }
}
