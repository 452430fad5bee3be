package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.Connection;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Connections by SSH, with the user's ssh_config, known_hosts, keys and agent. Thread-safe: hosts connect at once.
 *
 * <p>Host keys are checked strictly by default, and nobody is ever asked during a run.
 */
public final class SshTransport implements Transport {

    /** Jump hosts of jump hosts: more is a loop. */
    private static final int JUMPS_MAX = 8;

    private static final String CERTIFICATES =
            "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,"
                    + "ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,"
                    + "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,";

    private static final String HOST_KEYS =
            "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256";

    private final SshTargets targets;
    private final Identities identities;
    private final KnownHostsFiles knownHosts;
    private final Set<SshConnection> open = ConcurrentHashMap.newKeySet();

    private SshTransport(SshSettings settings) {
        this.targets = new SshTargets(settings);
        this.identities = new Identities(settings);
        this.knownHosts = new KnownHostsFiles();
    }

    public static SshTransport create(SshSettings settings) {
        return new SshTransport(settings);
    }

    /** What is wrong with a host's SSH options and ssh_config, and what of them is not honoured; connects to nothing. */
    @Override
    public List<Diagnostic> problems(ConnectionSettings settings) {
        return targets.problems(settings);
    }

    @Override
    public Connection connect(ConnectionSettings settings) {
        return connect(targets.of(settings), settings, settings.password(), 0);
    }

    private SshConnection connect(SshTarget target, ConnectionSettings settings, Optional<Secret> password, int depth) {
        if (depth > JUMPS_MAX) {
            throw new HostUnreachableException(
                    settings.name() + ": more than " + JUMPS_MAX + " jump hosts",
                    "look for a ProxyJump that leads back to itself",
                    null);
        }
        SshConnection through = through(target, settings, depth);
        try {
            return logIn(target, password, through);
        } catch (RuntimeException e) {
            if (through != null) {
                through.cancel();
            }
            throw e;
        }
    }

    /** The last jump host on the way to a server, logged in; null when there is none. */
    private @Nullable SshConnection through(SshTarget target, ConnectionSettings settings, int depth) {
        List<String> jumps = target.jumps();
        if (jumps.isEmpty()) {
            return null;
        }
        SshTarget last = targets.ofJump(jumps.get(jumps.size() - 1), settings);
        if (jumps.size() > 1) {
            last = withJumps(last, jumps.subList(0, jumps.size() - 1));
        }
        return connect(last, settings, Optional.empty(), depth + 1);
    }

    /** The server that a host's settings mean. */
    SshTarget target(ConnectionSettings settings) {
        return targets.of(settings);
    }

    KnownHostsFiles knownHosts() {
        return knownHosts;
    }

    /** A judge that has seen a server's key; the connection is given up then, before any login. */
    HostKeyJudge look(SshTarget target, ConnectionSettings settings) {
        SshConnection through = through(target, settings, 0);
        Sockets sockets = new Sockets(target.connectTimeout());
        AtomicBoolean timedOut = new AtomicBoolean();
        Identities.Ring ring = new Identities.Ring(List.of(), List.of());
        KnownHosts known = known(target);
        HostKeyJudge judge = new HostKeyJudge(known, knownHosts, target.userKnownHosts(), HostKeyPolicy.LOOK);
        try {
            attempt(target, Optional.empty(), through, false, ring, judge, sockets, timedOut)
                    .cancel();
        } catch (JSchException | RuntimeException e) {
            sockets.close();
            if (judge.offered().isEmpty()) {
                throw SshFailures.translate(e, target, judge, ring, timedOut.get());
            }
        } finally {
            if (through != null) {
                through.cancel();
            }
        }
        return judge;
    }

    private KnownHosts known(SshTarget target) {
        List<Path> files = new ArrayList<>(target.userKnownHosts());
        files.addAll(target.globalKnownHosts());
        try {
            return knownHosts.of(files);
        } catch (IOException e) {
            throw new HostUnreachableException(
                    target.name() + ": known_hosts cannot be read: " + e.getMessage(), "make it readable", e);
        }
    }

    private static SshTarget withJumps(SshTarget of, List<String> jumps) {
        return new SshTarget(
                of.name(),
                of.host(),
                of.port(),
                of.user(),
                of.keyName(),
                of.aliased(),
                of.policy(),
                of.userKnownHosts(),
                of.globalKnownHosts(),
                of.identities(),
                of.certificates(),
                of.identitiesOnly(),
                of.agent(),
                of.methods(),
                jumps,
                of.connectTimeout(),
                of.keepAlive(),
                of.keepAliveCount(),
                of.attempts());
    }

    private SshConnection logIn(SshTarget target, Optional<Secret> password, @Nullable SshConnection through) {
        KnownHosts known = known(target);
        boolean certified = known.hasAuthorityFor(target.keyName());
        Identities.Ring ring = identities.of(target);
        for (int attempt = 1; ; attempt++) {
            HostKeyJudge judge = new HostKeyJudge(known, knownHosts, target.userKnownHosts(), target.policy());
            Sockets sockets = new Sockets(target.connectTimeout());
            AtomicBoolean timedOut = new AtomicBoolean();
            try {
                return attempt(target, password, through, certified, ring, judge, sockets, timedOut);
            } catch (JSchException | RuntimeException e) {
                sockets.close();
                boolean again = attempt < target.attempts()
                        && !timedOut.get()
                        && judge.offered().isEmpty()
                        && SshFailures.wasDropped(e);
                if (!again || !pause(attempt)) {
                    throw SshFailures.translate(e, target, judge, ring, timedOut.get());
                }
            }
        }
    }

    /** Hosts that were dropped together come back apart. */
    private static boolean pause(int attempt) {
        try {
            Thread.sleep(200L * attempt + ThreadLocalRandom.current().nextInt(200));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private SshConnection attempt(
            SshTarget target,
            Optional<Secret> password,
            @Nullable SshConnection through,
            boolean certified,
            Identities.Ring ring,
            HostKeyJudge judge,
            Sockets sockets,
            AtomicBoolean timedOut)
            throws JSchException {
        JSch jsch = new JSch();
        Session session = jsch.getSession(target.user(), target.host(), target.port());
        session.setHostKeyRepository(judge);
        session.setIdentityRepository(new Identities.Fixed(ring.identities()));
        session.setUserInfo(new Login(password));
        password.ifPresent(secret -> session.setPassword(secret.reveal().getBytes(StandardCharsets.UTF_8)));
        configure(session, target, ring, certified);
        session.setSocketFactory(sockets);
        if (through != null) {
            session.setProxy(new JumpProxy(through.session()));
        }
        if (target.aliased()) {
            session.setHostKeyAlias(target.keyName());
        }
        session.setDaemonThread(true);
        session.setThreadFactory(Threads.factory());
        Duration keepAlive = target.keepAlive();
        if (!keepAlive.isZero()) {
            session.setServerAliveInterval((int) keepAlive.toMillis());
            session.setServerAliveCountMax(target.keepAliveCount());
        }
        Future<?> watchdog = Threads.WATCHDOG.schedule(
                () -> {
                    timedOut.set(true);
                    sockets.close();
                    session.disconnect();
                    if (through != null) {
                        through.cancel();
                    }
                },
                target.connectTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            // Without a timeout of its own: with one JSch polls in steps of 10 ms.
            session.connect(0);
        } finally {
            watchdog.cancel(false);
        }
        SshConnection[] self = new SshConnection[1];
        SshConnection connection = new SshConnection(target, session, sockets, through, () -> open.remove(self[0]));
        self[0] = connection;
        open.add(connection);
        return connection;
    }

    /** The settings that cost the fewest round trips and the least computing. */
    private static void configure(Session session, SshTarget target, Identities.Ring ring, boolean certified) {
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("HashKnownHosts", "no");
        session.setConfig("prefer_known_host_key_types", "yes");
        session.setConfig("server_host_key", certified ? CERTIFICATES + HOST_KEYS : HOST_KEYS);
        session.setConfig("enable_auth_none", "no");
        session.setConfig("enable_pubkey_auth_query", "no");
        session.setConfig("CheckKexes", "");
        session.setConfig("CheckCiphers", "");
        session.setConfig("CheckMacs", "");
        session.setConfig("CheckSignatures", "");
        session.setConfig(
                "kex",
                "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
                        + "ecdh-sha2-nistp521,diffie-hellman-group14-sha256,diffie-hellman-group16-sha512");
        String ciphers = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr";
        session.setConfig("cipher.c2s", ciphers);
        session.setConfig("cipher.s2c", ciphers);
        List<String> methods = new ArrayList<>(target.methods());
        if (ring.identities().isEmpty()) {
            methods.remove("publickey");
        }
        // An empty list would mean JSch's own.
        session.setConfig("PreferredAuthentications", methods.isEmpty() ? "none" : String.join(",", methods));
    }

    @Override
    public void close() {
        open.forEach(SshConnection::close);
    }
}
