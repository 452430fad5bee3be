package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.kernel.Cpus;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.w3c.dom.Element;

/** A domain's definition: brought into libvirt's form when it is defined, asked and changed afterwards. */
final class DomainXml {

    private static final List<String> ORDER = List.of(
            "name",
            "uuid",
            "genid",
            "title",
            "description",
            "metadata",
            "maxMemory",
            "memory",
            "currentMemory",
            "memoryBacking",
            "blkiotune",
            "memtune",
            "vcpu",
            "vcpus",
            "iothreads",
            "iothreadids",
            "cputune",
            "numatune",
            "resource",
            "sysinfo",
            "bootloader",
            "os",
            "idmap",
            "features",
            "cpu",
            "clock",
            "on_poweroff",
            "on_reboot",
            "on_crash",
            "on_lockfailure",
            "pm",
            "perf",
            "keywrap",
            "devices",
            "seclabel",
            "launchSecurity",
            "qemu:commandline",
            "qemu:capabilities",
            "qemu:override");
    private static final List<String> CPUTUNE = List.of(
            "shares",
            "global_period",
            "global_quota",
            "period",
            "quota",
            "emulator_period",
            "emulator_quota",
            "iothread_period",
            "iothread_quota",
            "vcpupin",
            "emulatorpin",
            "iothreadpin",
            "vcpusched",
            "iothreadsched",
            "emulatorsched",
            "cachetune",
            "memorytune");
    private static final List<String> DEVICES = List.of(
            "emulator",
            "disk",
            "controller",
            "lease",
            "filesystem",
            "interface",
            "smartcard",
            "serial",
            "parallel",
            "console",
            "channel",
            "input",
            "tpm",
            "graphics",
            "sound",
            "audio",
            "video",
            "hostdev",
            "redirdev",
            "redirfilter",
            "hub",
            "watchdog",
            "memballoon",
            "rng",
            "nvram",
            "panic",
            "shmem",
            "memory",
            "iommu",
            "vsock");

    private DomainXml() {}

    /** Prints it as {@code dumpxml} does. */
    static String print(Element domain) {
        return Xml.print(domain);
    }

    /**
     * Reads a definition and brings it into the form libvirt keeps.
     *
     * @param validate whether to hold it against the schema, as {@code define --validate}
     */
    static Element define(String text, boolean validate, Random random) throws LibvirtException {
        Element domain = Xml.parse(text, "domain_definition");
        if (!domain.getTagName().equals("domain")) {
            throw new LibvirtException(
                    "XML error: unexpected root element <" + domain.getTagName() + ">, expecting <domain>");
        }
        if (validate) {
            requireValid(domain);
        }
        if (textOf(domain, "name").isEmpty()) {
            throw new LibvirtException("missing name information");
        }
        domain.removeAttribute("id");
        for (Element child : Xml.children(domain)) {
            if (!ORDER.contains(child.getTagName()) || child.getTagName().equals("resource") || isDynamicLabel(child)) {
                domain.removeChild(child);
            }
        }
        if (textOf(domain, "uuid").isEmpty()) {
            Xml.child(domain, "uuid").ifPresent(domain::removeChild);
            Xml.addText(domain, "uuid", new UUID(random.nextLong(), random.nextLong()).toString());
        }
        memory(domain);
        cpus(domain);
        defaults(domain);
        devices(domain, random);
        Xml.sort(domain, ORDER);
        return domain;
    }

    private static void requireValid(Element domain) throws LibvirtException {
        boolean valid = Xml.children(domain).stream().allMatch(child -> ORDER.contains(child.getTagName()))
                && Xml.child(domain, "devices")
                        .map(devices -> Xml.children(devices).stream()
                                        .allMatch(device -> DEVICES.contains(device.getTagName()))
                                && Xml.children(devices, "interface").stream().allMatch(InterfaceXml::valid))
                        .orElse(true);
        if (!valid) {
            throw new LibvirtException("XML document failed to validate against schema: Unable to validate doc against"
                    + " /usr/share/libvirt/schemas/domain.rng\nExtra element devices in interleave\nElement domain failed"
                    + " to validate content\n");
        }
    }

    private static boolean isDynamicLabel(Element child) {
        return child.getTagName().equals("seclabel")
                && child.getAttribute("type").equals("dynamic");
    }

    private static void memory(Element domain) {
        Element memory = Xml.childOrNew(domain, "memory");
        long kib = kibibytes(memory);
        memory.setAttribute("unit", "KiB");
        memory.setTextContent(String.valueOf(kib));
        Element current = Xml.childOrNew(domain, "currentMemory");
        long currentKib = current.getTextContent().isBlank() ? kib : kibibytes(current);
        current.setAttribute("unit", "KiB");
        current.setTextContent(String.valueOf(currentKib));
    }

    private static long kibibytes(Element element) {
        String digits = element.getTextContent().strip();
        long amount = digits.matches("\\d{1,15}") ? Long.parseLong(digits) : 0;
        return switch (element.getAttribute("unit")) {
            case "b", "bytes" -> amount / 1024;
            case "M", "MiB" -> amount << 10;
            case "G", "GiB" -> amount << 20;
            case "T", "TiB" -> amount << 30;
            default -> amount;
        };
    }

    private static void cpus(Element domain) throws LibvirtException {
        Element vcpu = Xml.childOrNew(domain, "vcpu");
        if (vcpu.getTextContent().isBlank()) {
            vcpu.setTextContent("1");
        }
        if (!vcpu.getTextContent().strip().matches("[1-9]\\d{0,4}")) {
            throw new LibvirtException("XML error: maximum vcpus must be an integer");
        }
        vcpu.setTextContent(vcpu.getTextContent().strip());
        if (!vcpu.hasAttribute("placement")) {
            vcpu.setAttribute("placement", "static");
        }
        if (vcpu.hasAttribute("cpuset")) {
            vcpu.setAttribute("cpuset", cpuset(vcpu.getAttribute("cpuset")).toString());
        }
        Optional<Element> tune = Xml.child(domain, "cputune");
        if (tune.isEmpty()) {
            return;
        }
        if (Xml.children(tune.get(), "emulatorpin").size() > 1) {
            throw new LibvirtException("XML error: only one emulatorpin is supported");
        }
        Set<String> seen = new HashSet<>();
        TreeMap<Integer, Element> pins = new TreeMap<>();
        for (Element pin : Xml.children(tune.get())) {
            if (!CPUTUNE.contains(pin.getTagName())) {
                tune.get().removeChild(pin);
            } else if (pin.getTagName().endsWith("pin")) {
                pin.setAttribute("cpuset", cpuset(pin.getAttribute("cpuset")).toString());
                if (pin.getTagName().equals("vcpupin")) {
                    tune.get().removeChild(pin);
                    String id = pin.getAttribute("vcpu").strip();
                    if (!id.matches("\\d{1,5}")) {
                        throw new LibvirtException(
                                "XML error: Invalid value for attribute 'vcpu' in element 'vcpupin': '" + id
                                        + "'. Expected non-negative integer value");
                    }
                    if (!seen.add(id)) {
                        throw new LibvirtException("XML error: duplicate vcpupin for vcpu '" + id + "'");
                    }
                    pin.setAttribute("vcpu", id);
                    if (Integer.parseInt(id) < vcpus(domain)) {
                        pins.put(Integer.parseInt(id), pin);
                    }
                }
            }
        }
        pins.values().forEach(tune.get()::appendChild);
        Xml.sort(tune.get(), CPUTUNE);
        dropEmptyTune(domain);
    }

    private static void dropEmptyTune(Element domain) {
        Xml.child(domain, "cputune")
                .filter(tune -> Xml.children(tune).isEmpty())
                .ifPresent(domain::removeChild);
    }

    private static Cpus cpuset(String text) throws LibvirtException {
        Cpus cpus = Cpus.parseLibvirt(text)
                .orElseThrow(() -> new LibvirtException("invalid argument: Failed to parse bitmap '" + text + "'"));
        if (cpus.isEmpty()) {
            throw new LibvirtException("XML error: Invalid value of 'cpuset': " + text);
        }
        return cpus;
    }

    private static void defaults(Element domain) {
        Element os = Xml.childOrNew(domain, "os");
        Element type = Xml.childOrNew(os, "type");
        if (type.getTextContent().isBlank()) {
            type.setTextContent("hvm");
        }
        if (!type.hasAttribute("arch")) {
            type.setAttribute("arch", "x86_64");
        }
        if (!type.hasAttribute("machine")) {
            type.setAttribute("machine", "pc-i440fx-7.2");
        }
        if (Xml.child(os, "boot").isEmpty() && Xml.child(os, "kernel").isEmpty()) {
            Xml.add(os, "boot").setAttribute("dev", "hd");
        }
        if (Xml.child(domain, "clock").isEmpty()) {
            Xml.add(domain, "clock").setAttribute("offset", "utc");
        }
        addDefault(domain, "on_poweroff", "destroy");
        addDefault(domain, "on_reboot", "restart");
        addDefault(domain, "on_crash", "destroy");
    }

    private static void addDefault(Element domain, String name, String text) {
        if (Xml.child(domain, name).isEmpty()) {
            Xml.addText(domain, name, text);
        }
    }

    private static void devices(Element domain, Random random) throws LibvirtException {
        Element devices = Xml.childOrNew(domain, "devices");
        for (Element device : Xml.children(devices)) {
            if (!DEVICES.contains(device.getTagName())) {
                devices.removeChild(device);
            } else if (device.getTagName().equals("interface")) {
                InterfaceXml.normalise(device, random);
            } else {
                Xml.child(device, "alias")
                        .filter(alias -> !alias.getAttribute("name").startsWith("ua-"))
                        .ifPresent(device::removeChild);
            }
            if (device.getTagName().equals("graphics")
                    && device.getAttribute("autoport").equals("yes")) {
                device.setAttribute("port", "-1");
            }
        }
        if (Xml.child(devices, "emulator").isEmpty()) {
            Xml.addText(devices, "emulator", "/usr/bin/qemu-system-x86_64");
        }
        addresses(devices);
        Xml.sort(devices, DEVICES);
    }

    /** Gives every interface without one a PCI address that no other device has. */
    static void addresses(Element devices) throws LibvirtException {
        Set<String> used = new HashSet<>();
        for (Element device : Xml.children(devices)) {
            Optional<Element> address = Xml.child(device, "address")
                    .filter(a -> a.getAttribute("type").equals("pci"));
            if (address.isPresent() && !used.add(pciAddress(address.get()))) {
                throw new LibvirtException(
                        "XML error: Attempted double use of PCI Address " + pciAddress(address.get()));
            }
        }
        for (Element nic : Xml.children(devices, "interface")) {
            if (Xml.child(nic, "address").isEmpty()) {
                int slot = 3;
                while (used.contains(String.format(Locale.ROOT, "0000:00:%02x.0", slot))) {
                    slot++;
                }
                used.add(String.format(Locale.ROOT, "0000:00:%02x.0", slot));
                Element address = Xml.add(nic, "address");
                address.setAttribute("type", "pci");
                address.setAttribute("domain", "0x0000");
                address.setAttribute("bus", "0x00");
                address.setAttribute("slot", String.format(Locale.ROOT, "0x%02x", slot));
                address.setAttribute("function", "0x0");
            }
        }
    }

    private static String pciAddress(Element address) {
        return address.getAttribute("domain").replace("0x", "") + ":"
                + address.getAttribute("bus").replace("0x", "") + ":"
                + address.getAttribute("slot").replace("0x", "") + "."
                + address.getAttribute("function").replace("0x", "");
    }

    static String textOf(Element domain, String child) {
        return Xml.child(domain, child)
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }

    static String name(Element domain) {
        return textOf(domain, "name");
    }

    static String uuid(Element domain) {
        return textOf(domain, "uuid");
    }

    static int vcpus(Element domain) {
        return Integer.parseInt(textOf(domain, "vcpu"));
    }

    static int currentVcpus(Element domain) {
        return Xml.attribute(domain, "vcpu", "current").map(Integer::parseInt).orElseGet(() -> vcpus(domain));
    }

    /** Ids of the I/O threads: those of {@code <iothreadids>}, filled up to {@code <iothreads>}. */
    static List<Integer> iothreads(Element domain) {
        Set<Integer> ids = new TreeSet<>();
        Xml.child(domain, "iothreadids")
                .ifPresent(list -> Xml.children(list, "iothread")
                        .forEach(each -> ids.add(Integer.parseInt(each.getAttribute("id")))));
        String count = textOf(domain, "iothreads");
        for (int id = 1; !count.isEmpty() && ids.size() < Integer.parseInt(count); id++) {
            ids.add(id);
        }
        return List.copyOf(ids);
    }

    static List<Element> interfaces(Element domain) {
        return Xml.child(domain, "devices")
                .map(devices -> Xml.children(devices, "interface"))
                .orElse(List.of());
    }

    /** The pin of a vCPU, emulator or I/O thread; empty when the definition has none. */
    static Optional<Cpus> pin(Element domain, String kind, String idAttribute, int id) {
        return Xml.child(domain, "cputune").stream()
                .flatMap(tune -> Xml.children(tune, kind).stream())
                .filter(pin ->
                        idAttribute.isEmpty() || pin.getAttribute(idAttribute).equals(String.valueOf(id)))
                .findFirst()
                .flatMap(pin -> Cpus.parseLibvirt(pin.getAttribute("cpuset")));
    }

    /** Sets a pin. */
    static void setPin(Element domain, String kind, String idAttribute, int id, Cpus cpus) {
        Element tune = Xml.childOrNew(domain, "cputune");
        Element pin = Xml.children(tune, kind).stream()
                .filter(each ->
                        idAttribute.isEmpty() || each.getAttribute(idAttribute).equals(String.valueOf(id)))
                .findFirst()
                .orElseGet(() -> {
                    Element added = Xml.add(tune, kind);
                    if (!idAttribute.isEmpty()) {
                        added.setAttribute(idAttribute, String.valueOf(id));
                    }
                    return added;
                });
        pin.setAttribute("cpuset", cpus.toString());
        List<Element> vcpuPins = Xml.children(tune, "vcpupin").stream()
                .sorted(Comparator.comparingInt(each -> Integer.parseInt(each.getAttribute("vcpu"))))
                .toList();
        vcpuPins.forEach(tune::appendChild);
        Xml.sort(tune, CPUTUNE);
        Xml.sort(domain, ORDER);
    }

    /** Where threads without a pin of their own may run: {@code <vcpu cpuset>}, else everywhere. */
    static Cpus placement(Element domain, Cpus all) {
        return Xml.attribute(domain, "vcpu", "cpuset")
                .flatMap(Cpus::parseLibvirt)
                .orElse(all);
    }

    static void sortDevices(Element domain) {
        Xml.child(domain, "devices").ifPresent(devices -> Xml.sort(devices, DEVICES));
        Xml.sort(domain, ORDER);
    }
}
