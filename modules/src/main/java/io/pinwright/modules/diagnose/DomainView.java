package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.InterfaceXml;
import io.pinwright.modules.system.DomainFacts;
import io.pinwright.modules.system.InterfaceFacts;
import io.pinwright.modules.vhost.QemuProcess;
import io.pinwright.modules.vhost.QemuThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A domain as the rules see it.
 *
 * @param process of a running domain, when its threads could be read
 * @param vcpus where each vCPU may run, online CPUs only: as its thread says, else as the live document pins it
 * @param nics the hardware under its interfaces: of the macvtaps, or of the bridges when it has no macvtap
 */
record DomainView(
        DomainFacts facts, Optional<QemuProcess> process, SortedMap<Integer, CpuSet> vcpus, SortedSet<String> nics) {

    /** Interface types whose packets the host's kernel moves, so that vhost can serve them. */
    private static final Set<String> KERNEL_TYPES = Set.of("direct", "bridge", "network", "ethernet");

    static DomainView of(DomainFacts facts, HostView.Base host) {
        Optional<QemuProcess> process = host.threads().flatMap(threads -> threads.of(facts.name()));
        return new DomainView(facts, process, vcpus(facts, process, host), nics(facts, host));
    }

    private static SortedMap<Integer, CpuSet> vcpus(
            DomainFacts facts, Optional<QemuProcess> process, HostView.Base host) {
        SortedMap<Integer, CpuSet> vcpus = new TreeMap<>();
        if (!facts.running()) {
            return vcpus;
        }
        facts.live().filter(live -> !live.isPlacementAuto()).ifPresent(live -> {
            for (int vcpu = 0; vcpu < Math.min(live.currentVcpus(), 4096); vcpu++) {
                CpuSet pin =
                        live.vcpuPins().getOrDefault(vcpu, live.defaultCpus().orElse(host.online()));
                vcpus.put(vcpu, pin.and(host.online()));
            }
        });
        for (QemuThread thread : process.map(QemuProcess::threads).orElse(List.of())) {
            thread.vcpu()
                    .ifPresent(vcpu ->
                            thread.allowed().ifPresent(allowed -> vcpus.put(vcpu, allowed.and(host.online()))));
        }
        return vcpus;
    }

    private static SortedSet<String> nics(DomainFacts facts, HostView.Base host) {
        SortedSet<String> macvtaps = new java.util.TreeSet<>();
        SortedSet<String> others = new java.util.TreeSet<>();
        for (InterfaceFacts each : facts.interfaces()) {
            SortedSet<String> into = each.any().isMacvtap() ? macvtaps : others;
            each.hostDevice()
                    .ifPresent(device -> into.addAll(host.nics().interrupts().physicalOf(device)));
        }
        return macvtaps.isEmpty() ? others : macvtaps;
    }

    String name() {
        return facts.name();
    }

    String subject() {
        return "domain " + facts.name();
    }

    boolean running() {
        return facts.running();
    }

    Optional<DomainXml> live() {
        return facts.live();
    }

    /** All CPUs of all its vCPUs. */
    CpuSet vcpuCpus() {
        CpuSet union = CpuSet.EMPTY;
        for (CpuSet cpus : vcpus.values()) {
            union = union.plus(cpus);
        }
        return union;
    }

    List<QemuThread> workers() {
        return process.map(found -> found.workers().threads()).orElse(List.of());
    }

    /** All CPUs that its vhost workers may use; empty when a worker's cannot be read, or there is no worker. */
    Optional<CpuSet> workerCpus() {
        List<QemuThread> workers = workers();
        boolean known = workers.stream().allMatch(worker -> worker.allowed().isPresent());
        return workers.isEmpty() || !known
                ? Optional.empty()
                : Optional.of(process.orElseThrow().workers().allowed());
    }

    /**
     * Its live interfaces that vhost should serve: those that name it, and those that name no driver but have queues or are
     * macvtaps. A bridge's single queue without a driver's name is left out: libvirt takes either driver for it.
     */
    List<InterfaceXml> vhostInterfaces() {
        List<InterfaceXml> found = new ArrayList<>();
        for (InterfaceXml each : live().map(DomainXml::interfaces).orElse(List.of())) {
            Optional<String> driver = each.driver().name();
            boolean named = driver.filter("vhost"::equals).isPresent();
            boolean implied = driver.isEmpty()
                    && (each.isMacvtap() || each.driver().queues().orElse(2) > 1);
            if (each.isVirtio() && KERNEL_TYPES.contains(each.type()) && (named || implied)) {
                found.add(each);
            }
        }
        return found;
    }

    /** One worker for each queue pair; empty when a number of queues is not understood. */
    OptionalInt workersExpected() {
        int sum = 0;
        for (InterfaceXml each : vhostInterfaces()) {
            OptionalInt queues = each.driver().queues();
            if (queues.isEmpty()) {
                return queues;
            }
            sum += queues.getAsInt();
        }
        return OptionalInt.of(sum);
    }
}
