package io.pinwright.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What shall go wrong on a simulated host. Counts begin where a fault is set; each drop happens once. Thread-safe.
 *
 * <p>A dropped connection is what it is with a real SSH server: the script on the host finds its input at an end, and goes on
 * until it does, or until it writes to the pipe that nobody reads, unless it ignores SIGPIPE. {@link SimulatedHost#awaitLogins}
 * waits for that. Where the script itself shall end at once there is {@link #killBeforeMutation}. The k-th change is the k-th of
 * {@link HostCounters#mutations}, lock and journal included. Faults of programs are for the exec requests that come after they are
 * set.
 */
public final class Faults {

    /** Where a connection is dropped. */
    enum Place {
        BEFORE_MUTATION,
        AFTER_MUTATION,
        KILL_BEFORE_MUTATION,
        KILL_AFTER_MUTATION,
        INSTEAD_OF_MUTATION,
        DISK_FULL_AFTER_MUTATION,
        BEFORE_EXCHANGE,
        BEFORE_ANSWER,
        AFTER_EXCHANGE
    }

    /** What a program does instead of its work. */
    record Instead(boolean hangs, int status, String stdout, String stderr) {}

    private final Map<Place, Integer> drops = new HashMap<>();
    private final Map<String, Instead> programs = new HashMap<>();
    private Optional<Long> diskBytes = Optional.empty();
    private Duration slowness = Duration.ZERO;
    private boolean execRefused;

    Faults() {}

    /** Drops the connection right before the k-th change; the change happens, for who makes it has not noticed. */
    public synchronized Faults dropBeforeMutation(int k) {
        return drop(Place.BEFORE_MUTATION, k);
    }

    /** Drops the connection right after the k-th change. */
    public synchronized Faults dropAfterMutation(int k) {
        return drop(Place.AFTER_MUTATION, k);
    }

    /** Kills the shell, with what it waits for, right before the k-th change: that and all that would follow does not happen. */
    public synchronized Faults killBeforeMutation(int k) {
        return drop(Place.KILL_BEFORE_MUTATION, k);
    }

    /** Kills the shell, with what it waits for, right after the k-th change. */
    public synchronized Faults killAfterMutation(int k) {
        return drop(Place.KILL_AFTER_MUTATION, k);
    }

    /** Lets the k-th change fail with {@code Input/output error}. */
    public synchronized Faults failMutation(int k) {
        return drop(Place.INSTEAD_OF_MUTATION, k);
    }

    /** Drops the connection when the k-th question comes in, before anything is done about it. */
    public synchronized Faults dropBeforeExchange(int k) {
        return drop(Place.BEFORE_EXCHANGE, k);
    }

    /** Drops the connection at the first byte of the k-th answer: nothing of it arrives. */
    public synchronized Faults dropBeforeAnswer(int k) {
        return drop(Place.BEFORE_ANSWER, k);
    }

    /** Drops the connection after the k-th answer, when the host waits for the next question. */
    public synchronized Faults dropAfterExchange(int k) {
        return drop(Place.AFTER_EXCHANGE, k);
    }

    private Faults drop(Place place, int k) {
        if (k < 1) {
            throw new IllegalArgumentException("counts from 1, but is " + k);
        }
        drops.put(place, k);
        return this;
    }

    /** Refuses exec requests; the login still succeeds. */
    public synchronized Faults refuseExec() {
        execRefused = true;
        return this;
    }

    /** Makes a program start and never end. */
    public synchronized Faults hang(String program) {
        programs.put(program, new Instead(true, 0, "", ""));
        return this;
    }

    /** Makes a program fail. */
    public synchronized Faults fail(String program, int status, String stderr) {
        programs.put(program, new Instead(false, status, "", stderr));
        return this;
    }

    /** Makes a program print something else, and succeed. */
    public synchronized Faults forge(String program, String stdout) {
        programs.put(program, new Instead(false, 0, stdout, ""));
        return this;
    }

    /** Leaves so much room on the disk; what needs more fails with {@code No space left on device}. */
    public synchronized Faults fillDiskAfter(long bytes) {
        diskBytes = Optional.of(bytes);
        return this;
    }

    /** Leaves no room on the disk from right after the k-th change on. */
    public synchronized Faults fillDiskAfterMutation(int k) {
        return drop(Place.DISK_FULL_AFTER_MUTATION, k);
    }

    /** Lets every answer wait. */
    public synchronized Faults slow(Duration each) {
        slowness = each;
        return this;
    }

    /** Lets everything go right again. */
    public synchronized void clear() {
        drops.clear();
        programs.clear();
        diskBytes = Optional.empty();
        slowness = Duration.ZERO;
        execRefused = false;
    }

    /** Counts down to a drop; true when it is due. */
    synchronized boolean due(Place place) {
        Integer left = drops.get(place);
        if (left == null) {
            return false;
        }
        if (left == 1) {
            drops.remove(place);
            return true;
        }
        drops.put(place, left - 1);
        return false;
    }

    synchronized Set<String> programs() {
        return Set.copyOf(programs.keySet());
    }

    synchronized Optional<Instead> instead(String program) {
        return Optional.ofNullable(programs.get(program));
    }

    /** Takes room on the disk; false when there is not enough. */
    synchronized boolean take(long bytes) {
        if (diskBytes.isEmpty()) {
            return true;
        }
        if (bytes > diskBytes.get()) {
            return false;
        }
        diskBytes = Optional.of(diskBytes.get() - bytes);
        return true;
    }

    synchronized Duration slowness() {
        return slowness;
    }

    synchronized boolean isExecRefused() {
        return execRefused;
    }
}
