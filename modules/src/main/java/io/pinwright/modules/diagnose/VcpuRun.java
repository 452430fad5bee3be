package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Neighbouring vCPUs of a domain that may run on the same CPUs, {@code first} to {@code last}. */
record VcpuRun(int first, int last, CpuSet cpus) {

    /** All vCPUs in order, neighbours with the same CPUs together. */
    static List<VcpuRun> of(SortedMap<Integer, CpuSet> vcpus) {
        List<VcpuRun> runs = new ArrayList<>();
        for (Map.Entry<Integer, CpuSet> vcpu : vcpus.entrySet()) {
            int number = vcpu.getKey();
            @Nullable VcpuRun before = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (before != null && before.last + 1 == number && before.cpus.equals(vcpu.getValue())) {
                runs.set(runs.size() - 1, new VcpuRun(before.first, number, before.cpus));
            } else {
                runs.add(new VcpuRun(number, number, vcpu.getValue()));
            }
        }
        return List.copyOf(runs);
    }

    int count() {
        return last - first + 1;
    }

    /** {@code vCPU 3}, or {@code vCPUs 2-15}. */
    String label() {
        return first == last ? "vCPU " + first : "vCPUs " + first + "-" + last;
    }
}
