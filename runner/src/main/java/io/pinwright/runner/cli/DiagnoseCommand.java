package io.pinwright.runner.cli;

import io.pinwright.engine.host.Observation;
import io.pinwright.modules.diagnose.Diagnosis;
import io.pinwright.modules.system.HostFacts;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code pinwright diagnose}. */
final class DiagnoseCommand extends LookCommand<Diagnosis> {

    DiagnoseCommand(Terminal terminal) {
        super(
                terminal,
                "diagnose",
                "Finds what stands in the way of the dataplane, with evidence and the task that mends it.",
                "Exit status: 0 nothing found, 2 something to mend, 4 a host was unreachable.");
    }

    @Override
    Observation<Diagnosis> observation() {
        return HostFacts.observe().map(Diagnosis::of);
    }

    @Override
    Function<Diagnosis, Map<String, @Nullable Object>> tree() {
        return Diagnosis::toTree;
    }

    @Override
    Function<Diagnosis, String> text() {
        return Diagnosis::toText;
    }

    @Override
    ExitCode judge(Map<String, Diagnosis> seen) {
        return seen.values().stream().anyMatch(Diagnosis::hasWarnings) ? ExitCode.FAILED : ExitCode.DONE;
    }
}
