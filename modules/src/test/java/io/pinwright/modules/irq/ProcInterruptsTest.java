package io.pinwright.modules.irq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcInterruptsTest {

    static ProcInterrupts capture(String name) throws IOException {
        return ProcInterrupts.parse(Files.readString(Path.of("src/test/resources/interrupts", name)));
    }

    private static ProcInterrupts.Row only(String line) {
        return ProcInterrupts.parse("           CPU0       CPU1\n" + line + "\n")
                .rows()
                .get(0);
    }

    @Test
    void oldSpellingHasNoHardwareNumber() {
        ProcInterrupts.Row row = only(" 66:    4943144          7   PCI-MSI-edge      eth0-TxRx-5");
        assertThat(row.chip()).isEqualTo("PCI-MSI-edge");
        assertThat(row.hardwareNumber()).isEmpty();
        assertThat(row.counts()).containsExactly(4943144L, 7L);
        assertThat(row.actions()).containsExactly("eth0-TxRx-5");
    }

    @Test
    void newSpellingHasOne() {
        ProcInterrupts.Row row = only(" 36:          0     100049 PCI-MSIX-0000:00:02.0   1-edge      virtio1-req.0");
        assertThat(row.chip()).isEqualTo("PCI-MSIX-0000:00:02.0");
        assertThat(row.hardwareNumber()).contains(1L);
        assertThat(row.actions()).containsExactly("virtio1-req.0");
    }

    @Test
    void armSpellingEndsInLevelOrEdge() {
        ProcInterrupts.Row row = only(" 58:          0          0   ITS-MSI 81921 Edge      eth0-Tx-Rx-0");
        assertThat(row.hardwareNumber()).contains(81921L);
        assertThat(row.actions()).containsExactly("eth0-Tx-Rx-0");
    }

    @Test
    void chipWithoutTriggerKeepsItsAction() {
        assertThat(only(" 29:  1  2       GIC  29  twd").actions()).containsExactly("twd");
        assertThat(only("  3:  1  2   PCI-MSI  mlx5_comp0@pci:0000:00:00.0").actions())
                .containsExactly("mlx5_comp0@pci:0000:00:00.0");
        assertThat(only(" 90:  1  2   xen-dyn    -event     vif1.0-q0-tx").actions())
                .containsExactly("vif1.0-q0-tx");
    }

    @Test
    void sharedInterruptHasSeveralActions() {
        assertThat(only(" 18:  302  0   IO-APIC-fasteoi   uhci_hcd:usb4, eth1").actions())
                .containsExactly("uhci_hcd:usb4", "eth1");
    }

    @Test
    void actionMayHoldSpaces() {
        assertThat(only(" 18:  302  0   PCI-MSI 1-edge      eth0 (queue 0)").actions())
                .containsExactly("eth0 (queue 0)");
    }

    @Test
    void interruptWithoutHandlerHasNoAction() {
        assertThat(only("  7:          0          0   IO-APIC-edge      ").actions())
                .isEmpty();
        assertThat(only("  7:          0          0   IO-APIC   7-edge").actions())
                .isEmpty();
    }

    @Test
    void shortRowHasFewerCounts() {
        ProcInterrupts.Row row = only("ERR:         36");
        assertThat(row.number()).isEmpty();
        assertThat(row.counts()).containsExactly(36L);
    }

    @Test
    void rowOfWordsIsNoInterrupt() {
        ProcInterrupts.Row row = only("EXT:          5          6   [EXT] External interrupts");
        assertThat(row.number()).isEmpty();
        assertThat(row.actions()).isEmpty();
        assertThat(row.chip()).isEqualTo("[EXT] External interrupts");
    }

    @Test
    void columnsAreCpuNumbersNotPositions() {
        ProcInterrupts parsed = ProcInterrupts.parse("     CPU0  CPU2  CPU17\n 1: 1 2 3 IO-APIC 1-edge i8042\n");
        assertThat(parsed.cpus()).containsExactly(0, 2, 17);
        assertThat(parsed.row(1).orElseThrow().total()).isEqualTo(6);
    }

    @Test
    void emptyTextHasNoRows() {
        assertThat(ProcInterrupts.parse("").rows()).isEmpty();
    }

    @Test
    void garbageNeverFails() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = " :\n0123456789CPU-edge,x\u00e9\t";
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder("CPU0 CPU1\n");
            for (int n = random.nextInt(120); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(ProcInterrupts.parse(text.toString()).cpus())
                    .as("seed %d", seed)
                    .isNotNull();
        }
    }

    @Test
    void elevenHundredCpusInALine() {
        StringBuilder text = new StringBuilder("    ");
        StringBuilder counts = new StringBuilder("900: ");
        for (int cpu = 0; cpu < 1152; cpu++) {
            text.append(" CPU").append(cpu);
            counts.append(" 4294967295");
        }
        ProcInterrupts.Row row = ProcInterrupts.parse(
                        text + "\n" + counts + " IR-PCI-MSIX-0000:c1:00.0 3-edge mlx5_comp2@pci:0000:c1:00.0\n")
                .row(900)
                .orElseThrow();
        assertThat(row.total()).isEqualTo(1152L * 4294967295L);
        assertThat(row.actions()).containsExactly("mlx5_comp2@pci:0000:c1:00.0");
    }

    @Test
    void capturesAreReadWhole() throws IOException {
        ProcInterrupts ixgbe = capture("ixgbe-12cpu-2node.txt");
        assertThat(ixgbe.cpus()).hasSize(12);
        assertThat(ixgbe.row(71).orElseThrow().actions()).containsExactly("eth0-TxRx-5");
        assertThat(ixgbe.row(18).orElseThrow().actions()).containsExactly("ehci_hcd:usb1", "uhci_hcd:usb6");
        ProcInterrupts ena = capture("ena-aarch64-8cpu.txt");
        assertThat(ena.row(65).map(ProcInterrupts.Row::actions)).isEqualTo(Optional.of(List.of("eth0-Tx-Rx-7")));
        assertThat(ena.row(50).orElseThrow().chip()).isEqualTo("ARMH0061:00");
        for (ProcInterrupts.Row row : ena.rows()) {
            assertThat(row.number().isPresent())
                    .isEqualTo(!row.label().startsWith("IPI") && !row.label().equals("Err"));
        }
    }
}
