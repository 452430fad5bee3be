package io.pinwright.simulator.kernel;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The hardware and kernel of a simulated host.
 *
 * @param hostname short name
 * @param kernelRelease as {@code uname -r} says
 * @param possible all CPUs the kernel could ever have
 * @param online those that run
 * @param isolated those left out of load balancing ({@code isolcpus})
 * @param nodes NUMA nodes, ids may have gaps, a node may have no CPU
 * @param core core id of a CPU, unique in the host
 * @param socket physical package of a CPU
 * @param vhostStyle where vhost workers live
 * @param cpusetController whether the emulator has a cpuset of its own
 * @param marksManaged whether the kernel marks interrupts that cannot be moved with mode 0444 and EPERM (newer ones), or says EIO
 */
public record HostShape(
        String hostname,
        String kernelRelease,
        Cpus possible,
        Cpus online,
        Cpus isolated,
        List<NumaNode> nodes,
        IntUnaryOperator core,
        IntUnaryOperator socket,
        VhostStyle vhostStyle,
        boolean cpusetController,
        boolean marksManaged) {

    public HostShape {
        nodes = List.copyOf(nodes);
    }

    /** Where vhost workers live. */
    public enum VhostStyle {
        /** Kernel threads of their own under kthreadd; a new cpuset wipes what taskset asked for (kernels before 6.2). */
        KTHREAD,
        /** Threads of QEMU in {@code /proc/PID/task}; what a thread asked for is remembered and intersected (6.4 and later). */
        VHOST_TASK
    }

    /**
     * A NUMA node.
     *
     * @param cpus its CPUs, offline ones too; none for a node of memory alone
     */
    public record NumaNode(int id, Cpus cpus, long memoryKib) {}

    /** The node of a CPU, or -1. */
    public int nodeOf(int cpu) {
        return nodes.stream()
                .filter(node -> node.cpus().contains(cpu))
                .map(NumaNode::id)
                .findFirst()
                .orElse(-1);
    }

    /** The online CPUs of a node; all that are online when there is no such node. */
    public Cpus cpusOf(int node) {
        return nodes.stream()
                .filter(each -> each.id() == node)
                .map(each -> each.cpus().and(online))
                .findFirst()
                .orElse(online);
    }

    /** CPUs that share the core of a CPU, online ones only, itself among them. */
    public Cpus siblings(int cpu) {
        return Cpus.of(online.toList().stream()
                .filter(other -> core.applyAsInt(other) == core.applyAsInt(cpu)
                        && socket.applyAsInt(other) == socket.applyAsInt(cpu))
                .toList());
    }

    /** What the masks of this kernel are padded to: nr_cpu_ids. */
    public int cpuCount() {
        return possible.last() + 1;
    }

    public int distance(int from, int to) {
        return from == to ? 10 : 20;
    }
}
