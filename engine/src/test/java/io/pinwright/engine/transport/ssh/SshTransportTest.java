package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins at a real OpenSSH server. */
class SshTransportTest {

    private static final Query.Run HELLO = new Query.Run("echo", "hello");

    /** Says hello over SSH; fails when it cannot. */
    static void greet(SshSettings settings, ConnectionSettings connection) {
        try (SshTransport transport = SshTransport.create(settings);
                HostSession session = HostSessions.open(transport, connection, SessionLimits.defaults())) {
            assertThat(session.reader(Optional.empty()).read(List.of(HELLO)).get(HELLO))
                    .contains(new Answer.Output(0, Bytes.utf8("hello\n"), Bytes.EMPTY));
        }
    }

    static void refuses(SshSettings settings, ConnectionSettings connection, String... said) {
        assertThatThrownBy(() -> greet(settings, connection))
                .isInstanceOfSatisfying(HostUnreachableException.class, e -> {
                    String all = e.message() + " fix: " + e.fix().orElse("");
                    assertThat(all).contains(said);
                });
    }

    static ConnectionSettings withKeys(ConnectionSettings of, Path... keys) {
        return new ConnectionSettings(
                of.name(),
                of.kind(),
                of.address(),
                of.port(),
                of.user(),
                of.password(),
                List.of(keys),
                of.sshOptions(),
                of.configFile(),
                of.jumps(),
                of.connectTimeout());
    }

    @Test
    void oneRoundIsOneExecAndOneRoundTrip() throws Exception {
        try (RealSshd sshd = RealSshd.start();
                SshTransport transport = SshTransport.create(sshd.settings());
                HostSession session = HostSessions.open(transport, sshd.connection("r710"), SessionLimits.defaults())) {
            session.reader(Optional.empty()).read(List.of(HELLO, new Query.ReadFile("/etc/hostname")));
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(1);
            session.reader(Optional.empty()).read(List.of(HELLO));
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(2);
        }
    }

    @Test
    void lockOfAWriteIsInTheFolderThatTheLoginsEnvironmentNames() throws Exception {
        try (RealSshd sshd = RealSshd.start();
                SshTransport transport = SshTransport.create(sshd.settings());
                HostSession session = HostSessions.open(transport, sshd.connection("r710"), SessionLimits.defaults())) {
            Writing writing = new Writing(
                    List.of(new Step.Run(List.of("true"), List.of())),
                    List.of(),
                    Optional.of(new Writing.Lock("run-1", "me@here", Duration.ZERO)),
                    Optional.empty());
            assertThat(session.writer(Optional.empty())
                            .write(writing, List.of())
                            .refusal())
                    .isEmpty();
            assertThat(Files.readString(sshd.folder().resolve("state/lock"))).startsWith("run-1 me@here ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aKeyOfEachTypeLogsIn(String type) throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            Path key = sshd.folder().resolve("user_" + type);
            RealSshd.keygen(key, type);
            Files.copy(
                    Path.of(key + ".pub"),
                    sshd.folder().resolve("authorized_keys"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            greet(sshd.settings(), withKeys(sshd.connection("r710"), key));
        }
    }

    @Test
    void anEncryptedKeyLogsInWithItsPassphrase() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            Path key = sshd.folder().resolve("user_encrypted");
            RealSshd.keygen(key, "ed25519", "-N", "open sesame");
            Files.writeString(sshd.folder().resolve("authorized_keys"), Files.readString(Path.of(key + ".pub")));
            ConnectionSettings connection = withKeys(sshd.connection("r710"), key);
            greet(sshd.settings().withPassphrases(path -> Optional.of(Secret.of("open sesame"))), connection);
            refuses(
                    sshd.settings().withPassphrases(path -> Optional.of(Secret.of("wrong"))),
                    connection,
                    "r710",
                    "encrypted with another passphrase");
            refuses(sshd.settings(), connection, "its passphrase was not given");
        }
    }

    @Test
    void anUnknownHostKeyIsRefusedWithItsFingerprintAndTheCommandThatTrustsIt() throws Exception {
        try (RealSshd sshd = RealSshd.builder().unknownToTheClient().start()) {
            String print = RealSshd.run(List.of("ssh-keygen", "-lf", sshd.folder() + "/host_ed25519.pub"))
                    .split(" ")[1];
            refuses(sshd.settings(), sshd.connection("r710"), "host key is not known", print, "`pinwright trust r710`");
        }
    }

    @Test
    void aKeyThatNobodyKnowsIsRefused() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            Files.writeString(sshd.folder().resolve("authorized_keys"), "");
            refuses(sshd.settings(), sshd.connection("r710"), "the login as " + RealSshd.USER + " was refused");
        }
    }

    @Test
    void thirtyHostsConnectAtOnceThroughOneTransport() throws Exception {
        try (RealSshd sshd = RealSshd.start();
                SshTransport transport = SshTransport.create(sshd.settings())) {
            ConnectionSettings connection = sshd.connection("r710");
            ExecutorService threads = Executors.newFixedThreadPool(16);
            try {
                List<Callable<Integer>> calls = Collections.nCopies(30, () -> {
                    try (HostSession session = HostSessions.open(transport, connection, SessionLimits.defaults())) {
                        session.reader(Optional.empty()).read(List.of(HELLO));
                        return session.counts().roundTrips();
                    }
                });
                for (Future<Integer> answer : threads.invokeAll(calls)) {
                    assertThat(answer.get()).isEqualTo(1);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
