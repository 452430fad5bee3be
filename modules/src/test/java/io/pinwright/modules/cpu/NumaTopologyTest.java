package io.pinwright.modules.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumaTopologyTest {

    private static final String CPU = "/sys/devices/system/cpu/";
    private static final String NODE = "/sys/devices/system/node/";

    private static Map<String, String> interleaved() {
        Map<String, String> files = new HashMap<>();
        files.put(CPU + "online", "0-15\n");
        files.put(CPU + "offline", "\n");
        files.put(CPU + "possible", "0-15\n");
        files.put(CPU + "present", "0-15\n");
        files.put(CPU + "isolated", "\n");
        files.put(NODE + "online", "0-1\n");
        files.put(NODE + "has_memory", "0-1\n");
        files.put(NODE + "node0/cpulist", "0,2,4,6,8,10,12,14\n");
        files.put(NODE + "node1/cpulist", "1,3,5,7,9,11,13,15\n");
        files.put(NODE + "node0/distance", "10 20\n");
        files.put(NODE + "node1/distance", "20 10\n");
        files.put(NODE + "node0/meminfo", "Node 0 MemTotal:        1028336 kB\nNode 0 MemFree: 5 kB\n");
        return files;
    }

    private static NumaTopology with(String path, String text) {
        Map<String, String> files = interleaved();
        files.put(path, text);
        return NumaTopology.parse(files);
    }

    private static NumaTopology without(String... paths) {
        Map<String, String> files = interleaved();
        for (String path : paths) {
            assertThat(files.remove(path)).isNotNull();
        }
        return NumaTopology.parse(files);
    }

    @Test
    void interleavedNodesKeepTheirNumbers() {
        NumaTopology topology = NumaTopology.parse(interleaved());
        assertThat(topology.cpusOf(1)).isEqualTo(CpuSet.of(1, 3, 5, 7, 9, 11, 13, 15));
        assertThat(topology.nodeOf(6)).hasValue(0);
        assertThat(topology.nodeOf(7)).hasValue(1);
        assertThat(topology.nodesOf(CpuSet.of(2, 3))).containsExactly(0, 1);
        assertThat(topology.problems()).isEmpty();
    }

    @Test
    void isReadInOneRoundByOneQuery() {
        assertThat(NumaTopology.observe().given(Answers.NONE).needs()).containsExactly(NumaTopology.QUERY);
        Map<String, Bytes> entries = new LinkedHashMap<>();
        interleaved().forEach((path, text) -> entries.put(path, Bytes.utf8(text)));
        assertThat(NumaTopology.observe()
                        .given(Answers.of(Map.of(NumaTopology.QUERY, new Answer.Entries(entries))))
                        .value())
                .contains(NumaTopology.parse(interleaved()));
    }

    @Test
    void isolatedCpusAreLeftOut() {
        assertThat(with(CPU + "isolated", "3-6\n").cpusOf(1)).isEqualTo(CpuSet.of(1, 7, 9, 11, 13, 15));
    }

    @Test
    void offlineCpusListedInANodeAreLeftOut() {
        assertThat(with(CPU + "online", "0-8,10-15\n").cpusOf(1)).isEqualTo(CpuSet.of(1, 3, 5, 7, 11, 13, 15));
    }

    @Test
    void sparseNodesWithMasksOnly() {
        Map<String, String> files = Map.of(
                CPU + "online", "0-63\n",
                NODE + "node0/cpumap", "0000,55555555,55555555\n",
                NODE + "node2/cpumap", "0000,22222222,22222222\n",
                NODE + "node3/cpumap", "0000,88888888,88888888\n");
        NumaTopology topology = NumaTopology.parse(files);
        assertThat(topology.nodes().keySet()).containsExactly(0, 2, 3);
        assertThat(topology.cpusOf(2)).isEqualTo(CpuSet.parse("1-61:4"));
        assertThat(topology.cpusOf(3)).isEqualTo(CpuSet.parse("3-63:4"));
        assertThatThrownBy(() -> topology.cpusOf(1))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no NUMA node 1")
                .hasMessageContaining("node 0 (CPUs 0,2,4")
                .hasMessageContaining("node 3");
    }

    @Test
    void listWinsOverADifferentMaskAndSaysSo() {
        NumaTopology topology = with(NODE + "node1/cpumap", "00000002\n");
        assertThat(topology.cpusOf(1).size()).isEqualTo(8);
        assertThat(topology.problems()).singleElement().asString().contains("node1/cpulist", "cpumap says 1;");
    }

    @Test
    void emptyListFileFallsBackToTheMask() {
        Map<String, String> files = interleaved();
        files.put(NODE + "node1/cpulist", "");
        files.put(NODE + "node1/cpumap", "0000aaaa\n");
        assertThat(NumaTopology.parse(files).cpusOf(1)).isEqualTo(CpuSet.parse("1-15:2"));
    }

    @Test
    void memoryOnlyNodeIsNoTarget() {
        NumaTopology topology = with(NODE + "node2/cpulist", "\n");
        assertThatThrownBy(() -> topology.cpusOf(2))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("memory only");
        assertThat(topology.nodes().get(2).cpus()).contains(CpuSet.EMPTY);
    }

    @Test
    void nodeWhoseCpusCannotBeSeenIsNotTakenForEmpty() {
        NumaTopology topology = without(NODE + "node1/cpulist");
        assertThat(topology.nodes().get(1).cpus()).isEmpty();
        assertThatThrownBy(() -> topology.cpusOf(1))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("cannot be seen");
    }

    @Test
    void nodeOfOfflineCpusIsNoTarget() {
        assertThatThrownBy(() -> with(CPU + "online", "0-14:2").cpusOf(1))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("offline");
    }

    @Test
    void nodeOfIsolatedCpusIsNoTargetAndNamesThem() {
        assertThatThrownBy(() -> with(CPU + "isolated", "1-15:2").cpusOf(1))
                .isInstanceOfSatisfying(
                        HostProblem.class,
                        problem -> assertThat(problem.fix().orElseThrow()).contains("1,3,5,7,9,11,13,15"));
    }

    @Test
    void kernelWithoutNumaHasNoNodeZero() {
        NumaTopology topology = NumaTopology.parse(Map.of(CPU + "online", "0-3\n"));
        assertThat(topology.hasNodes()).isFalse();
        assertThat(topology.online()).isEqualTo(CpuSet.range(0, 3));
        assertThatThrownBy(() -> topology.cpusOf(0))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no NUMA information");
    }

    @ParameterizedTest
    @ValueSource(strings = {"  (null)\n", "\0\n", "\n", ""})
    void nohzFullOfOldKernelsSaysNull(String text) {
        NumaTopology topology = with(CPU + "nohz_full", text);
        assertThat(topology.nohzFull()).isEqualTo(CpuSet.EMPTY);
        assertThat(topology.problems()).isEmpty();
    }

    @Test
    void distancesBelongToOnlineNodesNotToIndexes() {
        Map<String, String> files = new HashMap<>();
        files.put(NODE + "online", "0,2-3\n");
        files.put(NODE + "node0/distance", "10 21 31\n");
        assertThat(NumaTopology.parse(files).distance(0, 2)).hasValue(21);
        assertThat(NumaTopology.parse(files).distance(0, 3)).hasValue(31);
        assertThat(NumaTopology.parse(files).distance(0, 1)).isEmpty();
    }

    @Test
    void distancesOfAnotherNumberOfNodesAreUnknown() {
        NumaTopology topology = with(NODE + "node0/distance", "10 20 30\n");
        assertThat(topology.distance(0, 1)).isEmpty();
        assertThat(topology.problems()).singleElement().asString().contains("3 distances for 2 nodes");
    }

    @Test
    void memoryIsThatOfTheNode() {
        assertThat(NumaTopology.parse(interleaved()).nodes().get(0).memoryKib()).hasValue(1028336);
        assertThat(NumaTopology.parse(interleaved()).nodes().get(1).memoryKib()).isEmpty();
    }

    @Test
    void missingOnlineFileIsInferredAndSaysSo() {
        Map<String, String> files = interleaved();
        files.remove(CPU + "online");
        files.put(CPU + "offline", "14-15,32-63\n");
        NumaTopology topology = NumaTopology.parse(files);
        assertThat(topology.isOnlineKnown()).isFalse();
        assertThat(topology.online()).isEqualTo(CpuSet.range(0, 13));
        assertThat(topology.presentOffline()).isEqualTo(CpuSet.of(14, 15));
    }

    @Test
    void unreadableListIsAProblemNotAGuess() {
        NumaTopology topology = with(NODE + "node1/cpulist", "9-3\n");
        assertThat(topology.problems()).singleElement().asString().contains("node1/cpulist", "backwards");
        assertThatThrownBy(() -> topology.cpusOf(1)).isInstanceOf(HostProblem.class);
    }

    @Test
    void twelveHundredCpusOnEightNodes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Integer, CpuSet> wanted = new HashMap<>();
        for (int cpu = 0; cpu < 1200; cpu++) {
            wanted.merge(random.nextInt(8), CpuSet.of(cpu), CpuSet::plus);
        }
        Map<String, String> files = new HashMap<>();
        files.put(CPU + "online", "0-1199\n");
        wanted.forEach((node, cpus) -> files.put(
                NODE + "node" + node + (node % 2 == 0 ? "/cpulist" : "/cpumap"),
                node % 2 == 0 ? cpus.toString() : cpus.toMask(1216)));
        NumaTopology topology = NumaTopology.parse(files);
        wanted.forEach((node, cpus) ->
                assertThat(topology.cpusOf(node)).as("seed %d", seed).isEqualTo(cpus));
    }
}
