package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.libvirt.VirshSpec.Parsed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The list of virsh commands, and those that read or change a domain's state. */
final class VirshCommands {

    private static final List<String> WHERE = List.of("config", "live", "current");
    private static final Map<String, VirshSpec> ALL = new TreeMap<>();

    static {
        add(
                "list",
                List.of(),
                List.of(),
                List.of(
                        "all",
                        "inactive",
                        "name",
                        "uuid",
                        "id",
                        "title",
                        "managed-save",
                        "with-managed-save",
                        "without-managed-save",
                        "persistent",
                        "transient",
                        "state-running",
                        "state-shutoff",
                        "state-paused",
                        "autostart",
                        "no-autostart",
                        "table"),
                VirshQueries::list);
        add(
                "dumpxml",
                List.of("domain"),
                List.of("xpath"),
                List.of("inactive", "security-info", "update-cpu", "migratable", "wrap"),
                VirshQueries::dumpxml);
        add("domstate", List.of("domain"), List.of(), List.of("reason"), VirshQueries::domstate);
        add(
                "domstats",
                List.of(),
                List.of("domain"),
                List.of("state", "cpu-total", "interface", "raw", "enforce", "nowait"),
                VirshStats::domstats);
        add("dominfo", List.of("domain"), List.of(), List.of(), VirshQueries::dominfo);
        add("domuuid", List.of("domain"), List.of(), List.of(), (s, o) -> s.print(s.domain(o).uuid + "\n"));
        add("domname", List.of("domain"), List.of(), List.of(), (s, o) -> s.print(s.domain(o).name + "\n"));
        add("domid", List.of("domain"), List.of(), List.of(), (s, o) -> {
            Domain domain = s.domain(o);
            s.print((domain.isActive() ? String.valueOf(domain.id) : "-") + "\n");
        });
        add("domiflist", List.of("domain"), List.of(), List.of("inactive"), VirshQueries::domiflist);
        add("vcpuinfo", List.of("domain"), List.of(), List.of("pretty"), VirshQueries::vcpuinfo);
        add(
                "vcpucount",
                List.of("domain"),
                List.of(),
                List.of("maximum", "active", "live", "config", "current", "guest"),
                VirshQueries::vcpucount);
        add("numatune", List.of("domain"), List.of(), WHERE, VirshQueries::numatune);
        add("capabilities", List.of(), List.of(), List.of(), VirshNode::capabilities);
        add("nodeinfo", List.of(), List.of(), List.of(), VirshNode::nodeinfo);
        add("nodecpumap", List.of(), List.of(), List.of("pretty"), VirshNode::nodecpumap);
        add("freecell", List.of(), List.of("cellno"), List.of("all"), VirshNode::freecell);
        add("version", List.of(), List.of(), List.of("daemon"), VirshNode::version);
        add("uri", List.of(), List.of(), List.of(), (s, o) -> s.print(s.uri + "\n"));
        add(
                "hostname",
                List.of(),
                List.of(),
                List.of(),
                (s, o) -> s.print(s.libvirt.kernel().shape().hostname() + "\n"));
        add(
                "echo",
                List.of(),
                List.of("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"),
                List.of("shell", "xml", "split", "err"),
                (s, o) -> s.print(String.join(
                        " ",
                        o.values().entrySet().stream()
                                .filter(e -> e.getKey().matches("a\\d"))
                                .map(Map.Entry::getValue)
                                .toList())));
        add("help", List.of(), List.of("command"), List.of(), VirshCommands::help);
        add("vcpupin", List.of("domain"), List.of("vcpu", "cpulist"), WHERE, VirshPins::vcpupin);
        add("emulatorpin", List.of("domain"), List.of("cpulist"), WHERE, VirshPins::emulatorpin);
        add("iothreadinfo", List.of("domain"), List.of(), WHERE, VirshPins::iothreadinfo);
        add("iothreadpin", List.of("domain", "iothread", "cpulist"), List.of(), WHERE, VirshPins::iothreadpin);
        add("define", List.of("file"), List.of(), List.of("validate"), VirshCommands::define);
        add(
                "undefine",
                List.of("domain"),
                List.of(),
                List.of("managed-save", "nvram", "keep-nvram", "snapshots-metadata"),
                VirshCommands::undefine);
        add(
                "start",
                List.of("domain"),
                List.of(),
                List.of("paused", "force-boot", "autodestroy", "bypass-cache"),
                VirshCommands::start);
        add("shutdown", List.of("domain"), List.of("mode"), List.of(), VirshCommands::shutdown);
        add("destroy", List.of("domain"), List.of(), List.of("graceful"), VirshCommands::destroy);
        add(
                "reset",
                List.of("domain"),
                List.of(),
                List.of(),
                (s, o) -> same(s, o, "Domain '%s' was reset\n", "Failed to reset domain '%s'", "virDomainReset"));
        add(
                "reboot",
                List.of("domain"),
                List.of("mode"),
                List.of(),
                (s, o) -> same(
                        s, o, "Domain '%s' is being rebooted\n", "Failed to reboot domain '%s'", "virDomainReboot"));
        add("suspend", List.of("domain"), List.of(), List.of(), (s, o) -> pause(s, o, true));
        add("resume", List.of("domain"), List.of(), List.of(), (s, o) -> pause(s, o, false));
        add("autostart", List.of("domain"), List.of(), List.of("disable"), VirshCommands::autostart);
        add(
                "managedsave",
                List.of("domain"),
                List.of(),
                List.of("bypass-cache", "running", "paused", "verbose"),
                VirshCommands::managedsave);
        add("managedsave-remove", List.of("domain"), List.of(), List.of(), VirshCommands::managedsaveRemove);
        add(
                "managedsave-dumpxml",
                List.of("domain"),
                List.of("xpath"),
                List.of("security-info"),
                VirshQueries::managedsaveDumpxml);
        List<String> deviceFlags = List.of("config", "live", "current", "persistent", "force");
        add("update-device", List.of("domain", "file"), List.of(), deviceFlags, (s, o) -> device(s, o, "update"));
        add("attach-device", List.of("domain", "file"), List.of(), deviceFlags, (s, o) -> device(s, o, "attach"));
        add("detach-device", List.of("domain", "file"), List.of(), deviceFlags, (s, o) -> device(s, o, "detach"));
    }

    private VirshCommands() {}

    private static void add(
            String name, List<String> required, List<String> optional, List<String> flags, VirshSpec.Action action) {
        ALL.put(name, new VirshSpec(name, required, optional, flags, action));
    }

    static VirshSpec find(String name) throws LibvirtException {
        VirshSpec spec = ALL.get(name);
        if (spec == null) {
            throw new LibvirtException("unknown command: '" + name + "'");
        }
        return spec;
    }

    private static void help(VirshSession session, Parsed options) throws LibvirtException, IOException {
        if (!options.has("command")) {
            session.print("Commands of this simulated virsh:\n\n");
            for (String name : ALL.keySet()) {
                session.print("    " + name + "\n");
            }
            return;
        }
        String name = options.value("command");
        VirshSpec spec = ALL.get(name);
        if (spec == null) {
            throw new LibvirtException("command or command group '" + name + "' doesn't exist");
        }
        StringBuilder synopsis = new StringBuilder(name);
        spec.required().forEach(option -> synopsis.append(" <").append(option).append('>'));
        spec.optional().forEach(option -> synopsis.append(" [--").append(option).append(" <string>]"));
        spec.flags().forEach(option -> synopsis.append(" [--").append(option).append(']'));
        session.print("  NAME\n    " + name + "\n\n  SYNOPSIS\n    " + synopsis + "\n");
    }

    private static void define(VirshSession session, Parsed options) throws LibvirtException, IOException {
        session.requireWrite("virDomainDefineXML");
        String file = options.value("file");
        String xml = session.file(file);
        try {
            String name = session.libvirt.define(xml, options.has("validate"), session.mutations);
            session.printExtra("Domain '" + name + "' defined from " + file + "\n");
        } catch (LibvirtException e) {
            throw failed("Failed to define domain from " + file, e);
        }
    }

    private static void undefine(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        try {
            session.requireWrite("virDomainUndefine");
            if (options.has("managed-save") && domain.savedImage().isPresent()) {
                session.libvirt.removeSaved(domain, session.mutations);
            }
            session.libvirt.undefine(domain, session.mutations);
        } catch (LibvirtException e) {
            throw failed("Failed to undefine domain '" + domain.name + "'", e);
        }
        session.printExtra("Domain '" + domain.name + "' has been undefined\n");
    }

    private static void start(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        if (domain.isActive()) {
            throw new LibvirtException("Domain is already active");
        }
        try {
            session.requireWrite("virDomainCreate");
            session.libvirt.start(domain.name, options.has("paused"), options.has("force-boot"), session.mutations);
        } catch (LibvirtException e) {
            throw failed("Failed to start domain '" + domain.name + "'", e);
        }
        session.printExtra("Domain '" + domain.name + "' started\n");
    }

    private static void shutdown(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        try {
            session.requireWrite("virDomainShutdown");
            session.libvirt.shutdown(domain, session.mutations);
        } catch (LibvirtException e) {
            throw failed("Failed to shutdown domain '" + domain.name + "'", e);
        }
        session.printExtra("Domain '" + domain.name + "' is being shutdown\n");
    }

    private static void destroy(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        try {
            session.requireWrite("virDomainDestroy");
            session.libvirt.stop(domain, "destroy", "destroyed", session.mutations);
        } catch (LibvirtException e) {
            throw failed("Failed to destroy domain '" + domain.name + "'", e);
        }
        session.printExtra("Domain '" + domain.name + "' destroyed\n");
    }

    /** Reset and reboot keep the QEMU process and its definition. */
    private static void same(VirshSession session, Parsed options, String done, String failed, String function)
            throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        try {
            session.requireWrite(function);
            domain.active();
        } catch (LibvirtException e) {
            throw failed(String.format(failed, domain.name), e);
        }
        if (options.spec().name().equals("reset")) {
            session.libvirt.reset(domain, session.mutations);
        } else {
            session.mutations.before("virsh reboot " + domain.name);
            session.mutations.after("virsh reboot " + domain.name);
        }
        session.printExtra(String.format(done, domain.name));
    }

    private static void pause(VirshSession session, Parsed options, boolean pause)
            throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        try {
            session.requireWrite(pause ? "virDomainSuspend" : "virDomainResume");
            session.libvirt.pauseOrResume(domain, pause, session.mutations);
        } catch (LibvirtException e) {
            throw failed("Failed to " + (pause ? "suspend" : "resume") + " domain '" + domain.name + "'", e);
        }
        session.printExtra("Domain '" + domain.name + "' " + (pause ? "suspended" : "resumed") + "\n");
    }

    private static void autostart(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        boolean on = !options.has("disable");
        try {
            session.requireWrite("virDomainSetAutostart");
            session.libvirt.autostart(domain, on, session.mutations);
        } catch (LibvirtException e) {
            throw failed("Failed to " + (on ? "mark" : "unmark") + " domain '" + domain.name + "' as autostarted", e);
        }
        session.printExtra("Domain '" + domain.name + "' " + (on ? "marked" : "unmarked") + " as autostarted\n");
    }

    private static void managedsave(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        try {
            session.requireWrite("virDomainManagedSave");
            session.libvirt.save(domain, session.mutations);
        } catch (LibvirtException e) {
            throw failed("Failed to save domain '" + domain.name + "' state", e);
        }
        session.printExtra("\nDomain '" + domain.name + "' state saved by libvirt\n");
    }

    private static void managedsaveRemove(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        if (domain.savedImage().isEmpty()) {
            session.printExtra("Domain '" + domain.name + "' has no manage save image; removal skipped");
            return;
        }
        session.requireWrite("virDomainManagedSaveRemove");
        session.libvirt.removeSaved(domain, session.mutations);
        session.printExtra("Removed managedsave image for domain '" + domain.name + "'\n");
    }

    private static void device(VirshSession session, Parsed options, String verb) throws LibvirtException, IOException {
        Where where = options.where();
        Domain domain = session.domain(options);
        String file = options.value("file");
        String xml = session.file(file);
        Where effective = options.has("persistent") ? new Where(domain.isActive(), true) : where;
        try {
            session.requireWrite(
                    "virDomain" + Character.toUpperCase(verb.charAt(0)) + verb.substring(1) + "DeviceFlags");
            switch (verb) {
                case "update" -> session.libvirt.updateDevice(domain, xml, effective, session.mutations);
                case "attach" -> session.libvirt.attachDevice(domain, xml, effective, session.mutations);
                default -> session.libvirt.detachDevice(domain, xml, effective, session.mutations);
            }
        } catch (LibvirtException e) {
            throw failed("Failed to " + verb + " device from " + file, e);
        }
        String done = verb.equals("update") ? "updated" : verb + "ed";
        session.printExtra("Device " + done + " successfully\n");
    }

    /** Two error lines: what virsh was about, and why libvirt refused. */
    static LibvirtException failed(String what, LibvirtException why) {
        return new LibvirtException(what + "\u0000" + why.getMessage());
    }
}
