package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BigHostTest {

    @RegisterExtension
    final SimulatedHostsExtension kvm =
            SimulatedHostsExtension.of(SimulatedHosts.builder().host("big", BuiltinHosts.big()));

    private String run(String script) {
        return kvm.hosts().host("big").run(script).stdout();
    }

    @Test
    void nodesAreSparseAndOneHasOnlyMemory() {
        assertThat(run("cat /sys/devices/system/node/online /sys/devices/system/node/has_cpu"
                        + " /sys/devices/system/node/node8/cpulist /sys/devices/system/cpu/offline"))
                .isEqualTo("0-1,4-5,8\n0-1,4-5\n\n252-255\n");
    }

    @Test
    void workersAreThreadsOfQemu() {
        assertThat(
                        run(
                                "P=$(cat /run/libvirt/qemu/vnf1.pid); cat /proc/$P/task/*/comm | grep -c ^vhost-$P; pgrep -c ^vhost-"))
                .isEqualTo("9\n0\n");
    }

    @Test
    void domainStartedWithAPinDoesNotWidenButFallsBack() {
        String show = "P=$(cat /run/libvirt/qemu/vnf1.pid); for t in /proc/$P/task/*; do grep -q ^vhost $t/comm &&"
                + " grep Cpus_allowed_list $t/status; done | sort -u";
        run("virsh emulatorpin vnf1 64-79");
        assertThat(run(show)).isEqualTo("Cpus_allowed_list:\t64-79\n");
        run("virsh emulatorpin vnf1 0-79");
        assertThat(run(show)).isEqualTo("Cpus_allowed_list:\t0-15\n");
    }

    @Test
    void managedInterruptsCannotBeMoved() {
        String irq = run("grep -l mlx5_comp0@pci:0000:d8:00.0 /sys/kernel/irq/*/actions | cut -d/ -f5")
                .strip();
        var output = kvm.hosts().host("big").run("echo 1 > /proc/irq/" + irq + "/smp_affinity_list");
        assertThat(output.status()).isNotZero();
        assertThat(output.stderr()).contains("Operation not permitted");
    }

    @Test
    void threadsOfAProcessHaveDirectoriesThatAreNotListed() {
        assertThat(run(
                        "P=$(cat /run/libvirt/qemu/vnf1.pid); t=$(ls /proc/$P/task | tail -1); cat /proc/$t/comm; ls /proc |"
                                + " grep -c ^$t$"))
                .isEqualTo("vnc_worker\n0\n");
    }
}
