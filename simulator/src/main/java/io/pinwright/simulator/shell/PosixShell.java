package io.pinwright.simulator.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A POSIX shell on a virtual file system: the command language of POSIX.1-2017 as dash understands it, with programs that are
 * Java objects. Nothing a script does reaches the machine the JVM runs on. What it does not support it refuses with a message
 * and status 2.
 *
 * <p>Texts hold one character per byte (ISO-8859-1): scripts, arguments, environment and paths. {@link #bytes} makes such a text
 * of any other.
 *
 * <p>One instance is one running {@code sh}; use it once. Instances share nothing that changes, so hosts run side by side.
 */
public final class PosixShell {

    /**
     * What a shell and all it starts may use. When a limit is passed, the shell says which and ends with status
     * {@value #LIMIT_STATUS}.
     *
     * @param stepsMax commands and turns of loops
     * @param outputBytesMax bytes written to the outputs and captured by command substitutions
     * @param depthMax nested calls of functions, substitutions and sourced files
     * @param time from the creation of the shell
     */
    public record Limits(long stepsMax, long outputBytesMax, int depthMax, Duration time) {

        /** Ten million steps, 256 MiB, 200 calls, one hour. */
        public static Limits defaults() {
            return new Limits(10_000_000, 256L << 20, 200, Duration.ofHours(1));
        }
    }

    /**
     * How a shell starts.
     *
     * @param user login name
     * @param environment exported variables; PATH, HOME, USER, LOGNAME and PWD are set when they are missing
     * @param directory absolute working directory
     */
    public record Options(Limits limits, String user, Map<String, String> environment, String directory) {
        public Options {
            environment = Map.copyOf(environment);
        }

        /** A shell of a user in a directory, with an environment as a login gives it and the default limits. */
        public static Options of(String user, String directory) {
            return new Options(Limits.defaults(), user, Map.of(), directory);
        }
    }

    /** Exit status of a shell that passed one of its limits, as if killed by signal 9. */
    public static final int LIMIT_STATUS = 137;

    private final Machine machine;
    private final Options options;
    private final ProcessGroup group = new ProcessGroup(null);

    /**
     * A shell that is about to run.
     *
     * @param programs by bare name; also found as {@code /usr/bin/NAME}
     */
    public PosixShell(VirtualFiles files, Map<String, ShellCommand> programs, Options options) {
        this(files, programs, options, HostProcesses.alone());
    }

    /** A shell that is about to run on a host with others. */
    public PosixShell(
            VirtualFiles files, Map<String, ShellCommand> programs, Options options, HostProcesses processes) {
        this.options = options;
        this.machine = new Machine(files, Map.copyOf(programs), new Budget(options.limits()), processes);
    }

    /** A text of one character per byte, from any text, by UTF-8. */
    public static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * Runs a script as {@code sh -c SCRIPT} does.
     *
     * @param positional {@code $1} and so on
     * @return exit status
     */
    public int run(String script, List<String> positional, InputStream stdin, OutputStream out, OutputStream err) {
        ShellState state = state(positional, stdin, out, err);
        return watched(state, process -> Scripts.runText(process, script), err);
    }

    /**
     * Reads commands from a stream as {@code sh -s} does, byte by byte: a command runs as soon as its line is complete, and
     * commands that read their input read what follows.
     *
     * @return exit status
     */
    public int runInput(InputStream scriptAndStdin, List<String> positional, OutputStream out, OutputStream err) {
        ShellState state = state(positional, scriptAndStdin, out, err);
        return watched(state, Scripts::runInput, err);
    }

    /** Ends the shell and all it started, as a signal does; from any thread. */
    public void kill(int signal) {
        group.kill(signal);
    }

    /** Ends the shell and what it waits for; what it put into the background goes on. From any thread. */
    public void killAlone(int signal) {
        group.killAlone(signal).forEach(machine.processes::begun);
    }

    /** For programs and files: ends the current thread's work here when its process was killed. */
    public static void requireAlive() {
        ProcessGroup.checkCurrent();
    }

    private interface Life {
        void of(ShellProcess process);
    }

    private int watched(ShellState state, Life life, OutputStream err) {
        ShellProcess process = new ShellProcess(machine, group, state);
        machine.processes.begun(group);
        ScheduledFuture<?> deadline =
                Threads.TIMER.schedule(() -> group.kill(9), machine.budget.nanosLeft(), TimeUnit.NANOSECONDS);
        try {
            int status = process.live(() -> life.of(process));
            if (machine.budget.nanosLeft() < 0 && group.signalled() == 9) {
                machine.budget.time();
            }
            return status;
        } catch (Budget.LimitException e) {
            group.kill(9);
            Thread.interrupted();
            try {
                err.write(("sh: limit of the simulated host passed: " + e.getMessage() + "\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                err.flush();
            } catch (IOException closed) {
                return LIMIT_STATUS;
            }
            return LIMIT_STATUS;
        } finally {
            deadline.cancel(false);
            machine.processes.ended(group);
        }
    }

    private ShellState state(List<String> positional, InputStream stdin, OutputStream out, OutputStream err) {
        String home = Accounts.current(machine.files, options.user()).home();
        ShellState state = new ShellState(
                ShellState.NAME_OF_SHELL, positional, options.directory(), options.user(), machine.processes.nextPid());
        options.environment().forEach((name, value) -> export(state, name, value));
        Map.of("PATH", Programs.DEFAULT_PATH, "HOME", home, "USER", options.user(), "LOGNAME", options.user())
                .forEach((name, value) -> {
                    if (!options.environment().containsKey(name)) {
                        export(state, name, value);
                    }
                });
        export(state, "PWD", options.directory());
        state.put(0, OpenFile.reading(stdin));
        state.put(1, OpenFile.writing(out, machine.budget));
        state.put(2, OpenFile.writing(err, machine.budget));
        return state;
    }

    static void export(ShellState state, String name, String value) {
        state.variables.put(name, new ShellState.Variable(Optional.of(value), true, false));
    }
}
