package io.pinwright.runner.cli;

import io.pinwright.engine.host.Observation;
import io.pinwright.modules.system.Topology;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code pinwright topology}. */
@Command(
        name = "topology",
        description = "Shows NUMA nodes, cores and SMT siblings, and the node of each NIC.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TopologyCommand extends LookCommand<Topology> {

    TopologyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Observation<Topology> observation() {
        return Topology.observe();
    }

    @Override
    Function<Topology, Map<String, @Nullable Object>> tree() {
        return Topology::toTree;
    }

    @Override
    Function<Topology, String> text() {
        return Topology::toText;
    }
}
