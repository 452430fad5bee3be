package io.pinwright.modules.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyTest {

    @TempDir
    Path temp;

    private SysrootReader capture() throws IOException {
        Path root = Files.createDirectories(temp.resolve("capture"));
        for (String line : Files.readAllLines(Path.of("src/test/resources/sysroot/32intel64-2p8co2t+8ve.txt"))) {
            String[] words = line.split(" ", 3);
            Path file = root.resolve(words[1].substring(1));
            Files.createDirectories(file.getParent());
            if (words[0].equals("L")) {
                Files.createSymbolicLink(file, Path.of(words[2]));
            } else {
                Files.writeString(file, words[2].replace("\\n", "\n").replace("\\0", "\0"));
            }
        }
        return SysrootReader.of(root);
    }

    @Test
    void capturedHostIsReadOffline() throws IOException {
        Topology topology = capture().read(Topology.observe());
        assertThat(topology.numa().cpusOf(0)).isEqualTo(CpuSet.parse("0-7,16-23"));
        assertThat(topology.numa().distance(0, 1)).hasValue(21);
        assertThat(topology.numa().problems()).isEmpty();
        assertThat(topology.cores().siblingsOf(3)).isEqualTo(CpuSet.of(3, 19));
        assertThat(topology.cores().packages()).hasSize(2);
        assertThat(topology.nics().byName().keySet()).containsExactly("enp96s0f0", "enp96s0f1");
        assertThat(topology.nics().byName().get("enp96s0f1").numaNode()).hasValue(0);
        assertThat(topology.nics().interrupts().of("enp96s0f0")).hasSize(5);
    }

    @Test
    void interruptsWithoutNamesAreNotCalledUnused() throws IOException {
        assertThat(capture().read(Topology.observe()).toText()).contains("5, names unknown");
    }

    @Test
    void textIsATable() throws IOException {
        assertThat(capture().read(Topology.observe()).toText())
                .startsWith("CPUs: 0-31 online (32); 16 cores with up to 2 CPUs; 2 packages\n")
                .contains("NODE  CPUS        USABLE  MEMORY     DISTANCES\n")
                .contains("1     8-15,24-31  all     48359 MiB  0:21 1:10\n")
                .contains("i40e    0000:60:00.0  1000 Mbit/s");
    }

    @Test
    void factsOfACaptureNameWhatIsMissing() throws IOException {
        HostFacts facts = capture().read(HostFacts.observe());
        assertThat(facts.topology()).isPresent();
        assertThat(facts.irqbalance()).isEmpty();
        assertThat(facts.problems())
                .anySatisfy(problem -> assertThat(problem).contains("irqbalance", "commands cannot be run"))
                .anySatisfy(problem -> assertThat(problem).startsWith("domains: "))
                .anySatisfy(problem -> assertThat(problem).startsWith("threads: "));
    }

    @Test
    void treeKeepsItsKeys() throws IOException {
        Map<String, Object> tree = capture().read(Topology.observe()).toTree();
        assertThat(tree.keySet()).containsExactly("cpus", "numa", "nics", "problems");
        assertThat(tree.get("numa").toString()).startsWith("{known=true, nodes={0={cpus=0-7,16-23, usable=0-7,16-23,");
    }

    @Test
    void kernelWithoutNumaSaysSo() throws IOException {
        Path root = Files.createDirectories(temp.resolve("small/sys/devices/system/cpu"));
        Files.writeString(root.resolve("online"), "0-3\n");
        Topology topology = SysrootReader.of(temp.resolve("small")).read(Topology.observe());
        assertThat(topology.toText()).contains("NUMA: no information").contains("NICs: none with hardware");
        assertThat(topology.toTree().get("numa")).isEqualTo(Map.of("known", false, "nodes", Map.of()));
    }

    @Test
    void controlCharactersOfAHostNeverReachTheTerminal() {
        assertThat(TextTable.shown("a\u001b[31m\nb")).isEqualTo("a?[31m?b");
    }
}
