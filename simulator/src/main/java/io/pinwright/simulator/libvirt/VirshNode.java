package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.HostShape;
import io.pinwright.simulator.kernel.HostShape.NumaNode;
import io.pinwright.simulator.libvirt.VirshSpec.Parsed;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** virsh's commands about the host itself. */
final class VirshNode {

    private VirshNode() {}

    private static HostShape shape(VirshSession session) {
        return session.libvirt.kernel().shape();
    }

    private static long memoryKib(HostShape shape) {
        return shape.nodes().stream().mapToLong(NumaNode::memoryKib).sum();
    }

    static void version(VirshSession session, Parsed options) throws IOException {
        session.print("Compiled against library: libvirt 9.0.0\nUsing library: libvirt 9.0.0\nUsing API: QEMU 9.0.0\n"
                + "Running hypervisor: QEMU 7.2.22\n");
        if (options.has("daemon")) {
            session.print("Running against daemon: 9.0.0\n");
        }
    }

    static void nodeinfo(VirshSession session, Parsed options) throws IOException {
        HostShape shape = shape(session);
        List<Integer> online = shape.online().toList();
        long sockets =
                online.stream().map(shape.socket()::applyAsInt).distinct().count();
        int threads = shape.siblings(online.get(0)).size();
        long cells = shape.nodes().size();
        // libvirt counts sockets within a cell.
        long perCell = Math.max(1, sockets / Math.max(1, cells));
        long cores = online.size() / Math.max(1, cells * perCell * threads);
        session.print(String.format(
                Locale.ROOT,
                "CPU model:           x86_64\nCPU(s):              %d\nCPU frequency:       2400 MHz\n"
                        + "CPU socket(s):       %d\nCore(s) per socket:  %d\nThread(s) per core:  %d\n"
                        + "NUMA cell(s):        %d\nMemory size:         %d KiB\n",
                online.size(),
                perCell,
                cores,
                threads,
                cells,
                memoryKib(shape)));
    }

    static void nodecpumap(VirshSession session, Parsed options) throws IOException {
        HostShape shape = shape(session);
        StringBuilder map = new StringBuilder();
        for (int cpu = 0; cpu < shape.cpuCount(); cpu++) {
            map.append(shape.online().contains(cpu) ? 'y' : '-');
        }
        session.print(String.format(
                Locale.ROOT,
                "CPUs present:   %d\nCPUs online:    %d\nCPU map:        %s\n",
                shape.cpuCount(),
                shape.online().size(),
                options.has("pretty") ? shape.online().toString() : map));
    }

    static void freecell(VirshSession session, Parsed options) throws IOException {
        long sum = 0;
        for (NumaNode node : shape(session).nodes()) {
            long free = node.memoryKib() / 4 * 3;
            sum += free;
            session.print(String.format(Locale.ROOT, "%5d: %10d KiB\n", node.id(), free));
        }
        session.print("--------------------\n");
        session.print(String.format(Locale.ROOT, "Total: %10d KiB\n", sum));
    }

    static void capabilities(VirshSession session, Parsed options) throws IOException {
        HostShape shape = shape(session);
        StringBuilder out = new StringBuilder();
        out.append("<capabilities>\n\n  <host>\n    <cpu>\n      <arch>x86_64</arch>\n    </cpu>\n    <topology>\n");
        List<NumaNode> withCpu = shape.nodes().stream()
                .filter(node -> node.cpus().intersects(shape.online()))
                .toList();
        out.append("      <cells num='").append(withCpu.size()).append("'>\n");
        for (NumaNode node : withCpu) {
            Cpus online = node.cpus().and(shape.online());
            out.append("        <cell id='").append(node.id()).append("'>\n");
            out.append("          <memory unit='KiB'>").append(node.memoryKib()).append("</memory>\n");
            out.append("          <distances>\n");
            for (NumaNode other : withCpu) {
                out.append("            <sibling id='").append(other.id()).append("' value='");
                out.append(shape.distance(node.id(), other.id())).append("'/>\n");
            }
            out.append("          </distances>\n          <cpus num='")
                    .append(online.size())
                    .append("'>\n");
            for (int cpu : online.toList()) {
                out.append("            <cpu id='").append(cpu);
                out.append("' socket_id='").append(shape.socket().applyAsInt(cpu));
                out.append("' die_id='0' core_id='").append(shape.core().applyAsInt(cpu));
                out.append("' siblings='").append(shape.siblings(cpu)).append("'/>\n");
            }
            out.append("          </cpus>\n        </cell>\n");
        }
        out.append("      </cells>\n    </topology>\n  </host>\n\n</capabilities>\n");
        session.print(out.toString());
    }
}
