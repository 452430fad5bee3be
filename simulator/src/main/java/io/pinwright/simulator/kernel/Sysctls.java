package io.pinwright.simulator.kernel;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.shell.VirtualIoException;
import java.util.Map;

/** The values under /proc/sys. Numbers are checked, and vectors of numbers keep their length and their tabs. */
final class Sysctls {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("net/core/rmem_max", "212992"),
            Map.entry("net/core/wmem_max", "212992"),
            Map.entry("net/core/rmem_default", "212992"),
            Map.entry("net/core/wmem_default", "212992"),
            Map.entry("net/core/netdev_max_backlog", "1000"),
            Map.entry("net/core/netdev_budget", "300"),
            Map.entry("net/core/netdev_budget_usecs", "8000"),
            Map.entry("net/core/busy_poll", "0"),
            Map.entry("net/core/busy_read", "0"),
            Map.entry("net/core/somaxconn", "4096"),
            Map.entry("net/core/rps_sock_flow_entries", "0"),
            Map.entry("net/core/default_qdisc", "pfifo_fast"),
            Map.entry("net/ipv4/ip_forward", "1"),
            Map.entry("net/ipv4/tcp_rmem", "4096\t131072\t6291456"),
            Map.entry("net/ipv4/tcp_wmem", "4096\t16384\t4194304"),
            Map.entry("net/ipv4/conf/all/rp_filter", "0"),
            Map.entry("net/bridge/bridge-nf-call-iptables", "0"),
            Map.entry("vm/swappiness", "60"),
            Map.entry("vm/nr_hugepages", "0"),
            Map.entry("vm/dirty_ratio", "20"),
            Map.entry("kernel/numa_balancing", "1"),
            Map.entry("kernel/sched_rt_runtime_us", "950000"),
            Map.entry("kernel/pid_max", "4194304"),
            Map.entry("kernel/nmi_watchdog", "1"));

    private final HostTree tree;

    Sysctls(HostTree tree, HostShape shape) {
        this.tree = tree;
        DEFAULTS.forEach((name, value) -> tree.put("/proc/sys/" + name, value + "\n"));
        tree.put("/proc/sys/kernel/hostname", shape.hostname() + "\n");
        tree.put("/proc/sys/kernel/osrelease", shape.kernelRelease() + "\n", 0444);
        tree.put("/proc/sys/kernel/ostype", "Linux\n", 0444);
        tree.put("/proc/sys/kernel/random/boot_id", "6d1f2b7c-0c39-4c22-9a47-3f1f6f6f8a10\n", 0444);
    }

    void written(String path, String content) throws VirtualIoException {
        String[] old = tree.text(path).orElse("").strip().split("\\s+");
        String[] values = content.strip().split("\\s+");
        if (old[0].matches("-?\\d+")) {
            for (String value : values) {
                if (!value.matches("-?\\d{1,18}")) {
                    throw new VirtualIoException("Invalid argument");
                }
            }
            String[] merged = old.clone();
            System.arraycopy(values, 0, merged, 0, Math.min(values.length, merged.length));
            tree.put(path, String.join("\t", merged) + "\n");
            return;
        }
        tree.put(path, content.strip() + "\n");
    }
}
