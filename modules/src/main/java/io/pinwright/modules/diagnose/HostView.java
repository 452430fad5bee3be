package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuCores;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.NumaNode;
import io.pinwright.modules.cpu.NumaTopology;
import io.pinwright.modules.irq.IrqbalanceFacts;
import io.pinwright.modules.irq.NicInterrupt;
import io.pinwright.modules.net.Nics;
import io.pinwright.modules.system.DomainFacts;
import io.pinwright.modules.system.HostFacts;
import io.pinwright.modules.system.Topology;
import io.pinwright.modules.vhost.QemuThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** A host as the rules see it: facts that are there, put in words the rules use. */
record HostView(Base base, List<DomainView> domains, Optional<IrqbalanceFacts> irqbalance) {

    /** What is known before the domains are looked at. */
    record Base(NumaTopology numa, CpuCores cores, Nics nics, Optional<QemuThreads> threads) {
        CpuSet online() {
            return numa.online();
        }
    }

    HostView {
        domains = List.copyOf(domains);
    }

    /** Empty when nothing can be judged; says why. */
    static Optional<HostView> of(HostFacts facts, Judgement out) {
        if (facts.topology().isEmpty() || facts.topology().get().numa().online().isEmpty()) {
            out.notJudged("all rules", "host", "the CPUs and NICs of the host could not be read");
            return Optional.empty();
        }
        Topology topology = facts.topology().get();
        Base base = new Base(topology.numa(), topology.cores(), topology.nics(), facts.threads());
        List<DomainView> domains = new ArrayList<>();
        for (DomainFacts domain : facts.domains().map(found -> found.domains()).orElse(List.of())) {
            domain.problems().forEach(problem -> out.notJudged("all rules", "domain " + domain.name(), problem));
            domains.add(DomainView.of(domain, base));
        }
        if (facts.domains().isEmpty()) {
            out.notJudged("rules of domains", "host", "the domains of the host could not be read");
        }
        facts.domains()
                .flatMap(found -> found.problem())
                .ifPresent(problem -> out.notJudged("rules of domains", "host", problem));
        facts.threads()
                .flatMap(QemuThreads::problem)
                .ifPresent(problem -> out.notJudged("rules of threads", "host", problem));
        return Optional.of(new HostView(base, domains, facts.irqbalance()));
    }

    NumaTopology numa() {
        return base.numa();
    }

    List<DomainView> running() {
        return domains.stream().filter(DomainView::running).toList();
    }

    /**
     * Where an interrupt goes: its effective CPUs, while they lie within those allowed; they follow a change only at the next
     * interrupt.
     */
    Optional<CpuSet> where(NicInterrupt interrupt) {
        Optional<CpuSet> effective = Optional.ofNullable(base.nics().effective().get(interrupt.number()));
        return effective
                .filter(cpus -> interrupt
                        .allowed()
                        .map(allowed -> allowed.containsAll(cpus))
                        .orElse(true))
                .or(interrupt::allowed);
    }

    /** CPUs that serve the queues of a NIC; empty when one of them cannot be read, or it has none in use. */
    Optional<CpuSet> interruptCpus(String nic) {
        List<NicInterrupt> queues = base.nics().interrupts().queuesOf(nic);
        CpuSet union = CpuSet.EMPTY;
        for (NicInterrupt queue : queues) {
            Optional<CpuSet> cpus = where(queue);
            if (cpus.isEmpty()) {
                return Optional.empty();
            }
            union = union.plus(cpus.get());
        }
        return queues.isEmpty() ? Optional.empty() : Optional.of(union.and(base.online()));
    }

    /** CPUs that serve the queues of several NICs, of those that are known. */
    CpuSet interruptCpus(SortedSet<String> nics) {
        CpuSet union = CpuSet.EMPTY;
        for (String nic : nics) {
            union = union.plus(interruptCpus(nic).orElse(CpuSet.EMPTY));
        }
        return union;
    }

    /** Whether vCPUs with these CPUs are kept to a part of the host; newer libvirt starts unpinned ones off isolated CPUs. */
    boolean isPinned(CpuSet cpus) {
        return !cpus.containsAll(base.online().minus(numa().isolated()));
    }

    /** CPUs that neither a pinned vCPU nor a queue of a domain's NIC needs, isolated ones left out. */
    CpuSet free() {
        CpuSet free = base.online().minus(numa().isolated());
        for (DomainView domain : running()) {
            free = free.minus(interruptCpus(domain.nics()));
            for (CpuSet cpus : domain.vcpus().values()) {
                free = isPinned(cpus) ? free.minus(cpus) : free;
            }
        }
        return free;
    }

    /**
     * Where vhost workers would be by themselves: a whole free node, the nearest to the interrupts, as {@code 1}; else the free
     * CPUs of the node with most of them, as a quoted list. Empty when no CPU is free.
     */
    Optional<String> placeForWorkers(DomainView domain) {
        CpuSet free = free();
        CpuSet interrupts = interruptCpus(domain.nics());
        Optional<NumaNode> whole = Optional.empty();
        Optional<NumaNode> most = Optional.empty();
        for (NumaNode node : numa().nodes().values()) {
            CpuSet usable = node.cpus().orElse(CpuSet.EMPTY).and(base.online()).minus(numa().isolated());
            if (usable.isEmpty()) {
                continue;
            }
            if (free.containsAll(usable)
                    && (whole.isEmpty() || distance(node, interrupts) < distance(whole.get(), interrupts))) {
                whole = Optional.of(node);
            }
            if (most.isEmpty()
                    || freeOf(node, free).size() > freeOf(most.get(), free).size()) {
                most = Optional.of(node);
            }
        }
        if (whole.isPresent()) {
            return whole.map(node -> Integer.toString(node.id()));
        }
        CpuSet part = most.map(node -> freeOf(node, free)).orElse(free);
        return part.isEmpty() ? Optional.empty() : Optional.of("\"" + part + "\"");
    }

    private static CpuSet freeOf(NumaNode node, CpuSet free) {
        return node.cpus().orElse(CpuSet.EMPTY).and(free);
    }

    private int distance(NumaNode node, CpuSet from) {
        return numa().nodesOf(from).stream()
                .mapToInt(other -> numa().distance(other, node.id()).orElse(Integer.MAX_VALUE))
                .min()
                .orElse(Integer.MAX_VALUE);
    }
}
