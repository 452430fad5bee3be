package io.pinwright.runner.cli;

import io.pinwright.engine.host.Observation;
import io.pinwright.modules.system.HostFacts;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code pinwright facts}. */
final class FactsCommand extends LookCommand<HostFacts> {

    FactsCommand(Terminal terminal) {
        super(
                terminal,
                "facts",
                "Shows what hosts are: nodes, CPUs, NICs with their interrupts, domains with their threads.");
    }

    @Override
    Observation<HostFacts> observation() {
        return HostFacts.observe();
    }

    @Override
    Function<HostFacts, Map<String, @Nullable Object>> tree() {
        return HostFacts::toTree;
    }

    @Override
    Function<HostFacts, String> text() {
        return HostFacts::toText;
    }
}
