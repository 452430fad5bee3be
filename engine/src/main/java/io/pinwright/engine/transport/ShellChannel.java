package io.pinwright.engine.transport;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostUnreachableException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One exec channel with one POSIX shell on it, for one user. Used by one thread at a time; its output comes from the
 * connection's thread.
 */
final class ShellChannel implements Connection.Output {

    /** What fits into one argument on Linux, less some room. */
    private static final int EXEC_BYTES_MAX = 120 << 10;

    /** What a login may print before our first record, or sudo as its complaint. */
    private static final int NOISE_BYTES_MAX = 1 << 20;

    private static final Pattern ENTRY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String host;
    private final Connection connection;
    private final Optional<Become> become;
    private final SessionLimits limits;
    private final String marker = hex128();

    private final Object lock = new Object();
    private final StreamBuffer stdout = new StreamBuffer();
    private final StreamBuffer stderr = new StreamBuffer();
    private long acceptedMax = NOISE_BYTES_MAX;
    private boolean flooded;
    private boolean ended;
    private int exit = -1;

    private Connection.@Nullable RemoteProcess process;
    private String records = "";
    private Optional<String> armed = Optional.empty();
    private int execs;
    private int roundTrips;
    private long bytesSent;
    private long bytesReceived;
    private int rounds;
    private boolean canWrite;

    ShellChannel(String host, Connection connection, Optional<Become> become, SessionLimits limits) {
        this.host = host;
        this.connection = connection;
        this.become = become;
        this.limits = limits;
    }

    private static String hex128() {
        return String.format("%032x", new BigInteger(128, RANDOM));
    }

    int nextRound() {
        return ++rounds;
    }

    /** See {@link ReadSession#armed}. */
    Optional<String> armed() {
        return armed;
    }

    ExchangeCounts counts() {
        synchronized (lock) {
            return new ExchangeCounts(execs, roundTrips, bytesSent, bytesReceived);
        }
    }

    /**
     * Sends a round and waits for its answer.
     *
     * @throws HostUnreachableException when the answer does not come whole; the channel is of no use then
     */
    RoundAnswer exchange(Round round) {
        String doing = round.describe(0);
        if (process == null) {
            open(round, doing);
        } else {
            accept(round.bytesMax());
            send(text(round), doing);
        }
        Duration limit = round.deadline().plus(limits.grace());
        limit = limit.compareTo(limits.roundMax()) > 0 ? limits.roundMax() : limit;
        String end = records + " z " + round.number();
        byte[][] taken = new byte[2][];
        boolean answered = await(limit, doing, () -> {
            taken[0] = taken[0] == null ? stdout.takeThroughLine(end) : taken[0];
            taken[1] = taken[1] == null ? stderr.takeThroughLine(end) : taken[1];
            return taken[0] != null && taken[1] != null;
        });
        if (!answered) {
            throw broken(underWay(round, taken[0]), limit);
        }
        roundTrips++;
        return new RoundAnswer(round, Frames.parse(taken[0], records), Frames.parse(taken[1], records));
    }

    /** Starts the shell and sees to it that the round is on its way: inside the exec request, where it can be. */
    private void open(Round round, String doing) {
        String text = text(round);
        String boot = "M=" + marker + "\n" + Prelude.TEXT;
        accept(NOISE_BYTES_MAX + round.bytesMax());
        boolean sent = false;
        if (become.isEmpty()) {
            sent = !round.carriesPayload() && start(Shell.execRequest(boot + text + Prelude.LOOP));
            if (!sent) {
                start(Shell.execRequest(boot + Prelude.LOOP));
            }
        } else {
            BecomeCommand becoming = new BecomeCommand(become.get(), marker, host);
            if (becoming.mayPrompt()) {
                start(Shell.execRequest(becoming.script("")));
                logIn(becoming);
                send(boot + text, doing);
                sent = true;
            } else {
                sent = !round.carriesPayload() && start(Shell.execRequest(becoming.script(boot + text)));
                if (!sent) {
                    start(Shell.execRequest(becoming.script(boot)));
                }
                logIn(becoming);
            }
        }
        awaitReady();
        if (!sent) {
            send(text, doing);
        }
    }

    /** The round's script, with the functions that write before the first that needs them. */
    private String text(Round round) {
        if (!round.writes() || canWrite) {
            return round.text();
        }
        canWrite = true;
        return Prelude.WRITE + round.text();
    }

    /** Starts the command unless it is too long for an exec request. */
    private boolean start(String command) {
        if (command.length() > EXEC_BYTES_MAX) {
            return false;
        }
        synchronized (lock) {
            execs++;
            bytesSent += command.length();
        }
        process = connection.start(command, this);
        return true;
    }

    private void send(String text, String doing) {
        byte[] script = text.getBytes(StandardCharsets.UTF_8);
        byte[] length = (script.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(length, length.length + script.length);
        System.arraycopy(script, 0, all, length.length, script.length);
        write(all, doing);
    }

    private void write(byte[] bytes, String doing) {
        synchronized (lock) {
            bytesSent += bytes.length;
        }
        Connection.RemoteProcess running = process;
        if (running == null) {
            throw new IllegalStateException("the shell was not started");
        }
        try {
            running.write(bytes);
        } catch (HostUnreachableException e) {
            throw new HostUnreachableException(
                    host + ": " + e.message() + " (while " + doing + ")",
                    e.fix().orElse(null),
                    e);
        }
    }

    private void logIn(BecomeCommand becoming) {
        boolean[] answered = new boolean[1];
        BecomeCommand.Progress[] progress = {BecomeCommand.Progress.WAITING};
        while (true) {
            boolean moved = await(limits.becomeTimeout(), "becoming " + becoming.user(), () -> {
                progress[0] = becoming.progress(stdout, stderr, answered[0]);
                return progress[0] != BecomeCommand.Progress.WAITING;
            });
            if (!moved && isEnded()) {
                progress[0] = BecomeCommand.Progress.REFUSED;
            }
            switch (progress[0]) {
                case DONE -> {
                    return;
                }
                case ASKED -> {
                    answered[0] = true;
                    write(becoming.passwordLine(), "becoming " + becoming.user());
                }
                case REFUSED, WAITING -> {
                    String complaint;
                    boolean lost;
                    synchronized (lock) {
                        complaint = new String(stderr.peek(), StandardCharsets.UTF_8)
                                + new String(stdout.peek(), StandardCharsets.UTF_8);
                        lost = ended && exit < 0 && complaint.isBlank();
                    }
                    if (lost) {
                        throw broken("becoming " + becoming.user(), limits.becomeTimeout());
                    }
                    boolean slow = progress[0] == BecomeCommand.Progress.WAITING;
                    throw becoming.refusal(complaint, answered[0], slow ? limits.becomeTimeout() : null);
                }
            }
        }
    }

    private void awaitReady() {
        byte[][] taken = new byte[2][];
        boolean ready = await(limits.grace(), "starting a shell", () -> {
            taken[0] = taken[0] == null ? stdout.takeThroughLine(marker + " r ") : taken[0];
            taken[1] = taken[1] == null ? stderr.takeThroughLine(marker + " r ") : taken[1];
            return taken[0] != null && taken[1] != null;
        });
        if (!ready) {
            throw broken("starting a shell", limits.grace());
        }
        String text = new String(taken[0], StandardCharsets.UTF_8);
        String[] words = text.substring(text.lastIndexOf(marker + " r ") + marker.length() + 3)
                .strip()
                .split(" ", 2);
        records = words[0];
        armed = Optional.of(words)
                .filter(two -> two.length == 2)
                .map(two -> two[1])
                .filter(name -> ENTRY.matcher(name).matches());
        if (!records.startsWith(marker + "-")) {
            throw new HostUnreachableException(
                    host + ": the shell's first answer makes no sense",
                    "see what `ssh " + host + " true` prints",
                    null);
        }
    }

    /** Waits until something has come; false when the time is up or nothing more will come. */
    private boolean await(Duration limit, String doing, BooleanSupplier come) {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            while (!come.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (ended || flooded || left <= 0) {
                    return false;
                }
                try {
                    lock.wait(left / 1_000_000 + 1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    connection.cancel();
                    throw new HostUnreachableException(host + ": interrupted while " + doing, null, e);
                }
            }
            return true;
        }
    }

    private String underWay(Round round, byte @Nullable [] taken) {
        byte[] output = taken;
        if (output == null) {
            synchronized (lock) {
                output = stdout.peek();
            }
        }
        Frames frames = Frames.parse(output, records);
        int index = 0;
        while (frames.has(index)) {
            index++;
        }
        return round.describe(index);
    }

    private HostUnreachableException broken(String doing, Duration limit) {
        synchronized (lock) {
            if (flooded) {
                connection.cancel();
                return new HostUnreachableException(
                        host + ": sent more than " + acceptedMax + " bytes while " + doing,
                        "see by hand what prints so much there",
                        null);
            }
            if (!ended) {
                return new HostUnreachableException(
                        host + ": no answer within " + limit.toSeconds() + " s while " + doing,
                        "see by hand whether the host or that file system or command hangs",
                        null);
            }
            String last = RoundAnswer.bounded(new String(stderr.peek(), StandardCharsets.UTF_8) + " "
                    + (records.isEmpty() ? new String(stdout.peek(), StandardCharsets.UTF_8) : ""));
            // Frames of answers are for the engine alone.
            String said = last.isBlank() || last.contains(marker) ? "" : ": " + last.strip();
            return exit < 0 || !connection.isOpen()
                    ? new HostUnreachableException(
                            host + ": the connection was lost while " + doing + said,
                            "see whether the host still answers, then run again: what is done is not done twice",
                            null)
                    : new HostUnreachableException(
                            host + ": the shell ended with exit status " + exit + " while " + doing + said,
                            "see whether `ssh " + host + " sh -c true` works by hand",
                            null);
        }
    }

    private boolean isEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    private void accept(long bytesMax) {
        synchronized (lock) {
            acceptedMax = Math.min(limits.roundBytesMax(), bytesMax);
        }
    }

    @Override
    public void stdout(byte[] bytes, int offset, int length) {
        receive(stdout, bytes, offset, length);
    }

    @Override
    public void stderr(byte[] bytes, int offset, int length) {
        receive(stderr, bytes, offset, length);
    }

    private void receive(StreamBuffer into, byte[] bytes, int offset, int length) {
        boolean tooMuch;
        synchronized (lock) {
            bytesReceived += length;
            tooMuch = flooded || (long) stdout.length() + stderr.length() + length > acceptedMax;
            flooded = tooMuch;
            if (!tooMuch) {
                into.append(bytes, offset, length);
            }
            lock.notifyAll();
        }
    }

    @Override
    public void ended(int status) {
        synchronized (lock) {
            exit = status;
            ended = true;
            lock.notifyAll();
        }
    }

    void close() {
        Connection.RemoteProcess running = process;
        if (running != null) {
            running.close();
        }
    }
}
