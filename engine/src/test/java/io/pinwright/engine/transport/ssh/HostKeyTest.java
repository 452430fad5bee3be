package io.pinwright.engine.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.transport.ConnectionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Host keys of a real OpenSSH server, against known_hosts in all its forms. */
class HostKeyTest {

    private static String key(RealSshd sshd, String file) throws Exception {
        String[] words = Files.readString(sshd.folder().resolve(file)).split(" ");
        return words[0] + " " + words[1].strip();
    }

    private static String name(RealSshd sshd) {
        return "[" + sshd.address() + "]:" + sshd.port();
    }

    private static void change(RealSshd sshd) throws Exception {
        RealSshd.keygen(sshd.folder().resolve("other"), "ed25519");
        Files.writeString(sshd.knownHosts(), name(sshd) + " " + key(sshd, "other.pub") + "\n");
    }

    @Test
    void aHashedNameIsKnown() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            RealSshd.run(List.of("ssh-keygen", "-H", "-f", sshd.knownHosts().toString()));
            assertThat(Files.readString(sshd.knownHosts())).startsWith("|1|");
            SshTransportTest.greet(sshd.settings(), sshd.connection("r710"));
        }
    }

    @Test
    void aPatternIsKnownAndANegatedOneIsNot() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            String key = key(sshd, "host_ed25519.pub");
            Files.writeString(sshd.knownHosts(), "[127.0.0.*]:" + sshd.port() + " " + key + "\n");
            SshTransportTest.greet(sshd.settings(), sshd.connection("r710"));
            Files.writeString(sshd.knownHosts(), "!" + name(sshd) + ",[127.*]:* " + key + " x\n");
            SshTransportTest.refuses(sshd.settings(), sshd.connection("r710"), "is not known");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "ask", "accept-new"})
    void aChangedKeyIsRefusedLoudly(String policy) throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            change(sshd);
            SshTransportTest.refuses(
                    sshd.settings(),
                    sshd.connection("r710", List.of("StrictHostKeyChecking=" + policy)),
                    "THE HOST KEY HAS CHANGED",
                    "ssh-keygen -R '" + name(sshd) + "'",
                    "SHA256:");
        }
    }

    @Test
    void anUnknownKeyIsWrittenDownUnderAcceptNewAndKnownFromThenOn() throws Exception {
        try (RealSshd sshd = RealSshd.builder().unknownToTheClient().start()) {
            SshTransportTest.greet(
                    sshd.settings(), sshd.connection("r710", List.of("StrictHostKeyChecking=accept-new")));
            assertThat(Files.readString(sshd.knownHosts()))
                    .isEqualTo(name(sshd) + " " + key(sshd, "host_ed25519.pub") + "\n");
            SshTransportTest.greet(sshd.settings(), sshd.connection("r710"));
        }
    }

    @Test
    void anUnknownWordIsRefusedAndNotTakenForNo() throws Exception {
        try (RealSshd sshd = RealSshd.builder().unknownToTheClient().start()) {
            SshTransportTest.refuses(
                    sshd.settings(),
                    sshd.connection("r710", List.of("StrictHostKeyChecking=acceptnew")),
                    "StrictHostKeyChecking=acceptnew is no such word");
        }
    }

    @Test
    void aRevokedKeyIsRefusedThoughItIsKnown() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            String key = key(sshd, "host_ed25519.pub");
            Files.writeString(sshd.knownHosts(), name(sshd) + " " + key + "\n@revoked * " + key + "\n");
            SshTransportTest.refuses(sshd.settings(), sshd.connection("r710"), "REVOKED HOST KEY");
        }
    }

    @Test
    void theKeyTypeThatIsKnownIsAskedFor() throws Exception {
        try (RealSshd sshd =
                RealSshd.builder().hostKeys("ed25519", "ecdsa", "rsa").start()) {
            Files.writeString(sshd.knownHosts(), name(sshd) + " " + key(sshd, "host_rsa.pub") + "\n");
            SshTransportTest.greet(sshd.settings(), sshd.connection("r710"));
        }
    }

    @Test
    void aHostKeyAliasIsLookedUpInsteadOfTheAddress() throws Exception {
        try (RealSshd sshd = RealSshd.start()) {
            Files.writeString(sshd.knownHosts(), "node-one " + key(sshd, "host_ed25519.pub") + "\n");
            SshTransportTest.greet(sshd.settings(), sshd.connection("r710", List.of("HostKeyAlias=node-one")));
            SshTransportTest.refuses(sshd.settings(), sshd.connection("r710"), "is not known");
        }
    }

    @Test
    void aHostCertificateIsAcceptedFromItsAuthorityAlone() throws Exception {
        try (RealSshd sshd = RealSshd.builder()
                .line("HostCertificate %FOLDER%/host_ed25519-cert.pub")
                .start()) {
            Path authority = sshd.folder().resolve("authority");
            RealSshd.keygen(authority, "ed25519");
            RealSshd.keygen(sshd.folder().resolve("foreign"), "ed25519");
            RealSshd.run(List.of(
                    "ssh-keygen",
                    "-q",
                    "-s",
                    authority.toString(),
                    "-I",
                    "r710",
                    "-h",
                    "-n",
                    sshd.address(),
                    sshd.folder() + "/host_ed25519.pub"));
            sshd.restart();
            Files.writeString(sshd.knownHosts(), "@cert-authority [127.0.0.1]:* " + key(sshd, "authority.pub") + "\n");
            SshTransportTest.greet(sshd.settings(), sshd.connection("r710"));
            Files.writeString(sshd.knownHosts(), "@cert-authority * " + key(sshd, "foreign.pub") + " x\n");
            SshTransportTest.refuses(sshd.settings(), sshd.connection("r710"), "is not known");
        }
    }

    @Test
    void aUserCertificateBesideTheKeyIsUsed() throws Exception {
        try (RealSshd sshd = RealSshd.builder()
                .line("TrustedUserCAKeys %FOLDER%/authority.pub")
                .start()) {
            Path authority = sshd.folder().resolve("authority");
            RealSshd.keygen(authority, "ed25519");
            Files.writeString(sshd.folder().resolve("authorized_keys"), "");
            SshTransportTest.refuses(sshd.settings(), sshd.connection("r710"), "was refused");
            RealSshd.run(List.of(
                    "ssh-keygen",
                    "-q",
                    "-s",
                    authority.toString(),
                    "-I",
                    "me",
                    "-n",
                    RealSshd.USER,
                    sshd.key() + ".pub"));
            SshTransportTest.greet(sshd.settings(), sshd.connection("r710"));
        }
    }

    @Test
    void keysAreCollectedAndWrittenOnce() throws Exception {
        try (RealSshd sshd = RealSshd.builder()
                .addresses("127.0.0.1", "127.0.3.1")
                .unknownToTheClient()
                .start()) {
            HostKeyCollector collector = HostKeyCollector.create(sshd.settings());
            ConnectionSettings first = sshd.connection("one");
            ConnectionSettings second = new ConnectionSettings(
                    "two",
                    "ssh",
                    "127.0.3.1",
                    first.port(),
                    first.user(),
                    first.password(),
                    List.of(),
                    List.of(),
                    first.configFile(),
                    List.of(),
                    first.connectTimeout());
            List<HostKeyCollector.Collected> collected = collector.collect(List.of(first, second), 2);
            String print = RealSshd.run(List.of("ssh-keygen", "-lf", sshd.folder() + "/host_ed25519.pub"))
                    .split(" ")[1];
            assertThat(collected)
                    .extracting(
                            HostKeyCollector.Collected::host,
                            HostKeyCollector.Collected::state,
                            HostKeyCollector.Collected::fingerprint)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("one", HostKeyCollector.State.NEW, print),
                            org.assertj.core.groups.Tuple.tuple("two", HostKeyCollector.State.NEW, print));
            assertThat(collector.write(collected)).isEqualTo(2);
            assertThat(collector.write(collected)).isZero();
            assertThat(collector.collect(List.of(first, second), 2))
                    .allMatch(one -> one.state() == HostKeyCollector.State.KNOWN);
            SshTransportTest.greet(sshd.settings(), second);
        }
    }
}
