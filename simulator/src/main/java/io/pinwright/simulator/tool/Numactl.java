package io.pinwright.simulator.tool;

import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.HostShape;
import io.pinwright.simulator.kernel.HostShape.NumaNode;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code numactl -H}. */
final class Numactl implements ShellCommand {

    private final Kernel kernel;

    Numactl(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int run(Call call) throws IOException {
        if (!List.of(List.of("-H"), List.of("--hardware"))
                .contains(call.argv().subList(1, call.argv().size()))) {
            return HostTools.fail(call, 1, "numactl: this simulated host knows only numactl -H");
        }
        HostShape shape = kernel.shape();
        List<NumaNode> nodes = shape.nodes();
        Cpus ids = Cpus.of(nodes.stream().map(NumaNode::id).toList());
        StringBuilder out = new StringBuilder("available: " + nodes.size() + " nodes (" + ids + ")\n");
        for (NumaNode node : nodes) {
            out.append("node ").append(node.id()).append(" cpus:");
            node.cpus()
                    .and(shape.online())
                    .toList()
                    .forEach(cpu -> out.append(' ').append(cpu));
            out.append("\nnode ")
                    .append(node.id())
                    .append(" size: ")
                    .append(node.memoryKib() / 1024)
                    .append(" MB\n");
            out.append("node ")
                    .append(node.id())
                    .append(" free: ")
                    .append(node.memoryKib() / 4096 * 3)
                    .append(" MB\n");
        }
        out.append("node distances:\nnode ");
        nodes.forEach(node -> out.append(String.format(Locale.ROOT, "%3d ", node.id())));
        out.append('\n');
        for (NumaNode node : nodes) {
            out.append(String.format(Locale.ROOT, "%3d: ", node.id()));
            nodes.forEach(
                    other -> out.append(String.format(Locale.ROOT, "%3d ", shape.distance(node.id(), other.id()))));
            out.append('\n');
        }
        return HostTools.out(call, out.toString());
    }
}
