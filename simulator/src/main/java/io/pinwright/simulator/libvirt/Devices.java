package io.pinwright.simulator.libvirt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.w3c.dom.Element;

/** Changing the interfaces of a definition one by one, as {@code update-device}, {@code attach-device} and {@code detach-device} do. */
final class Devices {

    private Devices() {}

    /** The interface that another one means: the one with its MAC address, and its PCI address where that is given. */
    static Element find(Element domain, Element wanted) throws LibvirtException {
        List<Element> found = DomainXml.interfaces(domain).stream()
                .filter(nic -> InterfaceXml.mac(nic).equals(InterfaceXml.mac(wanted)))
                .toList();
        if (found.size() > 1) {
            Optional<Element> address = Xml.child(wanted, "address");
            found = found.stream()
                    .filter(nic -> address.isPresent() && same(address, Xml.child(nic, "address")))
                    .toList();
            if (found.size() != 1) {
                throw new LibvirtException("operation failed: multiple devices matching MAC address "
                        + InterfaceXml.mac(wanted) + " found");
            }
        }
        if (found.isEmpty()) {
            throw new LibvirtException("device not found: no device found at address '(<null>)' matching MAC address '"
                    + InterfaceXml.mac(wanted) + "' and alias '(<null>)'");
        }
        return found.get(0);
    }

    /** A copy of a persistent definition with one interface replaced; it keeps its place and its PCI address. */
    static Element updated(Element config, Element wanted) throws LibvirtException {
        Element copy = Xml.copy(config);
        Element old = find(copy, wanted);
        Element added = (Element) copy.getOwnerDocument().importNode(wanted, true);
        Xml.child(old, "address")
                .filter(address -> Xml.child(added, "address").isEmpty())
                .ifPresent(added::appendChild);
        InterfaceXml.sort(added);
        old.getParentNode().replaceChild(added, old);
        return copy;
    }

    /** Refuses what a running guest's interface cannot become. */
    static void requireUpdatable(Element live, Element wanted) throws LibvirtException {
        Element old = find(live, wanted);
        String type = old.getAttribute("type");
        if (!type.equals(wanted.getAttribute("type")) || !same(Xml.child(old, "source"), Xml.child(wanted, "source"))) {
            throw new LibvirtException(
                    "Operation not supported: unable to change config on '" + type + "' network type");
        }
        if (!Xml.attribute(old, "model", "type").equals(Xml.attribute(wanted, "model", "type"))) {
            throw new LibvirtException("Operation not supported: cannot modify network device model from "
                    + Xml.attribute(old, "model", "type").orElse("") + " to "
                    + Xml.attribute(wanted, "model", "type").orElse(""));
        }
        if (!same(Xml.child(old, "driver"), Xml.child(wanted, "driver"))) {
            throw new LibvirtException(
                    "Operation not supported: cannot modify virtio network device driver attributes");
        }
    }

    static Element attached(Element definition, Element wanted) throws LibvirtException {
        Element copy = Xml.copy(definition);
        attach(copy, wanted);
        return copy;
    }

    static Element attach(Element definition, Element wanted) throws LibvirtException {
        Element devices = Xml.childOrNew(definition, "devices");
        Element added = (Element) definition.getOwnerDocument().importNode(wanted, true);
        devices.appendChild(added);
        try {
            DomainXml.addresses(devices);
        } catch (LibvirtException e) {
            devices.removeChild(added);
            throw e;
        }
        DomainXml.sortDevices(definition);
        return added;
    }

    static Element detached(Element config, Element wanted) throws LibvirtException {
        Element copy = Xml.copy(config);
        Element old = find(copy, wanted);
        old.getParentNode().removeChild(old);
        return copy;
    }

    private static boolean same(Optional<Element> one, Optional<Element> other) {
        return Objects.equals(one.map(Xml::print), other.map(Xml::print));
    }
}
