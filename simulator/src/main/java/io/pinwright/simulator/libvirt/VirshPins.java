package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.libvirt.VirshSpec.Parsed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** virsh's commands for pins: without a CPU list they ask, with one they set. */
final class VirshPins {

    private VirshPins() {}

    static void vcpupin(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Where where = options.where();
        Domain domain = session.domain(options);
        Optional<Integer> vcpu = options.has("vcpu") ? Optional.of(options.number("vcpu")) : Optional.empty();
        if (!options.has("cpulist")) {
            showVcpus(session, definition(domain, where), vcpu);
            return;
        }
        if (vcpu.isEmpty()) {
            throw new LibvirtException("vcpupin: Missing vCPU number in pin mode.");
        }
        Cpus cpus = cpulist(session, options.value("cpulist"));
        session.requireWrite("virDomainPinVcpuFlags");
        session.libvirt.pinVcpu(domain, vcpu.get(), cpus, forSetting(options, where), session.mutations);
    }

    private static void showVcpus(VirshSession session, Element definition, Optional<Integer> only)
            throws LibvirtException, IOException {
        int count = DomainXml.vcpus(definition);
        if (only.isPresent() && only.get() >= count) {
            throw new LibvirtException("vcpu " + only.get() + " is out of range of live cpu count " + count);
        }
        List<List<String>> rows = session.head("VCPU", "CPU Affinity");
        for (int vcpu = 0; vcpu < count; vcpu++) {
            if (only.isEmpty() || only.get() == vcpu) {
                Cpus cpus = DomainXml.pin(definition, "vcpupin", "vcpu", vcpu)
                        .orElseGet(() -> DomainXml.placement(definition, all(session)));
                rows.add(List.of(String.valueOf(vcpu), cpus.toString()));
            }
        }
        session.table(rows);
    }

    static void emulatorpin(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Where where = options.where();
        Domain domain = session.domain(options);
        if (!options.has("cpulist")) {
            Element definition = definition(domain, where);
            Cpus cpus = DomainXml.pin(definition, "emulatorpin", "", 0)
                    .orElseGet(() -> DomainXml.placement(definition, all(session)));
            session.printExtra("emulator: CPU Affinity\n----------------------------------\n       *: ");
            session.print(cpus + "\n");
            return;
        }
        Cpus cpus = cpulist(session, options.value("cpulist"));
        session.requireWrite("virDomainPinEmulator");
        session.libvirt.pinEmulator(domain, cpus, forSetting(options, where), session.mutations);
    }

    static void iothreadinfo(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Element definition = definition(session.domain(options), options.where());
        List<Integer> ids = DomainXml.iothreads(definition);
        if (ids.isEmpty()) {
            session.printExtra("No IOThreads found for the domain");
            return;
        }
        List<List<String>> rows = session.head("IOThread ID", "CPU Affinity");
        for (int index = ids.size() - 1; index >= 0; index--) { // the real one does not sort them either
            int id = ids.get(index);
            Cpus cpus = DomainXml.pin(definition, "iothreadpin", "iothread", id)
                    .orElseGet(() -> DomainXml.placement(definition, all(session)));
            rows.add(List.of(String.valueOf(id), cpus.toString()));
        }
        session.table(rows);
    }

    static void iothreadpin(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Where where = options.where();
        Domain domain = session.domain(options);
        int id = options.number("iothread");
        Cpus cpus = cpulist(session, options.value("cpulist"));
        session.requireWrite("virDomainPinIOThread");
        session.libvirt.pinIoThread(domain, id, cpus, forSetting(options, where), session.mutations);
    }

    private static Element definition(Domain domain, Where where) throws LibvirtException {
        Where resolved = where.of(domain);
        return resolved.live() ? domain.active() : domain.persistent();
    }

    /** Without any flag a pin is set in the running domain alone, and a domain that does not run is refused. */
    private static Where forSetting(Parsed options, Where where) {
        return where.live() || where.config() || options.has("current") ? where : new Where(true, false);
    }

    private static Cpus all(VirshSession session) {
        return session.libvirt.kernel().shape().online();
    }

    /** virsh's own reading of a CPU list; {@code r} stands for all CPUs. */
    private static Cpus cpulist(VirshSession session, String text) throws LibvirtException {
        int max = session.libvirt.kernel().shape().cpuCount();
        if (text.equals("r")) {
            return Cpus.range(0, max - 1);
        }
        Optional<Cpus> cpus = Cpus.parseLibvirt(text);
        if (cpus.isEmpty()) {
            throw VirshCommands.failed(
                    "Invalid cpulist '" + text + "'",
                    new LibvirtException("invalid argument: Failed to parse bitmap '" + text + "'"));
        }
        if (cpus.get().isEmpty()) {
            throw new LibvirtException("Invalid cpulist '" + text + "'");
        }
        if (cpus.get().last() >= max) {
            throw new LibvirtException(
                    "CPU " + cpus.get().last() + " in cpulist '" + text + "' exceed the maxcpu " + max);
        }
        return cpus.get();
    }
}
