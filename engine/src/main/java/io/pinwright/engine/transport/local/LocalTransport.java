package io.pinwright.engine.transport.local;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.transport.Connection;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The machine that Pinwright runs on, as a host: commands run as processes of the user who runs it. Thread-safe. */
public final class LocalTransport implements Transport {

    private final List<String> shell;
    private final Set<LocalConnection> open = ConcurrentHashMap.newKeySet();

    private LocalTransport(List<String> shell) {
        this.shell = List.copyOf(shell);
    }

    /** With {@code /bin/sh} as the login shell. */
    public static LocalTransport create() {
        return new LocalTransport(List.of("/bin/sh", "-c"));
    }

    /** With another shell: words that the command is added to. */
    public static LocalTransport withShell(List<String> shell) {
        return new LocalTransport(shell);
    }

    @Override
    public Connection connect(ConnectionSettings settings) {
        LocalConnection connection = new LocalConnection(settings.name());
        open.add(connection);
        return connection;
    }

    @Override
    public void close() {
        open.forEach(LocalConnection::cancel);
    }

    private final class LocalConnection implements Connection {

        private final String host;
        private final Set<LocalProcess> running = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        LocalConnection(String host) {
            this.host = host;
        }

        @Override
        public RemoteProcess start(String command, Output output) {
            if (closed) {
                throw new HostUnreachableException(host + ": the connection is closed", null, null);
            }
            List<String> argv = new java.util.ArrayList<>(shell);
            argv.add(command);
            try {
                LocalProcess process = new LocalProcess(new ProcessBuilder(argv).start(), this, output);
                running.add(process);
                process.pump();
                return process;
            } catch (IOException e) {
                throw new HostUnreachableException(
                        host + ": cannot start " + shell.get(0), "see whether it is there", e);
            }
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void cancel() {
            closed = true;
            open.remove(this);
            running.forEach(LocalProcess::kill);
        }

        @Override
        public void close() {
            closed = true;
            open.remove(this);
            running.forEach(LocalProcess::close);
        }
    }

    private static final class LocalProcess implements Connection.RemoteProcess {

        private final Process process;
        private final LocalConnection connection;
        private final Connection.Output output;

        LocalProcess(Process process, LocalConnection connection, Connection.Output output) {
            this.process = process;
            this.connection = connection;
            this.output = output;
        }

        /** Two threads read the outputs; the calls to the output are one at a time. */
        void pump() {
            Thread errors = reader(process.getErrorStream(), output::stderr, () -> {});
            Thread out = reader(process.getInputStream(), output::stdout, () -> finish(errors));
            errors.start();
            out.start();
        }

        private void finish(Thread errors) {
            try {
                errors.join();
                int exit = process.waitFor();
                connection.running.remove(this);
                synchronized (output) {
                    output.ended(exit > 128 && connection.closed ? -1 : exit);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Thread reader(InputStream in, Sink sink, Runnable then) {
            Thread thread = new Thread(() -> {
                byte[] buffer = new byte[16384];
                try (in) {
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        synchronized (output) {
                            sink.take(buffer, 0, n);
                        }
                    }
                } catch (IOException e) {
                    // The process was ended by us: its end is told below.
                }
                then.run();
            });
            thread.setName("pinwright-local-" + process.pid());
            thread.setDaemon(true);
            return thread;
        }

        @Override
        public void write(byte[] bytes) {
            try {
                OutputStream in = process.getOutputStream();
                in.write(bytes);
                in.flush();
            } catch (IOException e) {
                throw new HostUnreachableException(connection.host + ": the local shell has ended", null, e);
            }
        }

        @Override
        public void closeInput() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // It has ended already.
            }
        }

        @Override
        public void close() {
            closeInput();
        }

        private void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private interface Sink {
        void take(byte[] bytes, int offset, int length);
    }
}
