package io.pinwright.simulator.shell;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Time on a simulated host: that of the machine, and on top of it what a test lets pass at once. {@code date}, {@code sleep} and
 * /proc/uptime follow it; the deadlines of {@code timeout} are of real time. Thread-safe.
 */
public final class HostClock {

    private static final Duration UPTIME_AT_START = Duration.ofSeconds(4242);

    private final Clock wall;
    private final long start = System.nanoTime();
    private final Set<Sleeper> sleepers = new HashSet<>();
    private long passed;

    /** How many are at work of those whose rest is waited for. */
    private int busy;

    /** One that sleeps; its time has come when it is no longer among the sleepers. */
    private static final class Sleeper {
        final long until;
        final boolean awaited;

        Sleeper(long until, boolean awaited) {
            this.until = until;
            this.awaited = awaited;
        }
    }

    public HostClock(Clock wall) {
        this.wall = wall;
    }

    private long nanos() {
        return System.nanoTime() - start + passed;
    }

    /** Since the host was booted. */
    public synchronized Duration uptime() {
        return UPTIME_AT_START.plusNanos(nanos());
    }

    public synchronized Instant now() {
        return wall.instant().plusNanos(passed);
    }

    /** Lets time pass at once; whoever slept so long wakes up. */
    public synchronized void pass(Duration time) {
        passed += time.toNanos();
        wake();
    }

    private void wake() {
        long now = nanos();
        sleepers.removeIf(sleeper -> {
            boolean due = sleeper.until - now <= 0;
            busy += due && sleeper.awaited ? 1 : 0;
            return due;
        });
        notifyAll();
    }

    /** @param awaited whether the sleeper counts for {@link #awaitRest} */
    synchronized void sleep(long time, boolean awaited) throws InterruptedException {
        Sleeper sleeper = new Sleeper(nanos() + time, awaited);
        sleepers.add(sleeper);
        if (awaited) {
            rests();
        }
        try {
            while (sleepers.contains(sleeper)) {
                long left = sleeper.until - nanos();
                if (left <= 0) {
                    wake();
                } else {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            }
        } finally {
            if (sleepers.remove(sleeper) && awaited) {
                busy++;
            }
        }
    }

    /** One more is at work whose rest is waited for. */
    synchronized void works() {
        busy++;
    }

    /** One fewer is at work. */
    synchronized void rests() {
        busy--;
        notifyAll();
    }

    /** Waits until all that count sleep or have ended; false when that takes too long. */
    synchronized boolean awaitRest(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (busy > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
