package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.transport.Connection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A session of JSch, logged in, with the sessions of its jump hosts. Thread-safe. */
final class SshConnection implements Connection {

    private static final int CHANNEL_SECONDS_MAX = 60;

    private static final byte[] SENT = new byte[0];

    private final SshTarget target;
    private final Session session;
    private final Sockets sockets;
    private final @Nullable SshConnection through;
    private final Runnable whenClosed;
    private final Set<Exec> running = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    SshConnection(
            SshTarget target, Session session, Sockets sockets, @Nullable SshConnection through, Runnable whenClosed) {
        this.target = target;
        this.session = session;
        this.sockets = sockets;
        this.through = through;
        this.whenClosed = whenClosed;
    }

    Session session() {
        return session;
    }

    @Override
    public RemoteProcess start(String command, Output output) {
        // JSch swallows interrupts, and its calls that wait have no deadline without polling: both are ours.
        if (Thread.currentThread().isInterrupted()) {
            throw new HostUnreachableException(target.name() + ": interrupted", null, null);
        }
        Future<?> watchdog = Threads.WATCHDOG.schedule(this::cancel, CHANNEL_SECONDS_MAX, TimeUnit.SECONDS);
        try {
            ChannelExec channel = (ChannelExec) session.openChannel("exec");
            if (channel == null) {
                throw new JSchException("no channel");
            }
            Exec exec = new Exec(channel, output);
            channel.setCommand(command.getBytes(StandardCharsets.UTF_8));
            channel.setInputStream(null);
            channel.setOutputStream(new Sink(output::stdout, () -> {}));
            channel.setErrStream(new Sink(output::stderr, exec::ended));
            running.add(exec);
            channel.connect();
            // JSch would keep it as long as the channel: a whole script, for each host.
            channel.setCommand(SENT);
            return exec;
        } catch (JSchException e) {
            if (!session.isConnected() || cancelled) {
                throw lost(e);
            }
            throw new HostUnreachableException(
                    target.name() + ": the SSH server refuses to run a command (" + e.getMessage() + ")",
                    "see MaxSessions, ForceCommand and PermitOpen in its sshd_config",
                    e);
        } finally {
            watchdog.cancel(false);
        }
    }

    private HostUnreachableException lost(@Nullable Throwable cause) {
        return new HostUnreachableException(
                target.name() + (cancelled ? ": cancelled" : ": the connection to " + target.address() + " was lost"),
                cancelled ? null : "see whether the host still answers",
                cause);
    }

    @Override
    public boolean isOpen() {
        return !cancelled && session.isConnected();
    }

    @Override
    public void cancel() {
        cancelled = true;
        sockets.close();
        // A session that waits in a lock of JSch does not notice its socket: tell the waiters first.
        running.forEach(Exec::tellEnded);
        Threads.factory().newThread(this::disconnect).start();
    }

    @Override
    public void close() {
        running.forEach(exec -> exec.channel.disconnect());
        disconnect();
    }

    private void disconnect() {
        session.disconnect();
        sockets.close();
        running.forEach(Exec::tellEnded);
        if (through != null) {
            through.disconnect();
        }
        whenClosed.run();
    }

    private final class Exec implements RemoteProcess {
        private final ChannelExec channel;
        private final Output output;
        private final AtomicBoolean told = new AtomicBoolean();
        private boolean inputClosed;

        Exec(ChannelExec channel, Output output) {
            this.channel = channel;
            this.output = output;
        }

        /** JSch closes the error stream when the channel is closed or the session dies, and at no other time. */
        private void ended() {
            if (told.compareAndSet(false, true)) {
                running.remove(this);
                output.ended(session.isConnected() && !cancelled ? channel.getExitStatus() : -1);
            }
        }

        private void tellEnded() {
            if (told.compareAndSet(false, true)) {
                running.remove(this);
                output.ended(-1);
            }
        }

        /** A stream for each time: JSch's keeps a packet of the largest size, 32 KiB, once something was written to it. */
        @Override
        public void write(byte[] bytes) {
            if (inputClosed) {
                throw new IllegalStateException("its input is closed");
            }
            try {
                OutputStream in = channel.getOutputStream();
                in.write(bytes);
                in.flush();
            } catch (IOException e) {
                throw lost(e);
            }
        }

        @Override
        public void closeInput() {
            inputClosed = true;
            try {
                channel.getOutputStream().close();
            } catch (IOException e) {
                // It has ended already.
            }
        }

        @Override
        public void close() {
            channel.disconnect();
        }
    }

    private interface Push {
        void take(byte[] bytes, int offset, int length);
    }

    /** Where JSch's reading thread puts what comes. */
    private static final class Sink extends OutputStream {
        private final Push push;
        private final Runnable atEnd;

        Sink(Push push, Runnable atEnd) {
            this.push = push;
            this.atEnd = atEnd;
        }

        @Override
        public void write(int b) {
            push.take(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            push.take(bytes, offset, length);
        }

        @Override
        public void close() {
            atEnd.run();
        }
    }
}
