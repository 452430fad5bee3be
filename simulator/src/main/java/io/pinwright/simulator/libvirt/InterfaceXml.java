package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.kernel.HostShape.VhostStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** An {@code <interface>} as libvirt 9.0 keeps it: what it adds, orders and silently drops. */
final class InterfaceXml {

    private static final List<String> ORDER = List.of(
            "mac",
            "source",
            "virtualport",
            "vlan",
            "bandwidth",
            "ip",
            "route",
            "script",
            "target",
            "guest",
            "model",
            "driver",
            "backend",
            "filterref",
            "tune",
            "link",
            "mtu",
            "coalesce",
            "boot",
            "rom",
            "acpi",
            "alias",
            "address");
    private static final Set<String> DRIVER_ATTRIBUTES = Set.of(
            "name",
            "txmode",
            "ioeventfd",
            "event_idx",
            "queues",
            "rx_queue_size",
            "tx_queue_size",
            "rss",
            "rss_hash_report",
            "iommu",
            "ats",
            "packed",
            "page_per_vq");
    private static final Set<String> NUMBERS = Set.of("queues", "rx_queue_size", "tx_queue_size");
    private static final Set<String> TYPES = Set.of(
            "user",
            "ethernet",
            "server",
            "client",
            "mcast",
            "network",
            "bridge",
            "internal",
            "direct",
            "hostdev",
            "udp",
            "vhostuser",
            "vdpa");
    private static final Set<String> VHOST_TYPES = Set.of("bridge", "direct", "network", "ethernet");
    private static final Pattern GENERATED_TARGET = Pattern.compile("(vnet|macvtap|macvlan)\\d*");

    private InterfaceXml() {}

    /** Checks an interface and brings it into the form that is kept in a persistent definition. */
    static void normalise(Element nic, Random random) throws LibvirtException {
        String type = nic.getAttribute("type");
        if (!TYPES.contains(type)) {
            throw new LibvirtException(
                    "XML error: Invalid value for attribute 'type' in element 'interface': '" + type + "'.");
        }
        dropUnknown(nic);
        Element mac = Xml.childOrNew(nic, "mac");
        mac.setAttribute(
                "address",
                mac.hasAttribute("address") ? mac.getAttribute("address").toLowerCase(Locale.ROOT) : newMac(random));
        if (type.equals("direct")) {
            Element source = Xml.child(nic, "source")
                    .filter(element -> element.hasAttribute("dev"))
                    .orElseThrow(() ->
                            new LibvirtException("XML error: Missing required attribute 'dev' in element 'source'"));
            if (!source.hasAttribute("mode")) {
                source.setAttribute("mode", "vepa");
            }
        }
        Xml.child(nic, "target")
                .filter(target ->
                        GENERATED_TARGET.matcher(target.getAttribute("dev")).matches())
                .ifPresent(nic::removeChild);
        Xml.child(nic, "alias")
                .filter(alias -> !alias.getAttribute("name").startsWith("ua-"))
                .ifPresent(nic::removeChild);
        if (Xml.child(nic, "model").isEmpty() && !type.equals("hostdev")) {
            Xml.add(nic, "model").setAttribute("type", "rtl8139");
        }
        driver(nic, type);
        Xml.sort(nic, ORDER);
    }

    private static void driver(Element nic, String type) throws LibvirtException {
        List<Element> drivers = Xml.children(nic, "driver");
        for (Element extra : drivers.subList(Math.min(1, drivers.size()), drivers.size())) {
            nic.removeChild(extra);
        }
        if (drivers.isEmpty()) {
            return;
        }
        Element driver = drivers.get(0);
        for (String name : NUMBERS) {
            if (driver.hasAttribute(name) && !driver.getAttribute(name).matches("\\d{1,9}")) {
                throw new LibvirtException(
                        "XML error: Invalid value for attribute '" + name + "' in element 'driver': '"
                                + driver.getAttribute(name) + "'. Expected non-negative integer value");
            }
        }
        String name = driver.getAttribute("name");
        if (!type.equals("hostdev")
                && !name.isEmpty()
                && !Set.of("qemu", "vhost").contains(name)) {
            throw new LibvirtException(
                    "XML error: Invalid value for attribute 'name' in element 'driver': '" + name + "'.");
        }
        if (!isVirtio(nic) && !type.equals("hostdev")) {
            nic.removeChild(driver);
            return;
        }
        for (String size : List.of("rx_queue_size", "tx_queue_size")) {
            if (driver.hasAttribute(size) && Long.bitCount(Long.parseLong(driver.getAttribute(size))) > 1) {
                throw new LibvirtException("unsupported configuration: " + size + " has to be a power of two");
            }
        }
        if (driver.hasAttribute("queues") && Integer.parseInt(driver.getAttribute("queues")) <= 1) {
            driver.removeAttribute("queues");
        }
        for (int i = driver.getAttributes().getLength() - 1; i >= 0; i--) {
            Node attribute = driver.getAttributes().item(i);
            if (!DRIVER_ATTRIBUTES.contains(attribute.getNodeName())) {
                driver.removeAttribute(attribute.getNodeName());
            }
        }
        if (!driver.hasAttributes() && Xml.children(driver).isEmpty()) {
            nic.removeChild(driver);
        }
    }

    private static void dropUnknown(Element nic) {
        for (Element child : Xml.children(nic)) {
            if (!ORDER.contains(child.getTagName())) {
                nic.removeChild(child);
            }
        }
    }

    /** What the schema would not allow, or empty: for {@code define --validate}. */
    static boolean valid(Element nic) {
        boolean attributes = Xml.children(nic, "driver").stream()
                .flatMap(driver -> java.util.stream.IntStream.range(
                                0, driver.getAttributes().getLength())
                        .mapToObj(i -> driver.getAttributes().item(i).getNodeName()))
                .allMatch(DRIVER_ATTRIBUTES::contains);
        return attributes
                && Xml.children(nic, "driver").size() <= 1
                && Xml.children(nic).stream().allMatch(child -> ORDER.contains(child.getTagName()));
    }

    static boolean isVirtio(Element nic) {
        return Xml.attribute(nic, "model", "type")
                .filter(model -> model.equals("virtio")
                        || model.equals("virtio-transitional")
                        || model.equals("virtio-non-transitional"))
                .isPresent();
    }

    static String mac(Element nic) {
        return Xml.attribute(nic, "mac", "address").orElse("");
    }

    /** Queue pairs; one where nothing is said. */
    static int queues(Element nic) {
        return Xml.attribute(nic, "driver", "queues")
                .map(Integer::parseInt)
                .map(n -> Math.max(1, n))
                .orElse(1);
    }

    /** How many vhost workers it gets; none without virtio, with {@code name='qemu'}, or in a domain that KVM does not run. */
    static int vhostWorkers(Element nic, String domainType, VhostStyle style) {
        boolean vhost = domainType.equals("kvm")
                && VHOST_TYPES.contains(nic.getAttribute("type"))
                && isVirtio(nic)
                && !Xml.attribute(nic, "driver", "name").equals(Optional.of("qemu"));
        return vhost ? queues(nic) : 0;
    }

    /** Says why it cannot start, as libvirt and the kernel do. */
    static void requireStartable(Element nic, int tapIndex) throws LibvirtException {
        String type = nic.getAttribute("type");
        if (queues(nic) > 256) {
            throw new LibvirtException(
                    type.equals("direct")
                            ? "cannot open macvtap tap device /dev/tap" + tapIndex + ": Device or resource busy"
                            : "Unable to create tap device vnet" + tapIndex + ": Argument list too long");
        }
        if (type.equals("user") && queues(nic) > 1) {
            throw new LibvirtException("unsupported configuration: interface " + mac(nic)
                    + " - multiqueue is not supported for network interfaces of type user");
        }
        Optional<Integer> receive =
                Xml.attribute(nic, "driver", "rx_queue_size").map(Integer::parseInt);
        if (receive.isPresent() && receive.get() != 0 && (receive.get() < 256 || receive.get() > 1024)) {
            throw new LibvirtException(
                    "internal error: process exited while connecting to monitor: Invalid rx_queue_size (= "
                            + receive.get() + "), must be a power of 2 between 256 and 1024.");
        }
    }

    private static String newMac(Random random) {
        return String.format(
                Locale.ROOT, "52:54:00:%02x:%02x:%02x", random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    static void sort(Element nic) {
        Xml.sort(nic, ORDER);
    }
}
