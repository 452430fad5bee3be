package io.pinwright.runner.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The article's story on a KVM host with two NUMA nodes, real vhost threads, real NIC interrupts and a real irqbalance. The host
 * is one machine that the tests change one after another: their order is that of the story.
 */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabTest {

    private static final String TUNE = "playbooks/tune-vhost.yml";
    private static final String EVEN = "0,2,4,6,8,10,12,14";
    private static final String ODD = "1,3,5,7,9,11,13,15";
    private static final String ONE_LOOK = "nothing to change. 1 exec request, 1 round trip.";

    private static final String WORKERS =
            "for t in $(pgrep -w \"^vhost-$(cat /run/libvirt/qemu/bigip-virtio.pid)$\"); do" + " taskset -pc $t; done";
    private static final String INTERRUPTS = "for i in $(grep -o '^ *[0-9]*:.*enp4s0f[01]-rxtx-.*' /proc/interrupts"
            + " | cut -d: -f1); do echo $i $(cat /proc/irq/$i/smp_affinity_list); done";

    private Lab lab;

    @BeforeAll
    void start() {
        Needs.root();
        Needs.commands("debootstrap", "qemu-system-x86_64", "qemu-img", "python3", "mkfs.ext4", "ssh");
        lab = Lab.start();
    }

    @AfterAll
    void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    private List<String> workers() {
        return lab.byHand(WORKERS).expecting(0).stdout().lines().toList();
    }

    @Test
    @Order(1)
    void diagnoseNamesWhatTheVhostThreadsShare() {
        lab.say("What is wrong with it?");
        lab.pinwright("topology").expecting(0);
        CommandRun diagnosis = lab.pinwright("diagnose");

        assertThat(diagnosis.stdout())
                .contains("9 vhost workers may run on " + EVEN, "vhost-shares-irq", "vhost-shares-vcpu")
                .contains("vhost_node: 1");
    }

    @Test
    @Order(2)
    void applyMakesThePinsAndTheConfiguredQueues() {
        lab.say("Apply, after one queue each was configured by hand");
        lab.byHand("virsh dumpxml bigip-virtio --inactive --security-info >/root/was.xml;"
                        + " sed \"s/ queues='4'//\" /root/was.xml >/root/one.xml; virsh -q define /root/one.xml")
                .expecting(0);
        CommandRun apply = lab.pinwright("apply", TUNE).expecting(0);

        assertThat(apply.stdout())
                .contains("emulatorpin (live): " + EVEN + " -> " + ODD)
                .contains("emulatorpin (config): " + EVEN + " -> " + ODD)
                .contains("(enp4s0f0) queues (config): 1 -> 4", "(enp4s0f1) queues (config): 1 -> 4")
                .contains("1 exec request")
                .doesNotContain("at next start", "restart pending");
    }

    @Test
    @Order(3)
    void aSecondApplyChangesNothingInOneExecRequestAndOneRoundTrip() {
        lab.say("Once more");
        assertThat(lab.pinwright("apply", TUNE).expecting(0).stdout()).contains("changed=0", ONE_LOOK);
    }

    @Test
    @Order(4)
    void virshAndTasksetAgree() {
        lab.say("By hand: what virsh, taskset and /proc say");
        assertThat(lab.byHand("virsh emulatorpin bigip-virtio").expecting(0).stdout())
                .contains("*: " + ODD);
        assertThat(lab.byHand("virsh emulatorpin bigip-virtio --config")
                        .expecting(0)
                        .stdout())
                .contains("*: " + ODD);
        assertThat(workers()).hasSize(9).allSatisfy(line -> assertThat(line).endsWith("affinity list: " + ODD));
    }

    @Test
    @Order(5)
    void theConfigurationDiffersFromTheOneBeforeInThePinAlone() {
        CommandRun difference =
                lab.byHand("virsh dumpxml bigip-virtio --inactive --security-info | diff /root/was.xml -");

        assertThat(difference.stdout().lines().filter(line -> line.matches("[<>].*")))
                .containsExactly(
                        "<     <emulatorpin cpuset='" + EVEN + "'/>", ">     <emulatorpin cpuset='" + ODD + "'/>");
    }

    @Test
    @Order(6)
    void theQueueInterruptsAreOnTheOtherNode() {
        List<String> interrupts =
                lab.byHand(INTERRUPTS).expecting(0).stdout().lines().toList();

        assertThat(interrupts)
                .hasSize(16)
                .allSatisfy(line -> assertThat(line).matches("\\d+ ([02468]|1[024])(,([02468]|1[024]))*"));
    }

    @Test
    @Order(7)
    void irqbalanceLeavesTheInterruptsWhereAHandHasPutThem() {
        lab.say(
                "irqbalance keeps off: two interrupts put on the wrong node by hand, irqbalance started anew, two of its passes");
        String first = "$(grep enp4s0f0-rxtx-0 /proc/interrupts | cut -d: -f1 | tr -d ' ')";
        CommandRun moved = lab.byHand("a=" + first + "; b=$((a + 1)); echo 5 >/proc/irq/$a/smp_affinity_list;"
                + " echo 7 >/proc/irq/$b/smp_affinity_list; systemctl restart irqbalance; sleep 30;"
                + " cat /proc/irq/$a/smp_affinity_list /proc/irq/$b/smp_affinity_list; systemctl is-active irqbalance;"
                + " journalctl -u irqbalance -o cat | grep -c \"IRQ $a: Override ban to true\"");

        List<String> said = moved.expecting(0).stdout().lines().toList();
        assertThat(said.subList(0, 3)).containsExactly("5", "7", "active");
    }

    @Test
    @Order(8)
    void checkFindsTheWorkerAndTheInterruptsThatHandsHaveMoved() {
        lab.say("Drift: one worker is moved by hand too");
        lab.byHand("taskset -pc 3 $(pgrep -w -n \"^vhost-$(cat /run/libvirt/qemu/bigip-virtio.pid)$\")")
                .expecting(0);
        CommandRun check = lab.pinwright("check", TUNE).expecting(2);

        assertThat(check.stdout())
                .containsPattern("vhost worker 9 of 9 \\(thread [0-9]+\\): 3 -> " + ODD)
                .contains("interrupt enp4s0f0-rxtx-0: 5 -> " + EVEN, "interrupt enp4s0f0-rxtx-1: 7 -> " + EVEN)
                .contains("changed=1", "Check: 3 drifted on 1 of 1 host. 1 exec request, 1 round trip");
    }

    @Test
    @Order(9)
    void checkFindsTheEmulatorPinThatAHandHasMoved() {
        lab.say("And the emulator, which takes all its threads along");
        lab.byHand("virsh -q emulatorpin bigip-virtio 0,2,4 --live").expecting(0);

        assertThat(lab.pinwright("check", TUNE).expecting(2).stdout()).contains("emulatorpin (live): 0,2,4 -> " + ODD);
    }

    @Test
    @Order(10)
    void applyMendsItAndTheNextCheckIsContent() {
        lab.say("Apply mends it");
        lab.pinwright("apply", TUNE).expecting(0);
        List<String> mended = workers();
        CommandRun check = lab.pinwright("check", TUNE).expecting(0);

        assertThat(mended).hasSize(9).allSatisfy(line -> assertThat(line).endsWith("affinity list: " + ODD));
        assertThat(check.stdout()).contains("Check: no difference on 1 host. 1 exec request, 1 round trip.");
    }

    @Test
    @Order(11)
    void diagnoseHasNothingMoreToSayAboutTheVhostThreads() {
        lab.say("What is left?");
        CommandRun diagnosis = lab.pinwright("diagnose");

        assertThat(diagnosis.stdout())
                .contains("[vhost-remote]")
                .doesNotContain("vhost-shares-irq", "vhost-shares-vcpu");
    }

    @Test
    @Order(12)
    void factsShowTheDomainWithItsThreads() {
        CommandRun facts = lab.pinwright("facts").expecting(0);

        assertThat(facts.stdout()).contains("bigip-virtio", "enp4s0f0", ODD).containsIgnoringCase("vhost");
    }
}
