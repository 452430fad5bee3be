package io.pinwright.modules.vhost;

import io.pinwright.modules.cpu.CpuSet;
import java.util.List;

/**
 * The vhost workers of one running domain: one for each queue pair of each interface that vhost serves, whether or not the guest
 * uses it.
 *
 * <p>They are kernel threads ({@code /proc/TID}, child of kthreadd) before Linux 6.4 and where {@code fork_from_owner_default=N},
 * else threads of QEMU ({@code /proc/PID/task/TID}). Both are looked for always: the kernel's version does not tell.
 *
 * @param threads ascending by {@code tid}
 */
public record VhostWorkers(List<QemuThread> threads) {

    public VhostWorkers {
        threads = List.copyOf(threads);
    }

    public int count() {
        return threads.size();
    }

    /** All CPUs that at least one of them may run on. */
    public CpuSet allowed() {
        CpuSet union = CpuSet.EMPTY;
        for (QemuThread thread : threads) {
            union = thread.allowed().map(union::plus).orElse(union);
        }
        return union;
    }

    /** Those whose CPUs could not be read. */
    public List<QemuThread> unknown() {
        return threads.stream().filter(thread -> thread.allowed().isEmpty()).toList();
    }

    /** Those known to be allowed on other CPUs than exactly these. */
    public List<QemuThread> notOn(CpuSet cpus) {
        return threads.stream()
                .filter(thread ->
                        thread.allowed().filter(set -> !set.equals(cpus)).isPresent())
                .toList();
    }
}
