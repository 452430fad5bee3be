package io.pinwright.modules.cpu;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import java.util.Optional;

/** The arguments {@code cpus} and {@code node}, of which a task gives exactly one. */
public final class CpuArguments {

    private CpuArguments() {}

    /** {@code cpus}: a CPU list, a CPU number or {@code {node: N}}. */
    public static ArgumentSpec cpus(String help) {
        return ArgumentSpec.optional("cpus", CpuWish.type(), help + " Give either `cpus` or `node`.")
                .withExample("\"1,3,5-7\"");
    }

    /** {@code node}: a NUMA node by its number. */
    public static ArgumentSpec node(String help) {
        return ArgumentSpec.optional(
                        "node", ArgumentTypes.integer(0, CpuWish.NODE_MAX), help + " Give either `cpus` or `node`.")
                .withExample("1");
    }

    /**
     * The one that is given.
     *
     * @throws io.pinwright.engine.source.DiagnosticException when both or none are
     */
    public static CpuWish bind(Arguments arguments) {
        Optional<CpuWish> cpus = arguments.get("cpus");
        Optional<Long> node = arguments.get("node");
        if (cpus.isPresent() && node.isPresent()) {
            throw arguments.problem("node", "`cpus` and `node` are both given", "keep one of them");
        }
        if (cpus.isEmpty() && node.isEmpty()) {
            throw arguments.problem(
                    "cpus", "either `cpus` or `node` must be given", "add `node: 1` or `cpus: \"1,3,5-7\"`");
        }
        return cpus.orElseGet(() -> CpuWish.ofNode(node.orElseThrow().intValue()));
    }
}
