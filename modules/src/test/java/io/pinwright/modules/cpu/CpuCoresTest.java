package io.pinwright.modules.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuCoresTest {

    private static Map<String, String> hyperThreads() {
        Map<String, String> files = new HashMap<>();
        for (int cpu = 0; cpu < 8; cpu++) {
            String folder = "/sys/devices/system/cpu/cpu" + cpu + "/topology/";
            files.put(folder + "thread_siblings_list", cpu % 4 + "," + (cpu % 4 + 4) + "\n");
            files.put(folder + "core_id", cpu % 4 / 2 + "\n");
            files.put(folder + "physical_package_id", cpu % 2 + "\n");
        }
        return files;
    }

    @Test
    void siblingsShareACore() {
        CpuCores cores = CpuCores.parse(hyperThreads());
        assertThat(cores.siblingsOf(5)).isEqualTo(CpuSet.of(1, 5));
        assertThat(cores.cores()).containsExactly(CpuSet.of(0, 4), CpuSet.of(1, 5), CpuSet.of(2, 6), CpuSet.of(3, 7));
        assertThat(cores.threadsPerCore()).hasValue(2);
    }

    @Test
    void packagesHoldTheirCpus() {
        assertThat(CpuCores.parse(hyperThreads()).packages())
                .containsEntry(0, CpuSet.parse("0-6:2"))
                .containsEntry(1, CpuSet.parse("1-7:2"));
    }

    @Test
    void offlineCpuHasNoCore() {
        CpuCores cores = CpuCores.parse(hyperThreads());
        assertThat(cores.siblingsOf(8)).isEqualTo(CpuSet.EMPTY);
        assertThat(cores.packageOf(8)).isEmpty();
    }

    @Test
    void unknownPackageIsNotPackageZero() {
        CpuCores cores = CpuCores.parse(Map.of(
                "/sys/devices/system/cpu/cpu0/topology/physical_package_id", "-1\n",
                "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "zz\n"));
        assertThat(cores.packageOf(0)).isEmpty();
        assertThat(cores.packages()).isEmpty();
        assertThat(cores.siblingsOf(0)).isEqualTo(CpuSet.EMPTY);
    }
}
