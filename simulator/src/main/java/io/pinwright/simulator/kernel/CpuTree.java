package io.pinwright.simulator.kernel;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.kernel.HostShape.NumaNode;
import java.util.List;
import java.util.Locale;

/** The files of CPUs and NUMA nodes: /sys/devices/system/cpu, /sys/devices/system/node, /proc/cpuinfo, /proc/stat, /proc/meminfo. */
final class CpuTree {

    private static final String CPU = "/sys/devices/system/cpu/";
    private static final String NODE = "/sys/devices/system/node/";
    private static final int READ_ONLY = 0444;

    private final HostTree tree;
    private final HostShape shape;

    CpuTree(HostTree tree, HostShape shape) {
        this.tree = tree;
        this.shape = shape;
    }

    void build() {
        Cpus offline = shape.possible().minus(shape.online());
        readOnly(CPU + "possible", shape.possible().toString());
        readOnly(CPU + "present", shape.possible().toString());
        readOnly(CPU + "online", shape.online().toString());
        readOnly(CPU + "offline", offline.toString());
        readOnly(CPU + "isolated", shape.isolated().toString());
        readOnly(CPU + "nohz_full", "");
        readOnly(CPU + "kernel_max", "8191");
        readOnly(CPU + "smt/active", threadsPerCore() > 1 ? "1" : "0");
        readOnly(CPU + "smt/control", threadsPerCore() > 1 ? "on" : "notsupported");
        shape.possible().toList().forEach(this::cpu);
        nodes();
        readOnly("/proc/cpuinfo", cpuinfo());
        readOnly("/proc/stat", stat());
        long memory = shape.nodes().stream().mapToLong(NumaNode::memoryKib).sum();
        readOnly(
                "/proc/meminfo",
                String.format(
                        Locale.ROOT,
                        "MemTotal:       %8d kB\nMemFree:        %8d kB\nMemAvailable:   %8d kB\nHugePages_Total:       0\n"
                                + "HugePages_Free:        0\nHugepagesize:       2048 kB\n",
                        memory,
                        memory / 4 * 3,
                        memory / 4 * 3));
        readOnly(
                "/proc/cmdline",
                "BOOT_IMAGE=/boot/vmlinuz-" + shape.kernelRelease() + " root=/dev/sda1 ro quiet"
                        + (shape.isolated().isEmpty() ? "" : " isolcpus=" + shape.isolated()));
        readOnly(
                "/proc/version",
                "Linux version " + shape.kernelRelease() + " (builder@simulated) #1 SMP PREEMPT_DYNAMIC");
        readOnly("/proc/uptime", "4242.00 60000.00");
        readOnly("/proc/loadavg", "0.15 0.10 0.05 1/300 4242");
    }

    private int threadsPerCore() {
        return shape.online().toList().stream()
                .mapToInt(cpu -> shape.siblings(cpu).size())
                .max()
                .orElse(1);
    }

    private void cpu(int cpu) {
        String path = CPU + "cpu" + cpu + "/";
        if (cpu > 0) {
            tree.put(path + "online", (shape.online().contains(cpu) ? "1" : "0") + "\n");
        }
        int node = shape.nodeOf(cpu);
        if (node >= 0) {
            tree.link(path + "node" + node, "../../node/node" + node);
        }
        if (!shape.online().contains(cpu)) {
            return; // an offline CPU shows no topology
        }
        int socket = shape.socket().applyAsInt(cpu);
        Cpus siblings = shape.siblings(cpu);
        Cpus pkg = Cpus.of(shape.online().toList().stream()
                .filter(other -> shape.socket().applyAsInt(other) == socket)
                .toList());
        readOnly(path + "topology/core_id", String.valueOf(shape.core().applyAsInt(cpu)));
        readOnly(path + "topology/physical_package_id", String.valueOf(socket));
        readOnly(path + "topology/die_id", "0");
        readOnly(path + "topology/thread_siblings_list", siblings.toString());
        readOnly(path + "topology/thread_siblings", siblings.mask(shape.cpuCount()));
        readOnly(path + "topology/core_cpus_list", siblings.toString());
        readOnly(path + "topology/package_cpus_list", pkg.toString());
        readOnly(path + "topology/core_siblings_list", pkg.toString());
    }

    private void nodes() {
        List<NumaNode> nodes = shape.nodes();
        Cpus ids = Cpus.of(nodes.stream().map(NumaNode::id).toList());
        Cpus withCpu = Cpus.of(nodes.stream()
                .filter(node -> node.cpus().intersects(shape.online()))
                .map(NumaNode::id)
                .toList());
        Cpus withMemory = Cpus.of(nodes.stream()
                .filter(node -> node.memoryKib() > 0)
                .map(NumaNode::id)
                .toList());
        readOnly(NODE + "possible", ids.toString());
        readOnly(NODE + "online", ids.toString());
        readOnly(NODE + "has_cpu", withCpu.toString());
        readOnly(NODE + "has_memory", withMemory.toString());
        readOnly(NODE + "has_normal_memory", withMemory.toString());
        for (NumaNode node : nodes) {
            String path = NODE + "node" + node.id() + "/";
            Cpus online = node.cpus().and(shape.online());
            readOnly(path + "cpulist", online.toString());
            readOnly(path + "cpumap", online.mask(shape.cpuCount()));
            readOnly(
                    path + "distance",
                    String.join(
                            " ",
                            nodes.stream()
                                    .map(other -> String.valueOf(shape.distance(node.id(), other.id())))
                                    .toList()));
            readOnly(
                    path + "meminfo",
                    String.format(
                            Locale.ROOT,
                            "Node %d MemTotal:       %d kB\nNode %d MemFree:        %d kB",
                            node.id(),
                            node.memoryKib(),
                            node.id(),
                            node.memoryKib() / 4 * 3));
            tree.put(path + "hugepages/hugepages-2048kB/nr_hugepages", "0\n");
            readOnly(path + "hugepages/hugepages-2048kB/free_hugepages", "0");
            online.toList().forEach(cpu -> tree.link(path + "cpu" + cpu, "../../cpu/cpu" + cpu));
        }
    }

    private String cpuinfo() {
        StringBuilder out = new StringBuilder();
        for (int cpu : shape.online().toList()) {
            out.append("processor\t: ").append(cpu);
            out.append("\nvendor_id\t: GenuineIntel\nmodel name\t: Simulated CPU\nphysical id\t: ");
            out.append(shape.socket().applyAsInt(cpu))
                    .append("\nsiblings\t: ")
                    .append(shape.siblings(cpu).size());
            out.append("\ncore id\t\t: ").append(shape.core().applyAsInt(cpu)).append("\n\n");
        }
        return out.toString();
    }

    private String stat() {
        StringBuilder out = new StringBuilder();
        int count = shape.online().size();
        out.append("cpu  ")
                .append(100 * count)
                .append(" 0 ")
                .append(50 * count)
                .append(' ')
                .append(10_000 * count);
        out.append(" 0 0 0 0 0 0\n");
        for (int cpu : shape.online().toList()) {
            out.append("cpu").append(cpu).append(" 100 0 50 10000 0 0 0 0 0 0\n");
        }
        return out.append("intr 0\nctxt 100000\nbtime 1700000000\nprocesses 4242")
                .toString();
    }

    private void readOnly(String path, String line) {
        tree.put(path, line + "\n", READ_ONLY);
    }
}
