package io.pinwright.modules.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NicInterruptsTest {

    private final Map<String, String> links = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> affinities = new HashMap<>();

    private void pci(String device, String address, int... messages) {
        links.put("/sys/class/net/" + device, "../../devices/pci0000:00/0000:00:03.0/" + address + "/net/" + device);
        links.put("/sys/class/net/" + device + "/device", "../../../" + address);
        names.put("/sys/class/net/" + device, "");
        for (int number : messages) {
            names.put("/sys/class/net/" + device + "/device/msi_irqs/" + number, "");
        }
    }

    private void virtual(String device, String... lower) {
        links.put("/sys/class/net/" + device, "../../devices/virtual/net/" + device);
        names.put("/sys/class/net/" + device, "");
        for (String below : lower) {
            names.put("/sys/class/net/" + device + "/lower_" + below, "");
        }
    }

    private NicInterrupts parse(String lines) {
        return parse(ProcInterrupts.parse("   CPU0  CPU1\n" + lines));
    }

    private NicInterrupts parse(ProcInterrupts lines) {
        return NicInterrupts.parse(NicDevices.parse(links, names), Optional.of(lines), affinities);
    }

    @Test
    void messageInterruptsAreLabelledByTheirNames() {
        pci("enp4s0f0", "0000:04:00.0", 42, 43, 50);
        affinities.put("/proc/irq/42/smp_affinity_list", "0,2,4\n");
        NicInterrupts found = parse(" 42: 1 2 PCI-MSI 2097152-edge enp4s0f0-rxtx-0\n"
                + " 43: 0 0 PCI-MSI 2097153-edge enp4s0f0-rxtx-1\n 50: 0 0 PCI-MSI 2097160-edge enp4s0f0-event-8\n");
        assertThat(found.queuesOf("enp4s0f0")).extracting(NicInterrupt::number).containsExactly(42, 43);
        assertThat(found.of("enp4s0f0"))
                .hasSize(3)
                .last()
                .satisfies(last -> assertThat(last.role()).isEqualTo(InterruptName.Role.OTHER));
        assertThat(found.of("enp4s0f0").get(0).allowed()).contains(CpuSet.of(0, 2, 4));
        assertThat(found.of("enp4s0f0").get(0).count()).hasValue(3);
        assertThat(found.of("enp4s0f0").get(1).allowed()).isEmpty();
    }

    @Test
    void isReadInOneRound() {
        assertThat(NicInterrupts.observe().given(Answers.NONE).needs())
                .containsExactlyInAnyOrder(
                        NicInterrupts.LINKS, NicInterrupts.NAMES, NicInterrupts.AFFINITIES, ProcInterrupts.QUERY);
    }

    @Test
    void queuesKeepTheirOrderWhateverTheirNumbers() {
        pci("eth0", "0000:04:00.0", 42, 43, 44, 45);
        NicInterrupts found = parse(" 42: 1 2 PCI-MSI 1-edge eth0-tx-1\n 43: 0 0 PCI-MSI 2-edge eth0-rx-1\n"
                + " 44: 0 0 PCI-MSI 3-edge eth0-tx-0\n 45: 0 0 PCI-MSI 4-edge eth0-rx-0\n");
        assertThat(found.queuesOf("eth0")).extracting(NicInterrupt::number).containsExactly(45, 44, 43, 42);
    }

    @Test
    void virtioNicHasThoseOfItsParent() {
        links.put("/sys/class/net/enp0s2", "../../devices/pci0000:00/0000:00:02.0/virtio0/net/enp0s2");
        links.put("/sys/class/net/enp0s2/device", "../../../virtio0");
        for (int number : new int[] {60, 61, 62}) {
            names.put("/sys/class/net/enp0s2/device/../msi_irqs/" + number, "");
        }
        NicInterrupts found = parse(" 60: 1 2 PCI-MSI 1-edge virtio0-config\n 61: 0 0 PCI-MSI 2-edge virtio0-input.0\n"
                + " 62: 0 0 PCI-MSI 3-edge virtio0-output.0\n");
        assertThat(found.queuesOf("enp0s2")).extracting(NicInterrupt::number).containsExactly(61, 62);
        assertThat(found.devices().get("enp0s2").pciAddress()).contains("0000:00:02.0");
    }

    @Test
    void bridgeAboveAPciFunctionIsNotItsInterrupts() {
        pci("eth0", "0000:04:00.0");
        names.put("/sys/class/net/eth0/device/../msi_irqs/25", "");
        assertThat(parse(" 25: 1 2 PCI-MSI 1-edge PCIe PME, aerdrv\n").of("eth0"))
                .isEmpty();
    }

    @Test
    void withoutMessageFolderNamesDecide() throws IOException {
        pci("eth0", "0000:03:00.0");
        pci("eth1", "0000:03:00.1");
        pci("eth2", "0000:02:00.0");
        NicInterrupts found = parse(ProcInterruptsTest.capture("ixgbe-12cpu-2node.txt"));
        assertThat(found.queuesOf("eth1"))
                .extracting(NicInterrupt::number)
                .containsExactly(75, 76, 77, 78, 79, 80, 81, 82);
        assertThat(found.of("eth1"))
                .hasSize(9)
                .last()
                .satisfies(last -> assertThat(last.number()).isEqualTo(74));
        assertThat(found.queuesOf("eth2"))
                .singleElement()
                .satisfies(only -> assertThat(only.number()).isEqualTo(63));
    }

    @Test
    void mellanoxPortsAreToldApartByTheirAddress() throws IOException {
        pci("eth2", "0000:01:00.0");
        pci("eth3", "0000:01:00.1");
        NicInterrupts found = parse(ProcInterruptsTest.capture("mlx5-4cpu.txt"));
        assertThat(found.queuesOf("eth2")).extracting(NicInterrupt::number).containsExactly(30, 31, 32, 33);
        assertThat(found.queuesOf("eth3")).extracting(NicInterrupt::number).containsExactly(37, 38, 39, 40);
        assertThat(found.of("eth3")).hasSize(7);
    }

    @Test
    void flowDirectorOfAnI40eIsNoQueue() throws IOException {
        pci("eth0", "0000:01:00.0");
        NicInterrupts found = parse(ProcInterruptsTest.capture("i40e-and-ixgbe-4cpu.txt"));
        assertThat(found.queuesOf("eth0")).extracting(NicInterrupt::number).containsExactly(33, 34, 35, 36);
        assertThat(found.of("eth0")).hasSize(6);
    }

    @Test
    void separateReceiveAndTransmitVectors() throws IOException {
        pci("eth1", "0000:01:00.1");
        NicInterrupts found = parse(ProcInterruptsTest.capture("igb-rx-tx-4cpu.txt"));
        assertThat(found.queuesOf("eth1"))
                .extracting(NicInterrupt::number)
                .containsExactly(137, 141, 138, 142, 139, 143, 140, 144);
    }

    @Test
    void arrivesOnEnaAsWell() throws IOException {
        pci("eth0", "0000:00:05.0");
        NicInterrupts found = parse(ProcInterruptsTest.capture("ena-aarch64-8cpu.txt"));
        assertThat(found.queuesOf("eth0")).hasSize(8);
        assertThat(found.of("eth0")).hasSize(9);
    }

    @Test
    void longerNameIsAnotherDevice() {
        pci("enp4s0f1", "0000:04:00.1");
        pci("enp4s0f10", "0000:04:01.2");
        NicInterrupts found =
                parse(" 42: 1 2 PCI-MSI 1-edge enp4s0f1-TxRx-0\n 43: 0 0 PCI-MSI 2-edge enp4s0f10-TxRx-0\n");
        assertThat(found.of("enp4s0f1")).extracting(NicInterrupt::number).containsExactly(42);
        assertThat(found.of("enp4s0f10")).extracting(NicInterrupt::number).containsExactly(43);
    }

    @Test
    void renamedDeviceKeepsItsVectors() {
        pci("enp4s0f0", "0000:04:00.0", 42, 43);
        NicInterrupts found = parse(" 42: 1 2 PCI-MSI 1-edge eth7\n 43: 0 0 PCI-MSI 2-edge eth7-TxRx-0\n");
        assertThat(found.queuesOf("enp4s0f0")).extracting(NicInterrupt::number).containsExactly(43);
    }

    @Test
    void onlyHandlerOfADeviceServesItsPackets() {
        pci("eno1", "0000:04:00.0", 42);
        assertThat(parse(" 42: 1 2 PCI-MSI 1-edge eno1\n").queuesOf("eno1"))
                .singleElement()
                .satisfies(only -> assertThat(only.queue()).hasValue(0));
    }

    @Test
    void namesThatTellNothingStayUnknownAndAllCount() {
        pci("eno1", "0000:04:00.0", 42, 43);
        NicInterrupts found = parse(" 42: 1 2 PCI-MSI 1-edge eno1\n 43: 1 2 PCI-MSI 2-edge eno1\n");
        assertThat(found.of("eno1")).allSatisfy(each -> assertThat(each.role()).isEqualTo(InterruptName.Role.UNKNOWN));
        assertThat(found.queuesOf("eno1")).hasSize(2);
    }

    @Test
    void downDeviceHasVectorsWithoutNames() {
        pci("eno1", "0000:04:00.0", 42, 43);
        assertThat(parse("").of("eno1")).hasSize(2);
        assertThat(parse("").queuesOf("eno1")).isEmpty();
    }

    @Test
    void macvtapLiesOnItsNicAndABondOnAllSlaves() {
        pci("enp4s0f0", "0000:04:00.0", 42);
        pci("enp4s0f1", "0000:04:00.1", 43);
        virtual("bond0", "enp4s0f0", "enp4s0f1");
        virtual("bond0.7", "bond0");
        virtual("macvtap0", "bond0.7");
        virtual("veth0");
        NicInterrupts found = parse("");
        assertThat(found.physicalOf("macvtap0")).containsExactly("enp4s0f0", "enp4s0f1");
        assertThat(found.physicalOf("veth0")).isEmpty();
        assertThatThrownBy(() -> found.of("bond0"))
                .isInstanceOfSatisfying(
                        HostProblem.class,
                        problem -> assertThat(problem.fix().orElseThrow()).contains("enp4s0f0, enp4s0f1"));
    }

    @Test
    void loopOfDevicesEnds() {
        virtual("a", "b");
        virtual("b", "a");
        assertThat(parse("").physicalOf("a")).isEmpty();
    }

    @Test
    void missingDeviceIsNamedWithTheNearest() {
        pci("enp4s0f0", "0000:04:00.0", 42);
        assertThatThrownBy(() -> parse("").of("enp4s0f")).isInstanceOfSatisfying(HostProblem.class, problem -> {
            assertThat(problem.message()).contains("no network device enp4s0f;");
            assertThat(problem.fix().orElseThrow()).contains("enp4s0f0");
        });
    }

    @Test
    void controlFileOfBondsIsNoDevice() {
        names.put("/sys/class/net/bonding_masters", "");
        assertThat(parse("").devices()).isEmpty();
    }
}
