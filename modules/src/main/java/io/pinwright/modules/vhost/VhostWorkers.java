package io.pinwright.modules.vhost;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.InterfaceXml;
import java.util.List;
import java.util.Set;

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

    /** Interface types whose packets vhost-net can carry; those of vhostuser, hostdev and user are carried by others. */
    private static final Set<String> TYPES = Set.of("direct", "bridge", "network", "ethernet");

    public VhostWorkers {
        threads = List.copyOf(threads);
    }

    /**
     * How many workers the interfaces of a running domain should have: one for each queue of each virtio interface that is not
     * told to use another driver. Where the host has no /dev/vhost-net, libvirt falls back to QEMU without a word and there are
     * none; other devices ({@code <vsock>}) may have more.
     *
     * @param live the running domain's document; its persistent one may have other queues
     */
    public static int expected(DomainXml live) {
        return live.interfaces().stream()
                .filter(each -> TYPES.contains(each.type()) && each.isVirtio())
                .map(InterfaceXml::driver)
                .filter(driver -> driver.name().orElse("vhost").equals("vhost"))
                .mapToInt(driver -> driver.queues().orElse(1))
                .sum();
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
