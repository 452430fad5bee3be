package io.pinwright.simulator.kernel;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.shell.VirtualIoException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network devices of a host, real and virtual, and their files in /sys. Guarded by the tree's lock. */
public final class Network {

    private static final Pattern STEERING =
            Pattern.compile("/sys/devices/.*/net/[^/]+/queues/[rt]x-\\d+/(rps_cpus|xps_cpus|rps_flow_cnt)");
    private static final String VIRTUAL = "/sys/devices/virtual/net/";

    private final HostTree tree;
    private final HostShape shape;
    private final Interrupts interrupts;
    private final Map<String, Nic> nics = new LinkedHashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private int nextIndex = 1;

    /**
     * A device as {@code ip link} shows it.
     *
     * @param lower the device it stands on, or empty
     */
    public record Link(int index, String name, String mac, String kind, String lower, String state) {}

    Network(HostTree tree, HostShape shape, Interrupts interrupts) {
        this.tree = tree;
        this.shape = shape;
        this.interrupts = interrupts;
        virtual("lo", "loopback", "00:00:00:00:00:00", "", "unknown");
    }

    /** Adds a NIC with its interrupts, one CPU each of its node as irqbalance leaves them. */
    void add(Nic nic) {
        nics.put(nic.name(), nic);
        String pci = nic.pciPath() + "/";
        Cpus local = nic.numaNode() < 0 ? shape.online() : shape.cpusOf(nic.numaNode());
        tree.put(pci + "numa_node", nic.numaNode() + "\n");
        tree.put(pci + "local_cpulist", local + "\n", 0444);
        tree.put(pci + "local_cpus", local.mask(shape.cpuCount()) + "\n", 0444);
        tree.put(pci + "class", "0x020000\n", 0444);
        tree.put(pci + "vendor", "0x8086\n", 0444);
        tree.put(pci + "device", "0x10fb\n", 0444);
        tree.put(pci + "enable", "1\n");
        String driver = nic.driver();
        String pciDriver = "/sys/bus/pci/drivers/" + (driver.equals("virtio_net") ? "virtio-pci" : driver);
        tree.directory(pciDriver);
        tree.linkRelative(pci + "driver", pciDriver);
        tree.linkRelative(pci + "subsystem", "/sys/bus/pci");
        tree.linkRelative("/sys/bus/pci/devices/" + nic.pciAddress(), nic.pciPath());
        if (driver.equals("virtio_net")) {
            tree.directory("/sys/bus/virtio/drivers/virtio_net");
            tree.linkRelative(nic.devicePath() + "/driver", "/sys/bus/virtio/drivers/virtio_net");
        }
        tree.directory("/sys/module/" + driver);
        String net = nic.devicePath() + "/net/" + nic.name();
        device(net, nic.name(), nic.mac(), "up", nic.channels(), nic.channels());
        tree.linkRelative(net + "/device", nic.devicePath());
        links.put(nic.name(), new Link(nextIndex - 1, nic.name(), nic.mac(), "ether", "", "UP"));
        requestInterrupts(nic);
        interrupts.refresh();
    }

    private void requestInterrupts(Nic nic) {
        Cpus local = nic.numaNode() < 0 ? shape.online() : shape.cpusOf(nic.numaNode());
        List<Integer> cpus = (local.isEmpty() ? shape.online() : local).toList();
        int first = interrupts.free();
        int index = 0;
        for (String action : nic.vectors()) {
            int number = first + index;
            boolean queue = action.matches(".*(TxRx-|comp|rxtx-|input|output).*");
            interrupts.add(
                    number,
                    String.valueOf(2_097_152 + 2048 * (nics.size() - 1) + index),
                    action,
                    Math.max(0, nic.numaNode()),
                    nic.managed() && queue,
                    Cpus.of(cpus.get(index % cpus.size())));
            tree.put(nic.pciPath() + "/msi_irqs/" + number, "msix\n", 0444);
            index++;
        }
    }

    /** What {@code ethtool -L DEV combined N} does: new interrupts with new numbers, and their affinity is lost. */
    public void channels(String name, int count) {
        synchronized (tree) {
            Nic old = nics.get(name);
            if (old == null || old.channels() == count) {
                return;
            }
            List<String> gone = tree.names(old.pciPath() + "/msi_irqs");
            Nic changed = old.withChannels(count);
            nics.put(name, changed);
            requestInterrupts(changed);
            gone.forEach(number -> {
                interrupts.remove(Integer.parseInt(number));
                tree.delete(old.pciPath() + "/msi_irqs/" + number);
            });
            interrupts.refresh();
            String net = old.devicePath() + "/net/" + name;
            tree.delete(net + "/queues");
            queues(net, count, count);
        }
    }

    public List<Nic> nics() {
        synchronized (tree) {
            return List.copyOf(nics.values());
        }
    }

    public Optional<Nic> nic(String name) {
        synchronized (tree) {
            return Optional.ofNullable(nics.get(name));
        }
    }

    public List<Link> links() {
        synchronized (tree) {
            return List.copyOf(links.values());
        }
    }

    /** The interrupts of a NIC now, ascending. */
    public List<Integer> interruptsOf(Nic nic) {
        return tree.names(nic.pciPath() + "/msi_irqs").stream()
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    /** Adds a bridge with its ports, which exist already. */
    public void bridge(String name, String mac, List<String> ports) {
        synchronized (tree) {
            virtual(name, "bridge", mac, "", "up");
            tree.put(VIRTUAL + name + "/bridge/stp_state", "0\n");
            tree.directory(VIRTUAL + name + "/brif");
            ports.forEach(port -> join(port, name));
        }
    }

    private void join(String port, String bridge) {
        String real = devicePathOf(port);
        tree.linkRelative(real + "/master", VIRTUAL + bridge);
        tree.linkRelative(real + "/upper_" + bridge, VIRTUAL + bridge);
        tree.put(real + "/brport/port_no", "0x1\n", 0444);
        tree.linkRelative(VIRTUAL + bridge + "/lower_" + port, real);
        tree.linkRelative(VIRTUAL + bridge + "/brif/" + port, real + "/brport");
    }

    private String devicePathOf(String name) {
        Nic nic = nics.get(name);
        return nic == null ? VIRTUAL + name : nic.devicePath() + "/net/" + name;
    }

    /** Adds a tap device of a guest to a bridge, when the host has that bridge. */
    public void tap(String name, String mac, String bridge, int queues) {
        synchronized (tree) {
            virtual(name, "tun", mac, "", "unknown");
            tree.put(VIRTUAL + name + "/tun_flags", "0x1102\n", 0444);
            tree.delete(VIRTUAL + name + "/queues");
            queues(VIRTUAL + name, queues, queues);
            if (tree.exists("/sys/class/net/" + bridge)) {
                join(name, bridge);
            }
        }
    }

    /** Adds a macvtap of a guest on top of a device. */
    public void macvtap(String name, String mac, String lower) {
        synchronized (tree) {
            virtual(name, "macvtap", mac, lower, "up");
            tree.directory(VIRTUAL + name + "/macvtap/tap" + links.get(name).index());
            tree.device("/dev/tap" + links.get(name).index());
        }
    }

    /** Removes a virtual device. */
    public void remove(String name) {
        synchronized (tree) {
            Link link = links.remove(name);
            if (link == null) {
                return;
            }
            for (Link other : links.values()) {
                String path = devicePathOf(other.name());
                tree.delete(path + "/upper_" + name);
                tree.delete(path + "/lower_" + name);
                tree.delete(path + "/brif/" + name);
            }
            tree.delete("/dev/tap" + link.index());
            tree.delete("/sys/class/net/" + name);
            tree.delete(VIRTUAL + name);
        }
    }

    private void virtual(String name, String kind, String mac, String lower, String state) {
        device(VIRTUAL + name, name, mac, state, 1, 1);
        int index = nextIndex - 1;
        if (!lower.isEmpty() && links.containsKey(lower)) {
            tree.put(VIRTUAL + name + "/iflink", links.get(lower).index() + "\n", 0444);
            String real = devicePathOf(lower);
            tree.linkRelative(VIRTUAL + name + "/lower_" + lower, real);
            tree.linkRelative(real + "/upper_" + name, VIRTUAL + name);
        }
        links.put(name, new Link(index, name, mac, kind, lower, state.toUpperCase(Locale.ROOT)));
    }

    private void device(String path, String name, String mac, String state, int receive, int transmit) {
        int index = nextIndex++;
        tree.put(path + "/ifindex", index + "\n", 0444);
        tree.put(path + "/iflink", index + "\n", 0444);
        tree.put(path + "/address", mac + "\n", 0444);
        tree.put(path + "/operstate", state + "\n", 0444);
        tree.put(path + "/carrier", "1\n");
        tree.put(path + "/mtu", (name.equals("lo") ? 65536 : 1500) + "\n");
        tree.put(path + "/type", (name.equals("lo") ? 772 : 1) + "\n", 0444);
        tree.put(path + "/flags", "0x1003\n");
        tree.put(path + "/tx_queue_len", "1000\n");
        tree.put(path + "/speed", "10000\n", 0444);
        tree.put(path + "/uevent", "INTERFACE=" + name + "\nIFINDEX=" + index + "\n");
        tree.linkRelative(path + "/subsystem", "/sys/class/net");
        queues(path, receive, transmit);
        tree.linkRelative("/sys/class/net/" + name, path);
    }

    private void queues(String path, int receive, int transmit) {
        String none = Cpus.NONE.mask(shape.cpuCount()) + "\n";
        for (int queue = 0; queue < receive; queue++) {
            tree.put(path + "/queues/rx-" + queue + "/rps_cpus", none);
            tree.put(path + "/queues/rx-" + queue + "/rps_flow_cnt", "0\n");
        }
        for (int queue = 0; queue < transmit; queue++) {
            tree.put(path + "/queues/tx-" + queue + "/xps_cpus", none);
        }
    }

    /** Takes a write to a queue's steering files; false when the path is none of them. */
    boolean written(String path, String content) throws VirtualIoException {
        Matcher m = STEERING.matcher(path);
        if (!m.matches()) {
            return false;
        }
        String value = content.strip();
        if (m.group(1).equals("rps_flow_cnt")) {
            if (!value.matches("\\d{1,9}")) {
                throw new VirtualIoException("Invalid argument");
            }
            long count = Long.parseLong(value);
            long rounded = count <= 1 ? count : Long.highestOneBit(count - 1) << 1;
            tree.put(path, rounded + "\n");
            return true;
        }
        Cpus mask = Cpus.parseMask(value).orElseThrow(() -> new VirtualIoException("Invalid argument"));
        if (mask.last() >= shape.cpuCount()) {
            throw new VirtualIoException("Value too large for defined data type");
        }
        tree.put(path, mask.mask(shape.cpuCount()) + "\n");
        return true;
    }
}
