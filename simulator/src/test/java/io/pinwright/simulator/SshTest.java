package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedHostsExtension.class)
class SshTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Exit status and output of a command over SSH; status -1 when the connection went away. */
    private record Result(int status, String stdout) {}

    private static Result ssh(SimulatedHosts hosts, String command) throws IOException {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(
                    new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, hosts.knownHosts()));
            client.setKeyIdentityProvider(new FileKeyPairProvider(hosts.privateKey()));
            client.start();
            try (ClientSession session = client.connect(
                            "root", "127.0.0.1", hosts.host("kvm01").port())
                    .verify(LONG)
                    .getSession()) {
                session.auth().verify(LONG);
                try (ChannelExec channel = session.createExecChannel(command)) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    channel.setOut(out);
                    channel.open().verify(LONG);
                    channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LONG);
                    Integer status = channel.getExitStatus();
                    return new Result(status == null ? -1 : status, out.toString(StandardCharsets.UTF_8));
                }
            }
        }
    }

    @Test
    void commandsRunOverSshAndAreCounted(SimulatedHosts hosts) throws IOException {
        assertThat(ssh(hosts, "hostname; exit 3")).isEqualTo(new Result(3, "Dell710\n"));
        HostCounters counters = hosts.host("kvm01").counters();
        assertThat(counters.connections()).isEqualTo(1);
        assertThat(counters.execs()).isEqualTo(1);
        assertThat(counters.roundTrips()).isEqualTo(1);
        assertThat(counters.writes()).isEmpty();
    }

    @Test
    void everyChangeIsSeenButTemporaryFiles(SimulatedHosts hosts) throws IOException {
        ssh(
                hosts,
                "echo x > /tmp/x; echo x > /etc/x; virsh -q emulatorpin bigip-virtio 1; echo 5 > /proc/irq/42/smp_affinity_list");
        assertThat(hosts.host("kvm01").counters().writes())
                .contains("virsh emulatorpin bigip-virtio", "write /proc/irq/42/smp_affinity_list", "write /etc/x")
                .noneMatch(write -> write.contains("/tmp"));
    }

    private static final String TWO_CHANGES =
            "virsh -q emulatorpin bigip-virtio 1; virsh -q emulatorpin bigip-virtio 3; echo done";

    private static String pins(SimulatedHosts hosts) {
        return hosts.host("kvm01").run("virsh -q emulatorpin bigip-virtio").stdout();
    }

    @Test
    void scriptGoesOnWhenTheConnectionIsLost(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().dropBeforeMutation(1);
        assertThat(ssh(hosts, TWO_CHANGES).stdout()).isEmpty();
        hosts.host("kvm01").awaitLogins();
        assertThat(pins(hosts)).isEqualTo("3\n");
    }

    @Test
    void scriptWithoutAReaderEndsWhereItWrites(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().dropAfterMutation(1);
        ssh(hosts, "virsh -q emulatorpin bigip-virtio 1; echo one; virsh -q emulatorpin bigip-virtio 3");
        hosts.host("kvm01").awaitLogins();
        assertThat(pins(hosts)).isEqualTo("1\n");
    }

    @Test
    void scriptThatIgnoresTheClosedPipeGoesOnBehindIt(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().dropAfterMutation(1);
        ssh(hosts, "trap '' PIPE; virsh -q emulatorpin bigip-virtio 1; echo one; virsh -q emulatorpin bigip-virtio 3");
        hosts.host("kvm01").awaitLogins();
        assertThat(pins(hosts)).isEqualTo("3\n");
    }

    @Test
    void shellKilledBeforeAChangeLeavesItUndone(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().killBeforeMutation(2);
        assertThat(ssh(hosts, TWO_CHANGES)).isEqualTo(new Result(-1, ""));
        assertThat(pins(hosts)).isEqualTo("1\n");
    }

    @Test
    void shellKilledAfterAChangeLeavesItDoneAndDoesNoOther(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().killAfterMutation(1);
        assertThat(ssh(hosts, TWO_CHANGES)).isEqualTo(new Result(-1, ""));
        assertThat(pins(hosts)).isEqualTo("1\n");
    }

    @Test
    void changeThatFailsSaysSoAndIsNotMade(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().failMutation(1);
        assertThat(ssh(hosts, "echo 5 2>&1 >/proc/irq/42/smp_affinity_list").stdout())
                .contains("Input/output error");
        assertThat(hosts.host("kvm01").text("/proc/irq/42/smp_affinity_list")).contains("0");
    }

    @Test
    void fullDiskRefusesWhatDoesNotFit(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().fillDiskAfter(3);
        assertThat(ssh(hosts, "echo long line > /etc/x 2>/dev/null; echo $?").stdout())
                .isNotEqualTo("0\n");
    }

    @Test
    void faultyProgramsSayWhatTheyWereToldTo(SimulatedHosts hosts) throws IOException {
        hosts.host("kvm01").faults().fail("virsh", 1, "error: no\n").forge("hostname", "evil\n");
        assertThat(ssh(hosts, "virsh list 2>&1; echo $?; hostname").stdout()).isEqualTo("error: no\n1\nevil\n");
    }

    @Test
    void keysAreForTheOwnerAloneAndEverythingGoesAfterwards() throws IOException {
        SimulatedHosts hosts =
                SimulatedHosts.builder().host("kvm01", BuiltinHosts.oneNode()).start();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(hosts.privateKey())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(hosts.inventory())).contains("kvm01 ansible_host=127.0.0.1 ansible_port=");
        hosts.close();
        assertThat(hosts.folder()).doesNotExist();
    }
}
