package io.pinwright.simulator.kernel;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.folder.KernelFiles;
import io.pinwright.simulator.shell.VirtualIoException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The kernel of one simulated host: all it shows in /proc and /sys, and what it does with what is written there. */
public final class Kernel implements KernelFiles {

    private static final Pattern COMM = Pattern.compile("/proc/\\d+(/task/\\d+)?/comm");

    private final HostTree tree;
    private final HostShape shape;
    private final Supplier<Duration> uptime;
    private final Interrupts interrupts;
    private final Network network;
    private final Threads threads;
    private final Sysctls sysctls;

    /** Builds the files of a host of this shape into the tree and takes charge of them. */
    public Kernel(HostTree tree, HostShape shape, Supplier<Duration> uptime) {
        this.tree = tree;
        this.uptime = uptime;
        this.shape = shape;
        new CpuTree(tree, shape).build();
        this.sysctls = new Sysctls(tree, shape);
        this.threads = new Threads(tree, shape);
        this.interrupts = new Interrupts(tree, shape);
        this.network = new Network(tree, shape, interrupts);
        Cpus all = shape.online();
        threads.cgroup("/", all);
        threads.process(1, 0, "systemd", "/init.scope", List.of("/sbin/init"), all);
        threads.kernelThread(2, "kthreadd", "/", all);
        threads.kernelThread(3, "rcu_gp", "/", all);
        modules("kvm", "kvm_intel", "vhost", "vhost_net", "macvtap", "tun", "bridge");
        tree.put("/sys/module/vhost_net/parameters/experimental_zcopytx", "0\n", 0444);
        tree.put("/sys/module/vhost/parameters/max_mem_regions", "64\n", 0444);
        tree.directory("/sys/kernel/mm");
        tree.kernel(this);
    }

    private void modules(String... names) {
        for (String name : names) {
            tree.directory("/sys/module/" + name);
        }
    }

    /** Adds a NIC, with its interrupts. */
    public void nic(Nic nic) {
        synchronized (tree) {
            network.add(nic);
        }
    }

    public HostShape shape() {
        return shape;
    }

    public HostTree tree() {
        return tree;
    }

    public Interrupts interrupts() {
        return interrupts;
    }

    public Network network() {
        return network;
    }

    public Threads threads() {
        return threads;
    }

    @Override
    public void written(String path, String content) throws VirtualIoException {
        if (interrupts.written(path, content) || network.written(path, content)) {
            return;
        }
        if (path.startsWith("/proc/sys/") && !readOnly(path)) {
            sysctls.written(path, content);
            return;
        }
        if (path.equals("/proc/irq/default_smp_affinity") || COMM.matcher(path).matches() || isSwitch(path)) {
            tree.put(path, content.strip() + "\n");
            return;
        }
        throw new VirtualIoException(path.startsWith("/proc/irq/") ? "Input/output error" : "Permission denied");
    }

    /** Files of /sys that take any value here, as nobody's rules are known: hugepages, device switches. */
    private boolean isSwitch(String path) {
        return path.startsWith("/sys/") && !readOnly(path);
    }

    private boolean readOnly(String path) {
        return tree.mode(path).map(mode -> (mode & 0222) == 0).orElse(true);
    }

    @Override
    public Optional<String> shown(String path) {
        if (!path.equals("/proc/uptime")) {
            return Optional.empty();
        }
        double seconds = uptime.get().toMillis() / 1000.0;
        return Optional.of(String.format(
                        Locale.ROOT,
                        "%.2f %.2f%n",
                        seconds,
                        seconds * shape.online().size())
                .replace(System.lineSeparator(), "\n"));
    }

    @Override
    public Optional<String> hidden(String path) {
        return threads.hidden(path);
    }
}
