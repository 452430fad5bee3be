package io.pinwright.simulator;

import io.pinwright.simulator.Faults.Place;
import io.pinwright.simulator.folder.ProgramFiles;
import io.pinwright.simulator.shell.PosixShell;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One exec request of one user: runs a command line in the host's shell, counts, and lets go wrong what shall. */
final class Login implements Changes.Stops {

    private final SimulatedHost host;
    private final String user;
    private final Runnable dropConnection;
    private final Changes changes;
    private volatile boolean lost;
    private volatile boolean killed;
    private volatile @Nullable PosixShell shell;
    private boolean answered;

    /** @param dropConnection closes the connection under the client */
    Login(SimulatedHost host, String user, Runnable dropConnection) {
        this.host = host;
        this.user = user;
        this.dropConnection = dropConnection;
        this.changes = new Changes(host, this);
    }

    /** Runs a command line as sshd does, by the user's shell, and answers its exit status. */
    int run(String command, InputStream stdin, OutputStream stdout, OutputStream stderr) {
        host.counting().exec();
        host.counting().roundTrip();
        if (host.faults().due(Place.BEFORE_EXCHANGE)) {
            drop();
            return 255;
        }
        PosixShell running = new PosixShell(
                new ProgramFiles(host.tree(), changes),
                programs(),
                PosixShell.Options.of(user, host.home(user)),
                host.processes());
        shell = running;
        if (killed) {
            return 255;
        }
        RecordedInput recorded = new RecordedInput(stdin);
        try {
            return running.run(
                    PosixShell.bytes(command),
                    List.of(),
                    new Questions(recorded),
                    new Answers(stdout),
                    new Answers(stderr));
        } finally {
            changes.order()
                    .ifPresent(order -> host.keep(new History.Request(
                            order, false, user, command.getBytes(StandardCharsets.UTF_8), recorded.seen())));
        }
    }

    /** The connection is gone: nothing more comes in, and nobody reads what goes out. The script goes on. */
    void lost() {
        lost = true;
    }

    /** Ends the shell and what it waits for; what it put into the background goes on. */
    @Override
    public void kill() {
        killed = true;
        PosixShell running = shell;
        if (running != null) {
            running.killAlone(9);
        }
    }

    boolean isKilled() {
        return killed;
    }

    @Override
    public void drop() {
        lost = true;
        dropConnection.run();
    }

    private void requireReader() throws IOException {
        if (lost) {
            throw new IOException("connection lost");
        }
    }

    private Map<String, ShellCommand> programs() {
        Map<String, ShellCommand> all = new TreeMap<>(host.programs(changes));
        // Only those with a fault are replaced: the shell knows its own programs by their type.
        for (String name : host.faults().programs()) {
            host.faults()
                    .instead(name)
                    .ifPresent(instead -> all.computeIfPresent(name, (key, program) -> faulty(instead)));
        }
        return all;
    }

    private static ShellCommand faulty(Faults.Instead instead) {
        return call -> {
            if (instead.hangs()) {
                new CountDownLatch(1).await();
            }
            call.stdout().write(instead.stdout().getBytes(StandardCharsets.UTF_8));
            call.stderr().write(instead.stderr().getBytes(StandardCharsets.UTF_8));
            return instead.status();
        };
    }

    private synchronized boolean question() {
        boolean next = answered;
        answered = false;
        return next;
    }

    private synchronized boolean answer() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    private synchronized boolean isAnswered() {
        return answered;
    }

    /** Standard input: what comes after output is a new question. It ends when the connection is lost. */
    private final class Questions extends FilterInputStream {
        private boolean waited;

        Questions(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) <= 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (isAnswered() && !waited) {
                waited = true;
                dropAt(Place.AFTER_EXCHANGE);
            }
            int count;
            try {
                count = lost ? -1 : super.read(buffer, offset, length);
            } catch (IOException e) {
                if (!lost || e instanceof InterruptedIOException) {
                    throw e;
                }
                count = -1;
            }
            if (count > 0 && question()) {
                boolean told = waited;
                waited = false;
                if (!told) {
                    // A reader that was there before the answer, as sudo's is, waits without asking again.
                    dropAt(Place.AFTER_EXCHANGE);
                }
                host.counting().roundTrip();
                dropAt(Place.BEFORE_EXCHANGE);
            }
            return lost ? -1 : count;
        }

        private void dropAt(Place place) {
            if (host.faults().due(place)) {
                drop();
            }
        }
    }

    /** Standard output and error. */
    private final class Answers extends FilterOutputStream {

        Answers(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            requireReader();
            if (length > 0 && answer()) {
                if (host.faults().due(Place.BEFORE_ANSWER)) {
                    drop();
                    requireReader();
                }
                delay();
            }
            out.write(buffer, offset, length);
            out.flush();
        }

        private void delay() throws IOException {
            long millis = host.faults().slowness().toMillis();
            if (millis > 0) {
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
        }
    }
}
