package io.pinwright.runner.docs;

// region module
import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.List;

/** Module {@code numa_balancing}: whether the kernel moves pages and tasks between NUMA nodes by itself. */
final class NumaBalancing implements TaskModule<Boolean, String> {

    private static final String FILE = "/proc/sys/kernel/numa_balancing";

    @Override
    public ModuleSpec spec() {
        return ModuleSpec.of(
                        "numa_balancing",
                        "Turns the kernel's automatic NUMA balancing on or off.",
                        ArgumentSpec.required("enabled", ArgumentTypes.bool(), "Whether it shall be on")
                                .withExample("false"))
                .withExample("numa_balancing: {enabled: false}");
    }

    @Override
    public Boolean bind(Arguments arguments) {
        return arguments.require("enabled");
    }

    @Override
    public Observation<String> observe(Boolean enabled) {
        return Observation.file(FILE)
                .map(text -> text.orElseThrow(
                                () -> new HostProblem("this kernel has no " + FILE, "remove the task for this host"))
                        .strip());
    }

    @Override
    public List<Change> diff(Boolean enabled, String found) {
        String wanted = enabled ? "1" : "0";
        if (found.equals(wanted)) {
            return List.of();
        }
        Prediction after = new Prediction(new Query.ReadFile(FILE), new Answer.Content(Bytes.utf8(wanted + "\n")));
        Step write = new Step.WriteKernelFile(FILE, wanted, List.of(after));
        return List.of(Change.of("kernel", "numa_balancing", found, wanted, List.of(write)));
    }
}
// end
