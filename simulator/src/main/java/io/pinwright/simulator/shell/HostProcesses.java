package io.pinwright.simulator.shell;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the shells of one host have in common: process numbers, file locks, time, and the processes that go on when the shell that
 * started them is gone. Thread-safe.
 */
public final class HostProcesses {

    /** What a process that left its session works with. */
    public interface Session {
        VirtualFiles files();

        Map<String, ShellCommand> programs();

        /** The process is over. */
        void ended();
    }

    /** Where processes go that leave their session, as those of {@code setsid} and {@code systemd-run} do. */
    @FunctionalInterface
    public interface Sessions {

        /**
         * Lets in a process.
         *
         * @param script what it runs, for a shell
         * @return empty when nothing shall be started
         */
        Optional<Session> open(String user, String script);
    }

    private final HostClock clock;
    private final Optional<Sessions> sessions;
    private final FileLocks locks = new FileLocks();
    private final AtomicInteger nextPid = new AtomicInteger(4242);
    private final Set<ProcessGroup> groups = ConcurrentHashMap.newKeySet();
    private final Set<Thread> awaited = ConcurrentHashMap.newKeySet();
    private final AtomicInteger detached = new AtomicInteger();
    private volatile boolean hasty;

    private HostProcesses(HostClock clock, Optional<Sessions> sessions) {
        this.clock = clock;
        this.sessions = sessions;
    }

    public HostProcesses(HostClock clock, Sessions sessions) {
        this(clock, Optional.of(sessions));
    }

    /** For a shell by itself. */
    static HostProcesses alone() {
        return new HostProcesses(new HostClock(Clock.systemUTC()), Optional.empty());
    }

    public HostClock clock() {
        return clock;
    }

    FileLocks locks() {
        return locks;
    }

    int nextPid() {
        return nextPid.incrementAndGet();
    }

    /** Whether sleepers do not wait but let the time pass, as is right where one alone does again what was done before. */
    public void hasty(boolean on) {
        hasty = on;
    }

    void sleep(double seconds) throws InterruptedException {
        long nanos = (long) (seconds * 1e9);
        if (hasty) {
            clock.pass(Duration.ofNanos(nanos));
        } else {
            clock.sleep(nanos, awaited.contains(Thread.currentThread()));
        }
    }

    void begun(ProcessGroup group) {
        groups.add(group);
    }

    /** A shell is over; what it left in the background may go on. */
    void ended(ProcessGroup group) {
        if (group.isEmpty()) {
            groups.remove(group);
        }
    }

    /** Lets time pass at once, and waits until the processes without a session that woke up have slept or ended. */
    public boolean pass(Duration time, Duration limit) throws InterruptedException {
        clock.pass(time);
        return clock.awaitRest(limit);
    }

    /** Whether nothing runs or sleeps: no shell, nothing that it left behind, nothing that left it. */
    public boolean isEmpty() {
        return detached.get() == 0 && groups.stream().allMatch(ProcessGroup::isEmpty);
    }

    /** Ends everything that runs. */
    public void killAll() {
        groups.forEach(group -> group.kill(9));
    }

    /** Starts a process in a session of its own, with copies of open files; the status when it ends, 0 when none was started. */
    CompletableFuture<Integer> detach(Machine machine, ShellState state, String script) {
        Optional<Session> session = sessions.isEmpty()
                ? Optional.of(new SameSession(machine))
                : sessions.get().open(state.user, script);
        if (session.isEmpty()) {
            state.closeAll();
            return CompletableFuture.completedFuture(0);
        }
        ProcessGroup group = new ProcessGroup(null);
        begun(group);
        Machine own = new Machine(
                session.get().files(), session.get().programs(), new Budget(PosixShell.Limits.defaults()), this);
        ShellProcess process = new ShellProcess(own, group, state);
        CompletableFuture<Integer> result = new CompletableFuture<>();
        clock.works();
        detached.incrementAndGet();
        Threads.JOBS.execute(() -> {
            awaited.add(Thread.currentThread());
            try {
                result.complete(process.live(() -> Scripts.runText(process, script)));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            } finally {
                awaited.remove(Thread.currentThread());
                session.get().ended();
                ended(group);
                detached.decrementAndGet();
                clock.rests();
            }
        });
        return result;
    }

    /** A process of a shell by itself works with what the shell has. */
    private record SameSession(Machine machine) implements Session {
        @Override
        public VirtualFiles files() {
            return machine.files;
        }

        @Override
        public Map<String, ShellCommand> programs() {
            return machine.programs;
        }

        @Override
        public void ended() {
            // nothing was opened
        }
    }
}
