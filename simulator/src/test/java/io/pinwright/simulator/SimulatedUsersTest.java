package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.simulator.shell.PosixShell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SimulatedUsersTest {

    @RegisterExtension
    final SimulatedHostsExtension kvm = SimulatedHostsExtension.of(
            SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710()).user("ops"));

    private String asOps(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Login(kvm.hosts().host("kvm01"), "ops", () -> {})
                .run(PosixShell.bytes(command), new ByteArrayInputStream(new byte[0]), out, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void usersMayNotMoveInterruptsAndSudoMay() {
        assertThat(asOps("echo 5 > /proc/irq/42/smp_affinity_list")).contains("Permission denied");
        assertThat(asOps("sudo -n sh -c 'echo 5 > /proc/irq/42/smp_affinity_list'"))
                .isEmpty();
        assertThat(kvm.hosts().host("kvm01").text("/proc/irq/42/smp_affinity_list"))
                .contains("5");
    }

    @Test
    void usersSeeNoDomainsWithoutRoot() {
        assertThat(asOps("virsh list --all --name")).contains("error: failed to connect to the hypervisor");
        assertThat(asOps("sudo -n virsh -c qemu:///system list --all --name")).isEqualTo("bigip-virtio\n\n");
    }
}
