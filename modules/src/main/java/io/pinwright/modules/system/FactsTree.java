package io.pinwright.modules.system;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.InterfaceXml;
import io.pinwright.modules.vhost.QemuProcess;
import io.pinwright.modules.vhost.QemuThread;
import io.pinwright.modules.vhost.QemuThreads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Facts as plain maps, lists and scalars. */
final class FactsTree {

    private FactsTree() {}

    static Map<String, @Nullable Object> identity(HostIdentity identity) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", identity.nodeName().orElse(null));
        tree.put("kernel", identity.kernel().orElse(null));
        tree.put("architecture", identity.architecture().orElse(null));
        tree.put("distribution", identity.distributionId().orElse(null));
        tree.put("distribution_version", identity.distributionVersion().orElse(null));
        tree.put("pretty_name", identity.prettyName().orElse(null));
        tree.put(
                "memory_mib",
                identity.memoryKib().isPresent() ? identity.memoryKib().getAsLong() / 1024 : null);
        return tree;
    }

    /** Domains by name. */
    static Map<String, @Nullable Object> domains(Domains domains, Optional<QemuThreads> threads) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (DomainFacts domain : domains.domains()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("running", domain.running());
            one.put("transient", domain.isTransient().orElse(null));
            one.put("managed_save", domain.managedSave().orElse(null));
            one.put("uuid", domain.current().flatMap(DomainXml::uuid).orElse(null));
            one.put("vcpus", domain.current().map(DomainXml::currentVcpus).orElse(null));
            one.put(
                    "interfaces",
                    domain.interfaces().stream().map(FactsTree::nic).toList());
            one.put("config_pins", domain.config().map(FactsTree::pins).orElse(null));
            one.put("live_pins", domain.live().map(FactsTree::pins).orElse(null));
            Optional<QemuProcess> process = threads.flatMap(found -> found.of(domain.name()));
            one.put("pid", process.map(QemuProcess::pid).orElse(null));
            one.put("threads", process.map(FactsTree::threads).orElse(null));
            tree.put(domain.name(), one);
        }
        return tree;
    }

    private static Map<String, @Nullable Object> nic(InterfaceFacts facts) {
        InterfaceXml any = facts.any();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("mac", any.mac().orElse(null));
        tree.put("type", any.type());
        tree.put("source", any.source().orElse(null));
        tree.put("mode", any.sourceMode().orElse(null));
        tree.put("target", any.target().orElse(null));
        tree.put("model", any.model().orElse(null));
        tree.put("config_queues", Topology.boxed(facts.configQueues()));
        tree.put("live_queues", Topology.boxed(facts.liveQueues()));
        tree.put(
                "config_driver",
                facts.config().flatMap(each -> each.driver().name()).orElse(null));
        tree.put(
                "live_driver",
                facts.live().flatMap(each -> each.driver().name()).orElse(null));
        return tree;
    }

    /** Only what the document says: what is not pinned is not there, {@code default} is {@code <vcpu cpuset>}. */
    private static Map<String, @Nullable Object> pins(DomainXml document) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("default", document.defaultCpus().map(CpuSet::toString).orElse(null));
        tree.put("vcpus", byNumber(document.vcpuPins()));
        tree.put("emulator", document.emulatorPin().map(CpuSet::toString).orElse(null));
        tree.put("iothreads", byNumber(document.iothreadPins()));
        return tree;
    }

    private static Map<String, @Nullable Object> byNumber(SortedMap<Integer, CpuSet> pins) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        pins.forEach((number, cpus) -> tree.put(number.toString(), cpus.toString()));
        return tree;
    }

    private static List<Object> threads(QemuProcess process) {
        List<Object> list = new ArrayList<>();
        for (QemuThread thread : process.threads()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("tid", thread.tid());
            one.put("name", thread.comm());
            one.put("kind", kind(process, thread));
            one.put("allowed", thread.allowed().map(CpuSet::toString).orElse(null));
            list.add(one);
        }
        return list;
    }

    /** {@code vhost}, {@code vcpu}, {@code iothread} or {@code emulator}. */
    static String kind(QemuProcess process, QemuThread thread) {
        if (process.isWorker(thread)) {
            return "vhost";
        }
        if (thread.vcpu().isPresent()) {
            return "vcpu";
        }
        boolean own =
                thread.iothread().filter(alias -> !alias.equals("mon_iothread")).isPresent();
        return own ? "iothread" : "emulator";
    }
}
