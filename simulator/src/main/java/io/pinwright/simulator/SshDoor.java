package io.pinwright.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.forward.DefaultForwarderFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.jspecify.annotations.Nullable;

/** The SSH server of one simulated host, on an ephemeral port of 127.0.0.1. */
final class SshDoor implements AutoCloseable {

    private final SimulatedHost host;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Set<Login> logins = ConcurrentHashMap.newKeySet();
    private KeyPair key;

    SshDoor(SimulatedHost host, KeyPair key, PublicKey client, Optional<String> password) {
        this.host = host;
        this.key = key;
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setPublickeyAuthenticator(
                (user, offered, session) -> host.hasUser(user) && KeyUtils.compareKeys(offered, client));
        password.ifPresent(right -> server.setPasswordAuthenticator(
                (user, offered, session) -> host.hasUser(user) && right.equals(offered)));
        CoreModuleProperties.NIO_WORKERS.set(server, 2);
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, 6);
        server.setCommandFactory((channel, line) -> {
            if (host.faults().isExecRefused()) {
                throw new IOException("exec refused");
            }
            return new Exec(channel, line);
        });
        server.setForwarderFactory(DefaultForwarderFactory.INSTANCE);
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.Authenticated) {
                    host.counting().connection();
                }
            }
        });
    }

    void open() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the SSH server of " + host.name(), e);
        }
    }

    int port() {
        return server.getPort();
    }

    /** The line of a known_hosts file. */
    String knownHost() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(key.getPublic());
    }

    /** Shows another host key from the next connection on. */
    void changeKey(KeyPair other) {
        key = other;
        server.setKeyPairProvider(KeyPairProvider.wrap(other));
    }

    /** Drops every connection. */
    void dropAll() {
        logins.forEach(Login::lost);
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    /** Waits until no login runs a script any more; false when that takes too long. */
    boolean awaitLogins(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (logins) {
            while (!logins.isEmpty()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(logins, left);
            }
            return true;
        }
    }

    @Override
    public void close() {
        logins.forEach(Login::kill);
        try {
            // One by one and waited for: a read that ends while the server's threads go away is an uncaught exception
            // there.
            for (Session session : server.getActiveSessions()) {
                session.close(true).await(Duration.ofSeconds(5));
            }
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop the SSH server of " + host.name(), e);
        }
    }

    /** One exec request. */
    private final class Exec implements Command {
        private final Login login;
        private final String line;
        private @Nullable InputStream in;
        private @Nullable OutputStream out;
        private @Nullable OutputStream err;
        private @Nullable ExitCallback callback;

        Exec(ChannelSession channel, String line) {
            this.line = line;
            Session session = channel.getSession();
            this.login = new Login(host, session.getUsername(), () -> session.close(true));
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            err = stream;
        }

        @Override
        public void setExitCallback(ExitCallback exit) {
            callback = exit;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            InputStream stdin = Objects.requireNonNull(in);
            OutputStream stdout = Objects.requireNonNull(out);
            OutputStream stderr = Objects.requireNonNull(err);
            ExitCallback exit = Objects.requireNonNull(callback);
            logins.add(login);
            Thread thread = new Thread(
                    () -> {
                        int status = 255;
                        try {
                            status = login.run(line, stdin, stdout, stderr);
                        } finally {
                            synchronized (logins) {
                                logins.remove(login);
                                logins.notifyAll();
                            }
                            if (login.isKilled()) {
                                // No exit status comes from a shell that a signal ended.
                                channel.close(false);
                            } else {
                                exit.onExit(status);
                            }
                        }
                    },
                    "exec-" + host.name());
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void destroy(ChannelSession channel) {
            login.lost();
        }
    }
}
