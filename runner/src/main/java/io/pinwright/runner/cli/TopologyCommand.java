package io.pinwright.runner.cli;

import io.pinwright.engine.host.Observation;
import io.pinwright.modules.system.Topology;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code pinwright topology}. */
final class TopologyCommand extends LookCommand<Topology> {

    TopologyCommand(Terminal terminal) {
        super(terminal, "topology", "Shows NUMA nodes, cores and SMT siblings, and the node of each NIC.");
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
