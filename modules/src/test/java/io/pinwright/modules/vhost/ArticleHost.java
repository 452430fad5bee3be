package io.pinwright.modules.vhost;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.irq.ArticleNics;
import io.pinwright.modules.irq.HostAnswers;
import io.pinwright.modules.libvirt.Virsh;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The thread texts of a two-node host like the article's, after what a real one showed: 16 CPUs interleaved over two nodes, the
 * domain bigip-virtio with ten vCPUs, four queues on each of two macvtaps and a bridge interface.
 */
public final class ArticleHost {

    static final CpuSet EVEN = CpuSet.parse("0-14:2");
    static final CpuSet ODD = CpuSet.parse("1-15:2");
    public static final String NAME = "bigip-virtio";
    static final String UUID = "d2bd2a2d-4e4b-4b6f-9d09-2f9f3f3a7d10";
    public static final String GROUP = "/machine.slice/machine-qemu\\x2d1\\x2dbigip\\x2dvirtio.scope/libvirt/";
    static final String HEAD = "qemu-threads 1\n";
    static final String END = "end\n";

    private ArticleHost() {}

    /** The article's guest: two macvtaps and a bridge interface, vCPUs one-to-one on the even CPUs, from the start again. */
    public static String domainXml(boolean live, String emulator, String queues) {
        StringBuilder xml = new StringBuilder(live ? "<domain type='kvm' id='1'>\n" : "<domain type='kvm'>\n");
        xml.append("  <name>" + NAME + "</name>\n  <uuid>" + UUID + "</uuid>\n");
        xml.append("  <vcpu placement='static'>10</vcpu>\n  <cputune>\n");
        for (int vcpu = 0; vcpu < 10; vcpu++) {
            xml.append("    <vcpupin vcpu='" + vcpu + "' cpuset='" + vcpu * 2 % 16 + "'/>\n");
        }
        xml.append(emulator.isEmpty() ? "" : "    <emulatorpin cpuset='" + emulator + "'/>\n");
        xml.append("  </cputune>\n  <devices>\n");
        String driver = queues.isEmpty() ? "" : "      <driver name='vhost' queues='" + queues + "'/>\n";
        for (int port = 0; port < 2; port++) {
            xml.append("    <interface type='direct'>\n      <mac address='52:54:00:f9:98:e" + port + "'/>\n");
            xml.append("      <source dev='enp4s0f" + port + "' mode='vepa'/>\n");
            xml.append(live ? "      <target dev='macvtap" + port + "'/>\n" : "");
            xml.append("      <model type='virtio'/>\n" + driver + "    </interface>\n");
        }
        return xml.append("    <interface type='bridge'>\n      <mac address='52:54:00:f9:98:ff'/>\n"
                        + "      <source bridge='br0'/>\n      <model type='virtio'/>\n    </interface>\n"
                        + "  </devices>\n</domain>\n")
                .toString();
    }

    /** A host with both documents of the guest and its threads; an empty live document is a guest that does not run. */
    static HostAnswers on(HostAnswers host, String config, String live, String threads) {
        return on(host, config, live, threads, true);
    }

    static HostAnswers on(HostAnswers host, String config, String live, String threads, boolean persistent) {
        ArticleNics.on(host, "0");
        host.output(Virsh.inactiveXml(NAME), 0, config);
        host.output(Virsh.liveXml(NAME), 0, live.isEmpty() ? config : live);
        host.output(Virsh.info(NAME), 0, "Persistent:     " + (persistent ? "yes" : "no") + "\nManaged save:   no\n");
        host.output(QemuThreads.QUERY, 0, threads);
        return host;
    }

    /** Linux 6.1: nine kernel threads 615 to 623. */
    static String kthreads(CpuSet emulator, CpuSet workers) {
        return HEAD + "d 607 " + NAME + "\n" + qemu(607, emulator) + vcpus(607)
                + IntStream.rangeClosed(615, 623)
                        .mapToObj(tid -> "k\n" + thread(tid, 2, "vhost-607", workers, "emulator"))
                        .collect(Collectors.joining())
                + END;
    }

    /** Linux 6.12: nine threads 615 to 623 of QEMU. */
    static String vhostTasks(CpuSet emulator, CpuSet workers) {
        return HEAD + "d 607 " + NAME + "\n" + qemu(607, emulator)
                + IntStream.rangeClosed(615, 623)
                        .mapToObj(tid -> thread(tid, 1, "vhost-607", workers, "emulator"))
                        .collect(Collectors.joining())
                + vcpus(607) + END;
    }

    static QemuThreads parsed(String text) {
        return QemuThreads.parse(text);
    }

    static QemuProcess domain(String text) {
        return parsed(text).of(NAME).orElseThrow();
    }

    static String thread(int tid, int parent, String comm, CpuSet allowed, String group) {
        return "t " + tid + " " + parent + "\nn " + comm + "\na " + allowed + "\ng\nc 0::" + GROUP + group + "\n";
    }

    private static String qemu(int pid, CpuSet emulator) {
        return thread(pid, 1, "qemu-system-x86", emulator, "emulator")
                + thread(pid + 5, 1, "qemu-system-x86", emulator, "emulator")
                + thread(pid + 17, 1, "IO mon_iothread", emulator, "emulator");
    }

    private static String vcpus(int pid) {
        return IntStream.range(0, 10)
                .mapToObj(vcpu ->
                        thread(pid + 18 + vcpu, 1, "CPU " + vcpu + "/KVM", CpuSet.of(vcpu * 2 % 16), "vcpu" + vcpu))
                .collect(Collectors.joining());
    }
}
