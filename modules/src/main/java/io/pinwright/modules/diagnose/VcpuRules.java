package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DomainXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rules about the vCPUs of all running domains that are kept to a part of the host. */
final class VcpuRules {

    private static final int VCPUS_MAX = 2000;
    private static final int SHOWN = 16;

    private VcpuRules() {}

    static void judge(HostView host, Judgement out) {
        List<Demand> demands = new ArrayList<>();
        for (DomainView domain : host.running()) {
            if (domain.vcpus().isEmpty()) {
                out.notJudged("vcpu-overcommit", domain.subject(), "where its vCPUs may run is not known");
            }
            domain.vcpus().forEach((vcpu, cpus) -> {
                if (host.isPinned(cpus) && !cpus.isEmpty()) {
                    demands.add(new Demand(domain.name(), vcpu, cpus));
                }
            });
            nodes(host, domain, out);
        }
        if (demands.size() > VCPUS_MAX) {
            out.notJudged("vcpu-overcommit", "host", "more than " + VCPUS_MAX + " pinned vCPUs");
            return;
        }
        overcommit(demands, host.running().size(), out);
        siblings(host, demands, out);
    }

    private static void overcommit(List<Demand> demands, int domains, Judgement out) {
        SortedMap<Integer, List<Demand>> single = new TreeMap<>();
        demands.stream()
                .filter(each -> each.cpus().size() == 1)
                .forEach(each -> single.computeIfAbsent(each.cpus().first(), key -> new ArrayList<>())
                        .add(each));
        List<String> evidence = new ArrayList<>();
        single.forEach((cpu, all) -> {
            if (all.size() > 1) {
                evidence.add("CPU " + cpu + ": " + shown(all, domains));
            }
        });
        if (!evidence.isEmpty()) {
            out.found(Finding.warning(
                            "vcpu-overcommit",
                            "host",
                            evidence.size() + " CPUs have more than one vCPU pinned to them alone",
                            evidence)
                    .withAdvice("pin each vCPU to a CPU of its own, or several to a set at least as large"));
            return;
        }
        Matching.overcommitted(demands)
                .ifPresent(group -> out.found(Finding.warning(
                                "vcpu-overcommit",
                                "host",
                                group.demands().size() + " vCPUs are kept to "
                                        + group.cpus().size() + " CPUs",
                                List.of("CPUs " + group.cpus() + ": " + shown(group.demands(), domains)))
                        .withAdvice("widen the set, or have fewer vCPUs in it")));
    }

    private static String shown(List<Demand> demands, int domains) {
        List<String> parts = new ArrayList<>();
        Map<String, List<String>> byDomain = new TreeMap<>();
        demands.forEach(each -> byDomain.computeIfAbsent(each.domain(), key -> new ArrayList<>())
                .add(Integer.toString(each.vcpu())));
        byDomain.forEach((domain, vcpus) ->
                parts.add("vCPU " + String.join(", ", vcpus.subList(0, Math.min(64, vcpus.size())))
                        + (domains > 1 ? " of " + domain : "")));
        return String.join("; ", parts);
    }

    private static void siblings(HostView host, List<Demand> demands, Judgement out) {
        if (host.base().cores().threadsPerCore().isEmpty()) {
            out.notJudged("vcpu-smt-shared", "host", "which CPUs share a core is not known");
            return;
        }
        CpuSet pinned = CpuSet.EMPTY;
        for (Demand demand : demands) {
            pinned = demand.cpus().size() == 1 ? pinned.plus(demand.cpus()) : pinned;
        }
        List<String> evidence = new ArrayList<>();
        for (CpuSet core : host.base().cores().cores()) {
            CpuSet used = core.and(pinned);
            if (used.size() > 1) {
                List<Demand> on = demands.stream()
                        .filter(each -> each.cpus().size() == 1 && used.containsAll(each.cpus()))
                        .toList();
                evidence.add(
                        "core of CPUs " + core + ": " + shown(on, host.running().size()));
            }
        }
        if (!evidence.isEmpty()) {
            int count = evidence.size();
            List<String> some = new ArrayList<>(evidence.subList(0, Math.min(SHOWN, count)));
            if (count > SHOWN) {
                some.add("and " + (count - SHOWN) + " more cores");
            }
            out.found(Finding.info(
                    "vcpu-smt-shared",
                    "host",
                    count + " cores have vCPUs pinned to more than one of their CPUs",
                    some));
        }
    }

    private static void nodes(HostView host, DomainView domain, Judgement out) {
        boolean pinned =
                !domain.vcpus().isEmpty() && domain.vcpus().values().stream().allMatch(host::isPinned);
        boolean guestNuma = domain.live().filter(VcpuRules::hasGuestNuma).isPresent();
        if (!pinned || guestNuma || host.numa().nodesOf(domain.vcpuCpus()).size() < 2) {
            return;
        }
        List<String> evidence = new ArrayList<>();
        host.numa().nodes().forEach((id, node) -> {
            CpuSet on = node.cpus().orElse(CpuSet.EMPTY).and(domain.vcpuCpus());
            if (!on.isEmpty()) {
                evidence.add("node " + id + ": CPUs " + on);
            }
        });
        out.found(Finding.warning(
                        "vcpu-split-nodes",
                        domain.subject(),
                        "its vCPUs are pinned to CPUs of several nodes, and the guest does not know of nodes",
                        evidence)
                .withAdvice("pin all its vCPUs to one node, or give the guest NUMA cells"));
    }

    private static boolean hasGuestNuma(DomainXml live) {
        return live.document()
                .root()
                .child("cpu")
                .flatMap(cpu -> cpu.child("numa"))
                .isPresent();
    }

    /** A vCPU and the CPUs it may use. */
    record Demand(String domain, int vcpu, CpuSet cpus) {}
}
