package io.pinwright.runner.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The article's playbook over a real OpenSSH server on hosts with a real libvirtd each. The domains are shut off, so there are no
 * vhost threads, and interrupts are files: what takes a kernel is in {@link LabTest}.
 */
@Tag("fleet")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetTest {

    private static final int ALL = 50;
    private static final int FEW = 3;
    private static final String TUNE = Path.of("../playbooks/tune-vhost.yml").toString();

    /** The bridge interface as libvirt wrote it, before and after. */
    private static final String BRIDGE = """
                <interface type='bridge'>
                  <mac address='52:54:00:b1:60:00'/>
                  <source bridge='br0'/>
                  <model type='virtio'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
                </interface>
            """;

    private Fleet fleet;
    private String before = "";

    @BeforeAll
    void start() {
        Needs.root();
        Needs.commands(
                "sshd", "ssh", "ssh-keygen", "ssh-keyscan", "unshare", "libvirtd", "virsh", "qemu-system-x86_64");
        Needs.namespaces();
        fleet = Fleet.start(ALL);
        before = xml(1, "bigip-virtio");
    }

    @AfterAll
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    private CommandRun run(String command, int hosts, String... more) {
        Path inventory = fleet.inventory(hosts, fleet.knownHosts());
        List<String> arguments = new java.util.ArrayList<>(List.of(command, TUNE, "-i", inventory.toString()));
        arguments.addAll(List.of(more));
        return CommandRun.pinwright(arguments.toArray(String[]::new));
    }

    private String xml(int host, String domain) {
        return fleet.onHost(host, "virsh dumpxml --inactive --security-info " + domain)
                .expecting(0)
                .stdout();
    }

    private static String recap(int host, String counts) {
        return Pattern.quote(Fleet.address(host)) + " +: " + counts;
    }

    @Test
    @Order(1)
    void aPlanShowsTheChangesOfEveryHostAndWritesNothing() {
        CommandRun plan = run("plan", FEW).expecting(0);

        assertThat(plan.stdout())
                .contains("queues (config): 1 -> 4", "emulatorpin (config): 0,2,4,6 -> 1,3,5,7")
                .contains(FEW + " exec requests, " + FEW + " round trips");
        assertThat(xml(1, "bigip-virtio")).isEqualTo(before);
    }

    @Test
    @Order(2)
    void anApplyChangesLibvirtsOwnConfigurationAndNothingElseInIt() {
        run("apply", FEW).expecting(0);

        String wanted = before.replace(
                        "<model type='virtio'/>\n      <address type='pci' domain='0x0000' bus='0x00' slot='0x04'",
                        "<model type='virtio'/>\n      <driver queues='4'/>\n      <address type='pci' domain='0x0000' bus='0x00' slot='0x04'")
                .replace("<driver name='vhost' rx", "<driver name='vhost' queues='4' rx")
                .replace(
                        "<emulatorpin cpuset='0,2,4,6'/>",
                        "<vcpupin vcpu='2' cpuset='0,2,4,6'/>\n    <vcpupin vcpu='3' cpuset='0,2,4,6'/>\n"
                                + "    <emulatorpin cpuset='1,3,5,7'/>");
        for (int host = 1; host <= FEW; host++) {
            assertThat(xml(host, "bigip-virtio"))
                    .isEqualTo(wanted)
                    .contains(BRIDGE, "passwd='s3cret&lt;'", "<inventory:owner", "net &amp; edge");
            assertThat(xml(host, "bystander-1"))
                    .contains("<emulatorpin cpuset='0,2,4,6'/>")
                    .doesNotContain("queues=");
        }
    }

    @Test
    @Order(3)
    void anApplyMovesTheQueueInterruptsOfTheNicsAndNotTheOther() throws IOException {
        Path irq = fleet.root(2).resolve("look-alike/irq");

        for (int number : List.of(42, 43, 44, 45, 47, 48, 49, 50)) {
            assertThat(Files.readString(irq.resolve(number + "/smp_affinity_list"))
                            .strip())
                    .isEqualTo("0,2,4,6");
        }
        assertThat(Files.readString(irq.resolve("46/smp_affinity_list")).strip())
                .isEqualTo("1,3,5,7");
    }

    @Test
    @Order(4)
    void aSecondApplyChangesNothingInOneExecRequestAndOneRoundTripPerHost() {
        CommandRun second = run("apply", FEW).expecting(0);

        for (int host = 1; host <= FEW; host++) {
            assertThat(second.stdout()).containsPattern(recap(host, "ok=1 +changed=0"));
        }
        assertThat(second.stdout()).contains("nothing to change. " + FEW + " exec requests, " + FEW + " round trips");
    }

    @Test
    @Order(5)
    void aCheckFindsWhatWasChangedByHandOnOneHost() {
        fleet.onHost(2, "virsh emulatorpin bigip-virtio 0 --config").expecting(0);

        CommandRun check = run("check", FEW).expecting(2);

        assertThat(check.stdout())
                .contains("emulatorpin (config): 0 -> 1,3,5,7")
                .containsPattern(recap(1, "ok=1 +changed=0"))
                .containsPattern(recap(2, "ok=1 +changed=1"))
                .containsPattern(recap(3, "ok=1 +changed=0"));
        run("apply", FEW).expecting(0);
        run("check", FEW).expecting(0);
    }

    @Test
    @Order(6)
    void theDomainStillHasWhatTheConfigurationSaysAfterLibvirtIsReadAgain() throws IOException {
        String stored =
                Files.readString(fleet.root(1).resolve("etc/libvirt/qemu/bigip-virtio.xml"), StandardCharsets.UTF_8);

        assertThat(stored)
                .contains("queues='4'", "<emulatorpin cpuset='1,3,5,7'/>", "passwd='s3cret&lt;'", "inventory:owner");
    }

    @Test
    @Order(7)
    void fiftyHostsAtOnceAreTunedAndThenLeftAlone() {
        CommandRun first = run("apply", ALL).expecting(0);
        CommandRun second = run("apply", ALL).expecting(0);

        assertThat(first.stdout()).containsPattern(recap(ALL, "ok=1 +changed=1"));
        assertThat(second.stdout()).contains("nothing to change. " + ALL + " exec requests, " + ALL + " round trips");
        assertThat(xml(ALL, "bigip-virtio"))
                .isEqualTo(xml(1, "bigip-virtio").replace(Fleet.address(1), Fleet.address(ALL)));
    }

    @Test
    @Order(8)
    void aHostWithAnotherKeyThanTheKnownOneIsRefusedAndTheOthersAreServed() throws IOException {
        Path other = fleet.folder().resolve("other");
        CommandRun.of(
                        java.util.Map.of(),
                        List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other.toString()))
                .expecting(0);
        String[] key = Files.readString(fleet.folder().resolve("other.pub")).split(" ");
        Path wrong = fleet.folder().resolve("known_hosts_wrong");
        Files.writeString(
                wrong,
                Files.readString(fleet.knownHosts())
                        .replaceAll("(?m)^(\\[127\\.0\\.1\\.2\\]:\\d+) .*$", "$1 " + key[0] + " " + key[1]));

        CommandRun check = CommandRun.pinwright(
                        "check", TUNE, "-i", fleet.inventory(FEW, wrong).toString())
                .expecting(4);

        assertThat(check.stdout())
                .containsPattern(recap(1, "ok=1 .*unreachable=0"))
                .containsPattern(recap(2, "ok=0 .*unreachable=1"))
                .containsPattern(recap(3, "ok=1 .*unreachable=0"));
        assertThat(check.stdout() + check.stderr()).containsIgnoringCase("host key");
    }

    @Test
    @Order(9)
    void aHostThatHasLostTheDomainDoesNotDisturbTheOthers() {
        fleet.onHost(3, "virsh undefine bigip-virtio").expecting(0);
        fleet.onHost(2, "virsh emulatorpin bigip-virtio 0 --config").expecting(0);

        CommandRun apply = run("apply", FEW).expecting(2);

        assertThat(apply.stdout())
                .containsPattern(recap(1, "ok=1 +changed=0 .*failed=0"))
                .containsPattern(recap(2, "ok=1 +changed=1 .*failed=0"))
                .containsPattern(recap(3, "ok=0 +changed=0 .*failed=1"))
                .contains("bigip-virtio");
        assertThat(xml(2, "bigip-virtio")).contains("<emulatorpin cpuset='1,3,5,7'/>");
    }

    @Test
    @Order(10)
    void aHostWhoseLibvirtdIsGoneFailsAloneWithWhatVirshSaid() {
        fleet.onHost(4, "kill $(cat /run/libvirtd.pid)").expecting(0);

        CommandRun check = run("check", 4);

        assertThat(check.stdout())
                .containsPattern(recap(1, "ok=1 +changed=0 .*failed=0"))
                .containsPattern(recap(4, "ok=0 +changed=0 .*failed=1"))
                .containsIgnoringCase("libvirt");
    }
}
