package io.pinwright.modules.system;

import io.pinwright.engine.host.Observation;
import io.pinwright.modules.irq.IrqbalanceFacts;
import io.pinwright.modules.vhost.QemuThreads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host is and where everything runs on it. A part that was not asked for, or could not be read, is empty; the latter is
 * among the {@link #problems}.
 *
 * @param threads of the running domains
 * @param problems what is unknown and why, a line each; facts of a host are never ok by being unread
 */
public record HostFacts(
        Optional<HostIdentity> identity,
        Optional<Topology> topology,
        Optional<Domains> domains,
        Optional<QemuThreads> threads,
        Optional<IrqbalanceFacts> irqbalance,
        List<String> problems) {

    /** What can be asked for apart. */
    public enum Part {
        /** Name, kernel, distribution, memory. */
        IDENTITY,
        /** CPUs, NUMA nodes, network devices and their interrupts. */
        TOPOLOGY,
        /** Domains and their threads, and irqbalance: what diagnosis needs besides. */
        DOMAINS
    }

    private record Host(Attempt<HostIdentity> identity, Attempt<Topology> topology) {}

    private record Guests(Attempt<Domains> domains, Attempt<QemuThreads> threads) {}

    public HostFacts {
        problems = List.copyOf(problems);
    }

    /** All of it, in one round. */
    public static Observation<HostFacts> observe() {
        return observe(Set.of(Part.values()));
    }

    /** Some of it, in one round. */
    public static Observation<HostFacts> observe(Set<Part> parts) {
        boolean domains = parts.contains(Part.DOMAINS);
        Observation<Host> host = Observation.both(
                some(parts.contains(Part.IDENTITY), HostIdentity.observe()),
                some(parts.contains(Part.TOPOLOGY), Topology.observe()),
                Host::new);
        Observation<Guests> guests =
                Observation.both(some(domains, Domains.observe()), some(domains, QemuThreads.observe()), Guests::new);
        return Observation.both(
                Observation.both(host, guests, Map::entry),
                some(domains, IrqbalanceFacts.observe()),
                (entry, irqbalance) -> of(entry.getKey(), entry.getValue(), irqbalance));
    }

    private static <T> Observation<Attempt<T>> some(boolean wanted, Observation<T> observation) {
        return wanted ? Attempt.of(observation) : Observation.value(Attempt.failed(""));
    }

    private static HostFacts of(Host host, Guests guests, Attempt<IrqbalanceFacts> irqbalance) {
        List<String> problems = new ArrayList<>();
        for (Attempt<?> part : List.of(host.identity, host.topology, guests.domains, guests.threads, irqbalance)) {
            if (!part.problem().isEmpty()) {
                problems.add(part.problem());
            }
        }
        host.topology.value().ifPresent(found -> problems.addAll(found.numa().problems()));
        guests.domains.value().ifPresent(found -> {
            found.problem().ifPresent(problem -> problems.add("domains: " + problem));
            found.domains()
                    .forEach(domain -> domain.problems()
                            .forEach(problem -> problems.add("domain " + domain.name() + ": " + problem)));
        });
        guests.threads.value().flatMap(QemuThreads::problem).ifPresent(problem -> problems.add("threads: " + problem));
        return new HostFacts(
                host.identity.value(),
                host.topology.value(),
                guests.domains.value(),
                guests.threads.value(),
                irqbalance.value(),
                problems);
    }

    /**
     * Plain maps, lists and scalars in a fixed order, ready for JSON: {@code host}, {@code cpus}, {@code numa}, {@code nics}, {@code
     * domains}, {@code irqbalance}, {@code problems}. CPU sets are kernel lists such as {@code 0-3,8}; null is unknown. A part
     * that was not asked for, or could not be read, is not in it.
     */
    public Map<String, @Nullable Object> toTree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        identity.ifPresent(found -> tree.put("host", FactsTree.identity(found)));
        topology.ifPresent(found -> {
            tree.put("cpus", found.cpuTree());
            tree.put("numa", found.numaTree());
            tree.put("nics", found.nicTree());
        });
        domains.ifPresent(found -> tree.put("domains", FactsTree.domains(found, threads)));
        irqbalance.ifPresent(found -> tree.put("irqbalance", found.toTree()));
        tree.put("problems", problems);
        return tree;
    }

    /** Tables for people, ending in a line end. */
    public String toText() {
        return FactsText.of(this);
    }
}
