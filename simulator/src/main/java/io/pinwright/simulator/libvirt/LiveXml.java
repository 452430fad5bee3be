package io.pinwright.simulator.libvirt;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** The differences between the definition of a domain and that of its running process. */
final class LiveXml {

    private static final Map<String, String> ALIASES = Map.of(
            "disk", "virtio-disk",
            "input", "input",
            "video", "video",
            "serial", "serial",
            "console", "serial",
            "channel", "channel",
            "memballoon", "balloon",
            "rng", "rng",
            "hostdev", "hostdev",
            "sound", "sound");

    private LiveXml() {}

    /** A live definition from a persistent one; interfaces get theirs when they are plugged. */
    static Element of(Element config) throws LibvirtException {
        Element live = Xml.copy(config);
        if (Xml.child(live, "resource").isEmpty()) {
            Xml.addText(Xml.add(live, "resource"), "partition", "/machine");
        }
        Xml.child(live, "cpu")
                .filter(cpu -> cpu.hasAttribute("check"))
                .ifPresent(cpu -> cpu.setAttribute("check", "full"));
        Xml.child(live, "devices").ifPresent(devices -> {
            Map<String, Integer> counts = new TreeMap<>();
            for (Element device : Xml.children(devices)) {
                alias(device, counts);
                if (device.getTagName().equals("graphics")
                        && device.getAttribute("autoport").equals("yes")) {
                    device.setAttribute("port", String.valueOf(5900 + counts.merge("graphics", 1, Integer::sum) - 1));
                }
            }
        });
        if (Xml.children(live, "seclabel").isEmpty()) {
            Element label = Xml.add(live, "seclabel");
            label.setAttribute("type", "dynamic");
            label.setAttribute("model", "dac");
            label.setAttribute("relabel", "yes");
            Xml.addText(label, "label", "+64055:+64055");
            Xml.addText(label, "imagelabel", "+64055:+64055");
        }
        DomainXml.sortDevices(live);
        return live;
    }

    /** What a saved image keeps of a live definition. */
    static Element saved(Element live) throws LibvirtException {
        Element image = Xml.copy(live);
        image.removeAttribute("id");
        Xml.children(image, "seclabel").forEach(image::removeChild);
        for (Element nic : DomainXml.interfaces(image)) {
            for (String generated : List.of("alias", "target")) {
                Xml.children(nic, generated).stream()
                        .filter(each -> !each.getAttribute("name").startsWith("ua-"))
                        .forEach(nic::removeChild);
            }
        }
        return image;
    }

    private static void alias(Element device, Map<String, Integer> counts) {
        String name = device.getTagName();
        if (name.equals("controller")) {
            String type = device.getAttribute("type");
            setAlias(device, type.equals("pci") ? "pci." + device.getAttribute("index") : type);
            return;
        }
        String prefix = ALIASES.get(name);
        if (prefix == null || device.getAttribute("model").equals("none")) {
            return;
        }
        setAlias(device, prefix + (counts.merge(name, 1, Integer::sum) - 1));
    }

    private static void setAlias(Element device, String name) {
        if (Xml.child(device, "alias").isPresent()) {
            return;
        }
        Element alias = device.getOwnerDocument().createElement("alias");
        alias.setAttribute("name", name);
        device.insertBefore(alias, Xml.child(device, "address").orElse(null));
    }

    /** A copy without passwords, for those who did not ask for them. */
    static Element withoutSecrets(Element domain) throws LibvirtException {
        Element copy = Xml.copy(domain);
        Xml.child(copy, "devices")
                .ifPresent(devices -> Xml.children(devices, "graphics").forEach(graphics -> {
                    graphics.removeAttribute("passwd");
                    graphics.removeAttribute("passwdValidTo");
                }));
        return copy;
    }

    /** What {@code --migratable} leaves out. */
    static Element migratable(Element domain) throws LibvirtException {
        Element copy = Xml.copy(domain);
        Xml.child(copy, "devices").ifPresent(devices -> {
            for (Element device : Xml.children(devices)) {
                boolean usb = device.getTagName().equals("controller")
                        && device.getAttribute("type").equals("usb");
                if (usb || device.getTagName().equals("input")) {
                    devices.removeChild(device);
                }
            }
        });
        return copy;
    }
}
