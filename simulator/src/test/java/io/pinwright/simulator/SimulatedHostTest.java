package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.simulator.SimulatedHost.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was seen on a real two-node KVM host (Debian 12, libvirt 9.0, kernel 6.1), asked of the simulated one. */
@ExtendWith(SimulatedHostsExtension.class)
class SimulatedHostTest {

    private static final String EVEN = "0,2,4,6,8,10,12,14";
    private static final String ODD = "1,3,5,7,9,11,13,15";

    private static String worker(SimulatedHost host) {
        return host.run("pgrep ^vhost- | head -1").stdout().strip();
    }

    private static String affinities(SimulatedHost host, String comm) {
        return host.run("for t in $(pgrep '" + comm + "'); do taskset -pc $t | sed 's/.*: //'; done | sort | uniq -c")
                .stdout()
                .strip();
    }

    @Test
    void nineWorkersServeOneBridgeAndTwoMacvtapsOfFourQueues(SimulatedHost host) {
        assertThat(affinities(host, "^vhost-")).isEqualTo("9 " + EVEN);
        assertThat(host.run("ls /proc/$(cat /run/libvirt/qemu/bigip-virtio.pid)/task | wc -l")
                        .stdout()
                        .strip())
                .isEqualTo("14");
    }

    @Test
    void emulatorpinMovesTheWorkersAndLeavesTheVcpus(SimulatedHost host) {
        assertThat(host.run("virsh emulatorpin bigip-virtio " + ODD)).isEqualTo(new Output(0, "\n", ""));
        assertThat(affinities(host, "^vhost-")).isEqualTo("9 " + ODD);
        assertThat(host.run("taskset -pc $(cat /run/libvirt/qemu/bigip-virtio.pid)")
                        .stdout())
                .endsWith("list: " + ODD + "\n");
        assertThat(host.run("virsh -q vcpupin bigip-virtio | head -1").stdout()).isEqualTo(" 0   0\n");
    }

    @Test
    void emulatorpinWithoutFlagsIsLostInTheConfig(SimulatedHost host) {
        host.run("virsh emulatorpin bigip-virtio " + ODD);
        assertThat(host.run("virsh -q 'emulatorpin bigip-virtio --live; emulatorpin bigip-virtio --config'")
                        .stdout())
                .isEqualTo(ODD + "\n" + EVEN + "\n");
    }

    @Test
    void tasksetStaysWithinTheEmulatorsCpuset(SimulatedHost host) {
        String tid = worker(host);
        assertThat(host.run("taskset -pc 6 " + tid).stdout())
                .isEqualTo("pid " + tid + "'s current affinity list: " + EVEN + "\npid " + tid
                        + "'s new affinity list: 6\n");
        Output outside = host.run("taskset -pc 5 " + tid);
        assertThat(outside.status()).isEqualTo(1);
        assertThat(outside.stderr()).isEqualTo("taskset: failed to set pid " + tid + "'s affinity: Invalid argument\n");
        assertThat(outside.stdout()).isEqualTo("pid " + tid + "'s current affinity list: 6\n");
    }

    @Test
    void anotherEmulatorpinWipesWhatTasksetAskedForAndTheSameDoesNot(SimulatedHost host) {
        String tid = worker(host);
        host.run("taskset -pc 6 " + tid);
        host.run("virsh emulatorpin bigip-virtio " + EVEN);
        assertThat(host.run("taskset -pc " + tid).stdout()).endsWith(": 6\n");
        host.run("virsh emulatorpin bigip-virtio " + ODD);
        assertThat(host.run("taskset -pc " + tid).stdout()).endsWith(": " + ODD + "\n");
    }

    @Test
    void affinityFilesKeepInStepAndTheEffectiveOneLags(SimulatedHost host) {
        host.run("echo 5 > /proc/irq/42/smp_affinity_list");
        assertThat(host.run("cd /proc/irq/42; cat smp_affinity_list smp_affinity effective_affinity_list")
                        .stdout())
                .isEqualTo("5\n0020\n0\n");
        host.traffic(7);
        assertThat(host.text("/proc/irq/42/effective_affinity_list")).contains("5");
        assertThat(host.text("/sys/kernel/irq/42/per_cpu_count").orElseThrow()).startsWith("0,0,0,0,0,7,0");
    }

    @Test
    void affinityOfCpusThatAreNotThereIsRefused(SimulatedHost host) {
        assertThat(host.run("echo 16 > /proc/irq/42/smp_affinity_list").stderr())
                .contains("Numerical result out of range");
        assertThat(host.run("echo zz > /proc/irq/42/smp_affinity_list").stderr())
                .contains("Invalid argument");
        assertThat(host.run("echo 10000 > /proc/irq/42/smp_affinity").stderr())
                .contains("Value too large for defined data type");
        assertThat(host.text("/proc/irq/42/smp_affinity_list")).contains("0");
    }

    @Test
    void defineOfARunningDomainWaitsForTheNextStart(SimulatedHost host) {
        String define = "virsh dumpxml bigip-virtio --inactive --security-info | sed \"s/queues='4'/queues='8'/\""
                + " | virsh define /dev/stdin";
        assertThat(host.run(define)).isEqualTo(new Output(0, "Domain 'bigip-virtio' defined from /dev/stdin\n\n", ""));
        assertThat(host.run("virsh dumpxml bigip-virtio | grep -c \"queues='4'\"; virsh dumpxml bigip-virtio --inactive"
                                + " | grep -c \"queues='8'\"; pgrep -c ^vhost-")
                        .stdout())
                .isEqualTo("2\n2\n9\n");
        host.run("virsh destroy bigip-virtio; virsh start bigip-virtio");
        assertThat(host.run("pgrep -c ^vhost-").stdout()).isEqualTo("17\n");
    }

    @Test
    void defineKeepsWhatDumpxmlWithSecretsSaid(SimulatedHost host) {
        assertThat(host.run(
                                "virsh dumpxml bigip-virtio --inactive --security-info > /tmp/a; virsh define /tmp/a >/dev/null;"
                                        + " virsh dumpxml bigip-virtio --inactive --security-info > /tmp/b; cmp /tmp/a /tmp/b")
                        .status())
                .isZero();
    }

    @Test
    void definingWithoutSecretsLosesThePassword(SimulatedHost host) {
        assertThat(host.run("virsh dumpxml bigip-virtio --inactive | grep -c passwd")
                        .stdout())
                .isEqualTo("0\n");
        host.run("virsh dumpxml bigip-virtio --inactive > /tmp/a; virsh define /tmp/a");
        assertThat(host.run("virsh dumpxml bigip-virtio --inactive --security-info | grep -c passwd")
                        .stdout())
                .isEqualTo("0\n");
    }

    @Test
    void updateDeviceChangesQueuesInTheConfigAlone(SimulatedHost host) {
        host.run("virsh dumpxml bigip-virtio --inactive | sed -n '/f9:98:e9/,/<.interface>/p'"
                + " | sed \"s/queues='4'/queues='2'/; 1i<interface type='direct'>\" > /tmp/nic.xml");
        assertThat(host.run("virsh update-device bigip-virtio /tmp/nic.xml --live"))
                .isEqualTo(new Output(
                        1,
                        "\n",
                        "error: Failed to update device from /tmp/nic.xml\nerror: Operation not supported: cannot modify"
                                + " virtio network device driver attributes\n"));
        assertThat(host.run("virsh update-device bigip-virtio /tmp/nic.xml --config"))
                .isEqualTo(new Output(0, "Device updated successfully\n\n", ""));
        assertThat(host.run("virsh dumpxml bigip-virtio --inactive | grep -o \"queues='.'\"")
                        .stdout())
                .isEqualTo("queues='2'\nqueues='4'\n");
    }

    @Test
    void savedImageBringsTheOldDefinitionBack(SimulatedHost host) {
        host.run("virsh managedsave bigip-virtio; virsh emulatorpin bigip-virtio 1 --config");
        assertThat(host.run("virsh dominfo bigip-virtio").stdout()).contains("Managed save:   yes");
        host.run("virsh start bigip-virtio");
        assertThat(host.run("virsh -q emulatorpin bigip-virtio --live").stdout())
                .isEqualTo(EVEN + "\n");
    }

    @Test
    void irqbalanceTakesBackWhatItsPolicyDoesNotBan(SimulatedHost host) {
        host.run("for i in 42 43 51; do echo 1 > /proc/irq/$i/smp_affinity_list; done");
        host.run("printf '#!/bin/sh\\ncase $1 in */0000:04:00.1) echo ban=true;; esac\\n' > /etc/ban.sh;"
                + " chmod 755 /etc/ban.sh; echo 'IRQBALANCE_ARGS=\"--policyscript=/etc/ban.sh\"' > /etc/default/irqbalance;"
                + " systemctl restart irqbalance");
        assertThat(host.run("cat /proc/irq/42/smp_affinity_list /proc/irq/43/smp_affinity_list"
                                + " /proc/irq/51/smp_affinity_list")
                        .stdout())
                .isEqualTo("0\n2\n1\n");
    }

    @Test
    void pathsLeadNowhereOutsideTheHost(SimulatedHost host) {
        assertThat(host.run("ln -s ../../../../../../../../etc/hostname /tmp/x; cat /tmp/x")
                        .stdout())
                .isEqualTo("Dell710\n");
        assertThat(host.run("cat /../../etc/hostname").stdout()).isEqualTo("Dell710\n");
    }
}
