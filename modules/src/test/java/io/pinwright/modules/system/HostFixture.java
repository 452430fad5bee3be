package io.pinwright.modules.system;

import io.pinwright.modules.cpu.CpuCores;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.NumaTopology;
import io.pinwright.modules.irq.IrqbalanceFacts;
import io.pinwright.modules.irq.NicDevices;
import io.pinwright.modules.irq.NicInterrupts;
import io.pinwright.modules.irq.ProcInterrupts;
import io.pinwright.modules.net.Nics;
import io.pinwright.modules.vhost.QemuProcess;
import io.pinwright.modules.vhost.QemuThread;
import io.pinwright.modules.vhost.QemuThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the facts of a host of texts as sysfs, /proc and virsh have them. */
public final class HostFixture {

    private final Map<String, String> cpu = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> nicFiles = new HashMap<>();
    private final Map<String, String> affinities = new HashMap<>();
    private final Map<String, String> effective = new HashMap<>();
    private final StringBuilder interrupts = new StringBuilder("     CPU0\n");
    private final StringBuilder domains = new StringBuilder("domains 1\n");
    private final StringBuilder threads = new StringBuilder("qemu-threads 1\n");
    private Optional<IrqbalanceFacts> irqbalance =
            Optional.of(new IrqbalanceFacts(true, true, new TreeSet<>(), false, Optional.empty()));

    /** The article's host: 16 CPUs interleaved over two nodes, n and n + 8 on one core, two ixgbe ports at node 0. */
    public static HostFixture r710() {
        HostFixture host =
                new HostFixture().cpus("0-15").node(0, "0-14:2", "10 20").node(1, "1-15:2", "20 10");
        for (int n = 0; n < 16; n++) {
            host.core(n, n % 8 + "," + (n % 8 + 8), n % 2);
        }
        host.nic("enp4s0f0", 0, "0000:04:00.0", 42, 9, "0,2,4,6,8,10,12,14");
        host.nic("enp4s0f1", 0, "0000:04:00.1", 51, 9, "0,2,4,6,8,10,12,14");
        host.nic("eno1", -1, "0000:01:00.0", 60, 1, "0-15");
        host.virtual("br0", "eno1", "vnet0");
        host.virtual("vnet0");
        host.virtual("macvtap0", "enp4s0f0");
        host.virtual("macvtap1", "enp4s0f1");
        return host;
    }

    /** As in the article: vCPUs 0 to 9 on the even CPUs, vhost there as well. */
    public static HostFixture r710Before() {
        return r710().domain(bigip("0,2,4,6,8,10,12,14", 4), bigip("0,2,4,6,8,10,12,14", 4))
                .threads("bigip-virtio", 23329, "0,2,4,6,8,10,12,14", 8, articlePins());
    }

    /** After {@code virsh emulatorpin bigip-virtio 1,3,5,7,9,11,13,15}, which changes the running domain only. */
    public static HostFixture r710After() {
        return r710().domain(bigip("0,2,4,6,8,10,12,14", 4), bigip("1,3,5,7,9,11,13,15", 4))
                .threads("bigip-virtio", 23329, "1,3,5,7,9,11,13,15", 8, articlePins());
    }

    /** The CPUs of the article's vCPUs by number: 8 shares with 1, 9 with 2. */
    public static List<String> articlePins() {
        return List.of("0", "2", "4", "6", "8", "10", "12", "14", "2", "4");
    }

    /** The article's domain. */
    public static String bigip(String emulator, int queues) {
        StringBuilder pins = new StringBuilder();
        List<String> cpus = articlePins();
        for (int vcpu = 0; vcpu < cpus.size(); vcpu++) {
            pins.append("    <vcpupin vcpu='" + vcpu + "' cpuset='" + cpus.get(vcpu) + "'/>\n");
        }
        return xml("bigip-virtio", 10, pins + "    <emulatorpin cpuset='" + emulator + "'/>\n")
                .replace("<!--interfaces-->", """
                        <interface type='bridge'>
                          <mac address='52:54:00:55:47:05'/>
                          <source bridge='br0'/>
                          <model type='virtio'/>
                        </interface>
                        """ + macvtap(1, "enp4s0f0", queues) + macvtap(2, "enp4s0f1", queues));
    }

    public static String macvtap(int number, String source, int queues) {
        return """
                <interface type='direct'>
                  <mac address='52:54:00:f9:98:e%d'/>
                  <source dev='%s' mode='vepa'/>
                  <model type='virtio'/>
                  <driver name='vhost' queues='%d'/>
                </interface>
                """.formatted(number, source, queues);
    }

    /** A domain document with the given children of {@code <cputune>} and a mark for interfaces. */
    public static String xml(String name, int vcpus, String tune) {
        return "<domain type='kvm'>\n  <name>" + name + "</name>\n  <vcpu>" + vcpus + "</vcpu>\n  <cputune>\n" + tune
                + "  </cputune>\n  <devices>\n<!--interfaces-->\n  </devices>\n</domain>\n";
    }

    public HostFixture cpus(String online) {
        cpu.put("/sys/devices/system/cpu/online", online);
        cpu.put("/sys/devices/system/cpu/present", online);
        return this;
    }

    public HostFixture isolated(String cpus) {
        cpu.put("/sys/devices/system/cpu/isolated", cpus);
        return this;
    }

    public HostFixture node(int id, String cpus, String distances) {
        cpu.put("/sys/devices/system/node/node" + id + "/cpulist", cpus);
        cpu.put("/sys/devices/system/node/node" + id + "/distance", distances);
        cpu.put("/sys/devices/system/node/node" + id + "/meminfo", "Node " + id + " MemTotal: 37748736 kB\n");
        return this;
    }

    public HostFixture core(int number, String siblings, int socket) {
        String folder = "/sys/devices/system/cpu/cpu" + number + "/topology/";
        cpu.put(folder + "thread_siblings_list", siblings);
        cpu.put(folder + "physical_package_id", Integer.toString(socket));
        return this;
    }

    /** A NIC with one other vector and queues after it; of one vector with that alone. */
    public HostFixture nic(String name, int node, String address, int first, int vectors, String cpus) {
        String folder = "/sys/class/net/" + name;
        links.put(folder, "../../devices/pci0000:00/" + address + "/net/" + name);
        links.put(folder + "/device", "../../../" + address);
        links.put(folder + "/device/driver", "../../../../bus/pci/drivers/" + (vectors > 1 ? "ixgbe" : "bnx2"));
        nicFiles.put(folder + "/device/numa_node", Integer.toString(node));
        nicFiles.put(folder + "/operstate", "up");
        nicFiles.put(folder + "/mtu", "1500");
        nicFiles.put(folder + "/speed", vectors > 1 ? "10000" : "1000");
        for (int i = 0; i < vectors; i++) {
            names.put(folder + "/device/msi_irqs/" + (first + i), "");
            interrupts
                    .append(first + i)
                    .append(": 7 PCI-MSI ")
                    .append(i)
                    .append("-edge ")
                    .append(name);
            interrupts.append(i == 0 ? "" : "-TxRx-" + (i - 1)).append('\n');
            affinity(first + i, cpus);
        }
        return this;
    }

    public HostFixture affinity(int number, String cpus) {
        affinities.put("/proc/irq/" + number + "/smp_affinity_list", cpus);
        return this;
    }

    public HostFixture effective(int number, String cpus) {
        effective.put("/proc/irq/" + number + "/effective_affinity_list", cpus);
        return this;
    }

    public HostFixture withoutAffinities() {
        affinities.clear();
        return this;
    }

    public HostFixture virtual(String name, String... lower) {
        links.put("/sys/class/net/" + name, "../../devices/virtual/net/" + name);
        for (String below : lower) {
            names.put("/sys/class/net/" + name + "/lower_" + below, "");
        }
        return this;
    }

    /** A running domain. */
    public HostFixture domain(String config, String live) {
        String name = config.replaceAll("(?s).*<name>(.*)</name>.*", "$1");
        domains.append("d ").append(name).append("\nc\n").append(indented(config));
        domains.append("r\nl\n").append(indented(live));
        return this;
    }

    private static String indented(String text) {
        return text.lines().map(line -> " " + line + "\n").reduce("", String::concat);
    }

    public HostFixture threads(String domain, int pid, String emulator, int workers, List<String> vcpus) {
        return threads(domain, pid, "/machine/qemu/libvirt/emulator", emulator, emulator, workers, vcpus);
    }

    public HostFixture threads(
            String domain, int pid, String cgroup, String main, String vhost, int workers, List<String> vcpus) {
        List<QemuThread> all = new ArrayList<>();
        all.add(thread(pid, "qemu-system-x86", main, cgroup));
        for (int i = 0; i < workers; i++) {
            all.add(thread(pid + 1 + i, "vhost-" + pid, vhost, cgroup));
        }
        for (int i = 0; i < vcpus.size(); i++) {
            all.add(thread(pid + 100 + i, "CPU " + i + "/KVM", vcpus.get(i), "/machine/qemu/libvirt/vcpu" + i));
        }
        return process(new QemuProcess(domain, pid, all));
    }

    public static QemuThread thread(int tid, String comm, String allowed, String cgroup) {
        return new QemuThread(tid, comm, Optional.of(CpuSet.parse(allowed)), cgroup, false);
    }

    public HostFixture process(QemuProcess process) {
        threads.append("d ")
                .append(process.pid())
                .append(' ')
                .append(process.domain())
                .append('\n');
        for (QemuThread each : process.threads()) {
            threads.append("t ")
                    .append(each.tid())
                    .append(" 1\nn ")
                    .append(each.comm())
                    .append('\n');
            threads.append("a ")
                    .append(each.allowed().map(CpuSet::toString).orElse(""))
                    .append('\n');
            threads.append("g\nc 0::").append(each.cgroup()).append('\n');
        }
        return this;
    }

    public HostFixture irqbalance(IrqbalanceFacts facts) {
        irqbalance = Optional.of(facts);
        return this;
    }

    public HostFacts facts() {
        NicInterrupts nics = NicInterrupts.parse(
                NicDevices.parse(links, names), Optional.of(ProcInterrupts.parse(interrupts.toString())), affinities);
        return new HostFacts(
                Optional.of(HostIdentity.parse(
                        Map.of(
                                "/proc/sys/kernel/hostname", "r710.example.net\n",
                                "/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n",
                                "/etc/os-release",
                                        "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n",
                                "/etc/debian_version", "12.15\n",
                                "/proc/meminfo", "MemTotal:       75497472 kB\n"),
                        "x86_64")),
                Optional.of(new Topology(
                        NumaTopology.parse(cpu),
                        CpuCores.parse(cpu),
                        Nics.parse(nics, new TreeMap<>(nicFiles), Map.of(), "", effective))),
                Optional.of(Domains.parse(domains + "end\n")),
                Optional.of(QemuThreads.parse(threads + "end\n")),
                irqbalance,
                List.of());
    }
}
