package io.pinwright.modules.system;

import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.InterfaceXml;
import io.pinwright.modules.vhost.QemuProcess;
import io.pinwright.modules.vhost.QemuThread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/** Facts as tables for people. */
final class FactsText {

    private FactsText() {}

    static String of(HostFacts facts) {
        List<String> parts = new ArrayList<>();
        facts.identity().ifPresent(found -> parts.add(identity(found)));
        facts.topology().ifPresent(found -> {
            parts.add(found.cpuText());
            parts.add(found.nicText());
        });
        facts.domains().ifPresent(found -> {
            if (found.domains().isEmpty() && found.problem().isEmpty()) {
                parts.add("Domains: none\n");
            }
            for (DomainFacts domain : found.domains()) {
                parts.add(domain(domain, facts.threads().flatMap(threads -> threads.of(domain.name()))));
            }
        });
        facts.irqbalance()
                .ifPresent(found -> parts.add("irqbalance: "
                        + (!found.installed() ? "not installed" : found.running() ? "running" : "not running")
                        + (found.leftAlone().isEmpty()
                                ? ""
                                : "; told to leave alone " + String.join(", ", found.leftAlone())
                                        + (found.inForce() ? "" : " (not in force yet)"))
                        + "\n"));
        if (!facts.problems().isEmpty()) {
            StringBuilder out = new StringBuilder("Unknown:\n");
            facts.problems()
                    .forEach(problem ->
                            out.append("  ").append(TextTable.shown(problem)).append('\n'));
            parts.add(out.toString());
        }
        return String.join("\n", parts);
    }

    private static String identity(HostIdentity identity) {
        return TextTable.shown(identity.nodeName().orElse("(no name)")) + ": "
                + TextTable.shown(identity.prettyName().orElse("unknown system")) + ", kernel "
                + TextTable.shown(identity.kernel().orElse("unknown")) + ", "
                + TextTable.shown(identity.architecture().orElse("unknown architecture"))
                + (identity.memoryKib().isPresent()
                        ? ", " + identity.memoryKib().getAsLong() / 1024 + " MiB"
                        : "")
                + "\n";
    }

    private static String domain(DomainFacts domain, Optional<QemuProcess> process) {
        StringBuilder out = new StringBuilder("Domain ").append(TextTable.shown(domain.name()));
        out.append(": ").append(domain.running() ? "running" : "shut off");
        domain.current()
                .ifPresent(document ->
                        out.append(", ").append(document.currentVcpus()).append(" vCPUs"));
        process.ifPresent(found -> out.append(", pid ").append(found.pid()));
        if (domain.isTransient().orElse(false)) {
            out.append(", transient");
        }
        if (domain.managedSave().orElse(false)) {
            out.append(", managed save image");
        }
        out.append('\n');
        TextTable interfaces = new TextTable("MAC", "TYPE", "SOURCE", "TARGET", "MODEL", "DRIVER", "QUEUES");
        for (InterfaceFacts each : domain.interfaces()) {
            InterfaceXml any = each.any();
            interfaces.row(
                    any.mac().orElse("-"),
                    any.type(),
                    any.source().orElse("-"),
                    any.target().orElse("-"),
                    any.model().orElse("-"),
                    any.driver().name().orElse("-"),
                    queues(domain, each));
        }
        if (!interfaces.isEmpty()) {
            out.append(interfaces.print(2));
        }
        domain.live()
                .ifPresent(
                        live -> out.append("  pins live:   ").append(pins(live)).append('\n'));
        domain.config()
                .ifPresent(config ->
                        out.append("  pins config: ").append(pins(config)).append('\n'));
        process.ifPresent(found -> out.append(threads(found).print(2)));
        return out.toString();
    }

    /** One number, or {@code 4 -> 8 at next start}. */
    private static String queues(DomainFacts domain, InterfaceFacts each) {
        OptionalInt config = each.configQueues();
        OptionalInt live = each.liveQueues();
        if (!domain.running() || live.isEmpty()) {
            return config.isPresent() ? Integer.toString(config.getAsInt()) : "unknown";
        }
        return config.isEmpty() || config.getAsInt() == live.getAsInt()
                ? Integer.toString(live.getAsInt())
                : live.getAsInt() + " -> " + config.getAsInt() + " at next start";
    }

    private static String pins(DomainXml document) {
        List<String> parts = new ArrayList<>();
        document.defaultCpus().ifPresent(cpus -> parts.add("default " + cpus));
        SortedMap<Integer, CpuSet> vcpus = document.vcpuPins();
        if (!vcpus.isEmpty()) {
            List<String> list = new ArrayList<>();
            vcpus.forEach((vcpu, cpus) -> list.add(vcpu + "=" + cpus));
            parts.add("vCPU " + String.join(" ", list));
        }
        document.emulatorPin().ifPresent(cpus -> parts.add("emulator " + cpus));
        document.iothreadPins().forEach((id, cpus) -> parts.add("iothread " + id + "=" + cpus));
        return parts.isEmpty() ? "none" : String.join("; ", parts);
    }

    /** Threads of one kind and one set of CPUs in a row. */
    private static TextTable threads(QemuProcess process) {
        Map<List<String>, List<String>> rows = new LinkedHashMap<>();
        for (QemuThread thread : process.threads()) {
            String kind = FactsTree.kind(process, thread);
            String allowed = thread.allowed().map(CpuSet::toString).orElse("unknown");
            String who = thread.vcpu().isPresent()
                    ? Integer.toString(thread.vcpu().getAsInt())
                    : Integer.toString(thread.tid());
            rows.computeIfAbsent(List.of(kind, allowed), key -> new ArrayList<>())
                    .add(who);
        }
        TextTable table = new TextTable("THREADS", "COUNT", "ALLOWED CPUS", "VCPU OR TID");
        rows.forEach((key, who) -> table.row(
                key.get(0),
                Integer.toString(who.size()),
                key.get(1),
                who.size() <= 12
                        ? String.join(" ", who)
                        : String.join(" ", who.subList(0, 12)) + " and " + (who.size() - 12) + " more"));
        return table;
    }
}
