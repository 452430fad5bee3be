package io.pinwright.runner.cli;

import io.pinwright.engine.host.Observation;
import io.pinwright.modules.system.HostFacts;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code pinwright facts}. */
@Command(
        name = "facts",
        description = "Shows what hosts are: nodes, CPUs, NICs with their interrupts, domains with their threads.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FactsCommand extends LookCommand<HostFacts> {

    FactsCommand(Terminal terminal) {
        super(terminal);
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
