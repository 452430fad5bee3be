package io.pinwright.simulator;

import io.pinwright.simulator.Faults.Place;
import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.folder.ProgramFiles;
import io.pinwright.simulator.shell.PosixShell;
import io.pinwright.simulator.shell.ShellCommand;
import io.pinwright.simulator.shell.VirtualIoException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One exec request of one user: runs a command line in the host's shell, counts, and lets go wrong what shall. */
final class Login implements Mutations {

    private final SimulatedHost host;
    private final String user;
    private final Runnable dropConnection;
    private volatile boolean dead;
    private volatile @Nullable PosixShell shell;
    private volatile boolean changed;
    private boolean answered;

    /** @param dropConnection closes the connection under the client */
    Login(SimulatedHost host, String user, Runnable dropConnection) {
        this.host = host;
        this.user = user;
        this.dropConnection = dropConnection;
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
                new ProgramFiles(host.tree(), this), programs(), PosixShell.Options.of(user, host.home(user)));
        shell = running;
        if (dead) {
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
            if (changed) {
                host.keep(new History.Request(user, command.getBytes(StandardCharsets.UTF_8), recorded.seen()));
            }
        }
    }

    /** Ends whatever runs. */
    void kill() {
        dead = true;
        PosixShell running = shell;
        if (running != null) {
            running.kill(9);
        }
    }

    private void drop() {
        dead = true;
        dropConnection.run();
        kill();
    }

    private void requireAlive() throws VirtualIoException {
        if (dead) {
            throw new VirtualIoException("Input/output error");
        }
    }

    private Map<String, ShellCommand> programs() {
        Map<String, ShellCommand> all = new TreeMap<>(host.programs(this));
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

    @Override
    public void space(long bytes) throws VirtualIoException {
        requireAlive();
        if (!host.faults().take(bytes)) {
            throw new VirtualIoException("No space left on device");
        }
    }

    @Override
    public void before(String what) throws VirtualIoException {
        requireAlive();
        if (host.faults().due(Place.BEFORE_MUTATION)) {
            drop();
            requireAlive();
        }
    }

    @Override
    public void after(String what) throws VirtualIoException {
        changed = true;
        host.counting().write(what);
        if (host.faults().due(Place.AFTER_MUTATION)) {
            drop();
            requireAlive();
        }
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

    /** Standard input: what comes after output is a new question. */
    private final class Questions extends FilterInputStream {
        private boolean waited;

        Questions(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            beforeRead();
            int value = super.read();
            afterRead(value >= 0);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            beforeRead();
            int count = super.read(buffer, offset, length);
            afterRead(count > 0);
            return count;
        }

        private void beforeRead() throws IOException {
            if (isAnswered() && !waited) {
                waited = true;
                if (host.faults().due(Place.AFTER_EXCHANGE)) {
                    drop();
                    requireAlive();
                }
            }
        }

        private void afterRead(boolean some) throws IOException {
            if (some && question()) {
                boolean told = waited;
                waited = false;
                // A reader that was there before the answer, as sudo's is, waits without asking again.
                if (!told && host.faults().due(Place.AFTER_EXCHANGE)) {
                    drop();
                    requireAlive();
                }
                host.counting().roundTrip();
                if (host.faults().due(Place.BEFORE_EXCHANGE)) {
                    drop();
                    requireAlive();
                }
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
            requireAlive();
            if (length > 0 && answer()) {
                if (host.faults().due(Place.BEFORE_ANSWER)) {
                    drop();
                    requireAlive();
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
