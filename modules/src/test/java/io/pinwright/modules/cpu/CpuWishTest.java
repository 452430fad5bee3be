package io.pinwright.modules.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuWishTest {

    private static final NumaTopology TWO_NODES = NumaTopology.parse(Map.of(
            "/sys/devices/system/cpu/online", "0-7\n",
            "/sys/devices/system/cpu/isolated", "7\n",
            "/sys/devices/system/node/node0/cpulist", "0,2,4,6\n",
            "/sys/devices/system/node/node1/cpulist", "1,3,5,7,9\n"));

    private static <T> T read(ArgumentType<T> type, Object value) {
        return type.read("cpus", ArgumentValue.of(value, Span.startOf(new Source("play.yml", "cpus: x\n"))));
    }

    @Test
    void readsACpuList() {
        assertThat(read(CpuWish.type(), "0-3,^1")).isEqualTo(CpuWish.of(CpuSet.of(0, 2, 3)));
    }

    @Test
    void readsABareNumberAsOneCpu() {
        assertThat(read(CpuWish.type(), 2L)).isEqualTo(CpuWish.of(CpuSet.of(2)));
    }

    @Test
    void readsANode() {
        assertThat(read(CpuWish.type(), Map.of("node", 1L))).isEqualTo(CpuWish.ofNode(1));
    }

    @Test
    void aListMeansTheUnionOfItsItems() {
        assertThat(read(CpuWish.type(), List.of(1L, "3-4", Map.of("node", 0L))))
                .isEqualTo(CpuWish.of(CpuSet.of(1, 3, 4)).plus(CpuWish.ofNode(0)))
                .hasToString("1,3-4 and node 0");
    }

    @Test
    void aListPerPositionKeepsItsItemsApart() {
        assertThat(read(CpuWish.perPosition(), List.of(1L, "3-4"))).hasToString("[1, 3-4]");
    }

    @Test
    void aSingleWishPerPositionHoldsForAll() {
        assertThat(read(CpuWish.perPosition(), "1-2")).containsExactly(CpuWish.of(CpuSet.of(1, 2)));
    }

    @Test
    void aBareNumberIsANodeWhereNodesAreMeant() {
        assertThat(read(CpuWish.nodeOrCpus(), 1L)).isEqualTo(CpuWish.ofNode(1));
        assertThat(read(CpuWish.nodeOrCpus(), "1")).isEqualTo(CpuWish.of(CpuSet.of(1)));
    }

    @Test
    void refusesAMistypedListAtItsPlace() {
        assertThatThrownBy(() -> read(CpuWish.type(), "3-1"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("play.yml:1:1")
                .hasMessageContaining("cpus is range runs backwards: \"3-1\"")
                .hasMessageContaining("{node: 1}");
    }

    @Test
    void refusesAnEmptyWish() {
        assertThatThrownBy(() -> read(CpuWish.type(), "")).hasMessageContaining("at least one CPU");
        assertThatThrownBy(() -> read(CpuWish.type(), List.of())).hasMessageContaining("empty list");
        assertThatThrownBy(() -> read(CpuWish.type(), "0,^0")).hasMessageContaining("at least one CPU");
    }

    @Test
    void refusesAMappingOfAnotherKey() {
        assertThatThrownBy(() -> read(CpuWish.type(), Map.of("nodes", 1L))).hasMessageContaining("{node: N}");
    }

    @Test
    void aNodeMeansItsOnlineCpusThatAreNotIsolated() {
        assertThat(CpuWish.ofNode(1).resolve(TWO_NODES)).isEqualTo(CpuSet.of(1, 3, 5));
    }

    @Test
    void namedCpusAreTakenThoughIsolated() {
        assertThat(CpuWish.of(CpuSet.of(6, 7)).resolve(TWO_NODES)).isEqualTo(CpuSet.of(6, 7));
    }

    @Test
    void refusesCpusThatTheHostLacks() {
        assertThatThrownBy(() -> CpuWish.of(CpuSet.of(3, 9)).resolve(TWO_NODES))
                .isInstanceOf(HostProblem.class)
                .hasMessage("CPU 9 is not online on this host; online: 0-7");
    }

    @Test
    void refusesANodeThatTheHostLacks() {
        assertThatThrownBy(() -> CpuWish.ofNode(3).resolve(TWO_NODES))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no NUMA node 3");
    }
}
