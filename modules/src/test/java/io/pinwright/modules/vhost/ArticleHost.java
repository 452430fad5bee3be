package io.pinwright.modules.vhost;

import io.pinwright.modules.cpu.CpuSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The thread texts of a two-node host like the article's, after what a real one showed: 16 CPUs interleaved over two nodes, the
 * domain bigip-virtio with ten vCPUs, four queues on each of two macvtaps and a bridge interface.
 */
final class ArticleHost {

    static final CpuSet EVEN = CpuSet.parse("0-14:2");
    static final CpuSet ODD = CpuSet.parse("1-15:2");
    static final String NAME = "bigip-virtio";
    static final String GROUP = "/machine.slice/machine-qemu\\x2d1\\x2dbigip\\x2dvirtio.scope/libvirt/";
    static final String HEAD = "qemu-threads 1\n";
    static final String END = "end\n";

    private ArticleHost() {}

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
        return QemuThreadsText.parse(text);
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
