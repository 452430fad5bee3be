package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.transport.SessionLimits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections that break, are refused, or lead through others; at a real OpenSSH server. */
class SshFaultTest {

    private static ConnectionSettings with(
            ConnectionSettings of, String address, int port, List<String> jumps, Duration timeout) {
        return new ConnectionSettings(
                of.name(),
                of.kind(),
                address,
                Optional.of(port),
                of.user(),
                of.password(),
                of.identityFiles(),
                of.sshOptions(),
                of.configFile(),
                jumps,
                Optional.of(timeout));
    }

    private static void waitFor(RealSshd sshd, String program) throws InterruptedException {
        // There is no event: another process has to come to life on the server's side.
        for (int i = 0; i < 600 && !sshd.runs(program); i++) {
            TimeUnit.MILLISECONDS.sleep(25);
        }
        assertThat(sshd.runs(program)).isTrue();
    }

    @Test
    void aConnectionLostInMidRoundSaysWhatWasUnderWayAndTheNextUseConnectsAgain() throws Exception {
        try (RealSshd sshd = RealSshd.start();
                SshTransport transport = SshTransport.create(sshd.settings());
                HostSession session = HostSessions.open(transport, sshd.connection("r710"), SessionLimits.defaults())) {
            Step sleep = new Step.Run(List.of("sleep", "599"), List.of());
            CompletableFuture<Object> write = CompletableFuture.supplyAsync(
                    () -> session.writer(Optional.empty()).write(Writing.bare(List.of(sleep)), List.of()));
            waitFor(sshd, "sleep");
            sshd.dropConnections();
            assertThatThrownBy(write::get)
                    .cause()
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("the connection was lost while sleep 599");
            assertThat(session.reader(Optional.empty())
                            .read(List.of(new Query.Run("true")))
                            .queries())
                    .hasSize(1);
        }
    }

    @Test
    void cancelFromAnotherThreadEndsTheWait() throws Exception {
        try (RealSshd sshd = RealSshd.start();
                SshTransport transport = SshTransport.create(sshd.settings());
                HostSession session = HostSessions.open(transport, sshd.connection("r710"), SessionLimits.defaults())) {
            CompletableFuture<Object> read = CompletableFuture.supplyAsync(
                    () -> session.reader(Optional.empty()).read(List.of(new Query.Run("sleep", "599"))));
            waitFor(sshd, "sleep");
            session.cancel();
            assertThatThrownBy(read::get)
                    .cause()
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessageContaining("cancelled while running sleep 599");
        }
    }

    @Test
    void aPortWhereNothingListensSaysSo() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            int free;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                free = socket.getLocalPort();
            }
            SshTransportTest.refuses(
                    sshd.settings(),
                    with(sshd.connection("r710"), "127.0.0.1", free, List.of(), Duration.ofSeconds(20)),
                    "r710",
                    "nothing listens on port " + free);
        }
    }

    @Test
    void aServerThatNeverSpeaksIsGivenUpAfterTheTimeout() throws Exception {
        try (RealSshd sshd = RealSshd.start();
                ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            SshTransportTest.refuses(
                    sshd.settings(),
                    with(sshd.connection("r710"), "127.0.0.1", silent.getLocalPort(), List.of(), Duration.ofSeconds(1)),
                    "no SSH connection within 1 s");
        }
    }

    @Test
    void aNameWithoutAnAddressSaysSo() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            SshTransportTest.refuses(
                    sshd.settings(),
                    with(sshd.connection("r710"), "no-such-host.invalid", 22, List.of(), Duration.ofSeconds(20)),
                    "there is no address for the name no-such-host.invalid");
        }
    }

    @Test
    void aChainOfJumpHostsLeadsToTheHost() throws Exception {
        try (RealSshd sshd = RealSshd.builder()
                .addresses("127.0.0.1", "127.0.4.1", "127.0.4.2")
                .start()) {
            ConnectionSettings direct = sshd.connection("r710");
            List<String> jumps =
                    List.of(RealSshd.USER + "@127.0.4.1:" + sshd.port(), RealSshd.USER + "@127.0.4.2:" + sshd.port());
            SshTransportTest.greet(
                    sshd.settings(), with(direct, "127.0.0.1", sshd.port(), jumps, Duration.ofSeconds(30)));
            assertThat(sshd.log())
                    .containsSubsequence(
                            "on 127.0.4.1 port", "Accepted publickey", "on 127.0.4.2 port", "Accepted publickey");
        }
    }

    @Test
    void aJumpHostOfSshConfigIsCheckedAgainstKnownHostsToo() throws Exception {
        try (RealSshd sshd =
                RealSshd.builder().addresses("127.0.0.1", "127.0.4.1").start()) {
            ConnectionSettings direct = sshd.connection("r710");
            Files.writeString(
                    sshd.home().resolve(".ssh/config"),
                    "Host hop\n  HostName 127.0.4.1\n  Port " + sshd.port() + "\n  User " + RealSshd.USER
                            + "\nHost 127.0.0.1\n  ProxyJump hop\n");
            SshTransportTest.greet(sshd.settings(), direct);
            String known = Files.readString(sshd.knownHosts());
            Files.writeString(
                    sshd.knownHosts(),
                    known.lines()
                                    .filter(line -> !line.contains("127.0.4.1"))
                                    .findFirst()
                                    .orElseThrow() + "\n");
            SshTransportTest.refuses(sshd.settings(), direct, "jump host hop of r710", "is not known");
        }
    }

    @Test
    void aJumpHostThatLeadsToItselfIsAnError() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            ConnectionSettings direct = sshd.connection("r710");
            Files.writeString(sshd.home().resolve(".ssh/config"), "Host *\n  ProxyJump loop\n");
            SshTransportTest.refuses(sshd.settings(), direct, "more than 8 jump hosts");
        }
    }

    @Test
    void theAgentsKeysAreOffered() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            java.nio.file.Path socket = sshd.folder().resolve("agent");
            Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
            try {
                for (int i = 0; i < 400 && !Files.exists(socket); i++) {
                    TimeUnit.MILLISECONDS.sleep(25);
                }
                ProcessBuilder add =
                        new ProcessBuilder("ssh-add", "-q", sshd.key().toString());
                add.environment().put("SSH_AUTH_SOCK", socket.toString());
                assertThat(add.start().waitFor()).isZero();
                Files.delete(sshd.key());
                Files.delete(java.nio.file.Path.of(sshd.key() + ".pub"));
                SshTransportTest.greet(sshd.settings().withAgent(Optional.of(socket)), sshd.connection("r710"));
            } finally {
                agent.destroy();
            }
        }
    }
}
