package io.pinwright.modules.system;

import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code setup}: gathers facts, in the same round as all other reads. Never changes anything.
 *
 * <p>Its result's {@code ansible_facts} holds {@code pinwright}, the tree of {@link HostFacts#toTree}, and of Ansible's own facts
 * those that {@link AnsibleFacts} gives exactly. Any other Ansible fact is undefined rather than guessed.
 */
public final class Setup implements TaskModule<Setup.Args, HostFacts> {

    private static final String[] SUBSETS = {
        "all", "min", "hardware", "network", "virtual", "!all", "!min", "!hardware", "!network", "!virtual"
    };

    /** Which parts to gather. */
    public record Args(Set<HostFacts.Part> parts) {
        public Args {
            parts = Set.copyOf(parts);
        }
    }

    @Override
    public ModuleSpec spec() {
        return ModuleSpec.of(
                        "setup",
                        "Gathers facts of the host: nodes, CPUs, NICs, domains and their threads.",
                        ArgumentSpec.optional(
                                        "gather_subset",
                                        ArgumentTypes.list(ArgumentTypes.choice(SUBSETS), false),
                                        "Which facts: min (name, kernel, system), hardware or network (CPUs, nodes, NICs),"
                                                + " virtual (domains); with ! all but those.")
                                .withDefault("[all]")
                                .withExample("[hardware, network]"))
                .withAliases("ansible.builtin.setup", "ansible.builtin.gather_facts", "gather_facts")
                .withExample("""
                        - name: What this host is
                          setup:
                            gather_subset: [hardware, network]
                        """);
    }

    @Override
    public Args bind(Arguments arguments) {
        return new Args(parts(arguments.getOr("gather_subset", List.of("all"))));
    }

    /** As in Ansible: a list of exclusions alone means all but those, and the minimum is always there unless excluded. */
    static Set<HostFacts.Part> parts(List<String> subsets) {
        EnumSet<HostFacts.Part> parts = EnumSet.noneOf(HostFacts.Part.class);
        boolean onlyExcludes = subsets.stream().allMatch(subset -> subset.startsWith("!"));
        if (onlyExcludes) {
            parts.addAll(EnumSet.allOf(HostFacts.Part.class));
        }
        parts.add(HostFacts.Part.IDENTITY);
        subsets.stream().filter(subset -> !subset.startsWith("!")).forEach(subset -> parts.addAll(partsOf(subset)));
        for (String subset : subsets) {
            if (subset.equals("!all")) {
                Set<HostFacts.Part> kept = EnumSet.of(HostFacts.Part.IDENTITY);
                subsets.stream()
                        .filter(other -> !other.startsWith("!") && !other.equals("all"))
                        .forEach(other -> kept.addAll(partsOf(other)));
                parts.retainAll(kept);
            } else if (subset.startsWith("!")) {
                parts.removeAll(partsOf(subset.substring(1)));
            }
        }
        return parts;
    }

    private static Set<HostFacts.Part> partsOf(String subset) {
        return switch (subset) {
            case "min" -> EnumSet.of(HostFacts.Part.IDENTITY);
            case "hardware", "network" -> EnumSet.of(HostFacts.Part.TOPOLOGY);
            case "virtual" -> EnumSet.of(HostFacts.Part.DOMAINS);
            default -> EnumSet.allOf(HostFacts.Part.class);
        };
    }

    @Override
    public Observation<HostFacts> observe(Args args) {
        return HostFacts.observe(args.parts());
    }

    @Override
    public List<Change> diff(Args args, HostFacts state) {
        return List.of();
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, HostFacts state, List<StepOutcome> outcomes) {
        return Map.of("ansible_facts", AnsibleFacts.of(state));
    }
}
