package io.pinwright.modules.libvirt;

import io.pinwright.modules.xml.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that a domain's configuration says and its running guest gets only by a restart: a restart is pending. Found again on
 * every look, by comparing the two documents; nobody has to remember it.
 *
 * <p>What libvirt fills in or changes in a running document by itself (aliases, tap devices, ports, labels, CPU models) does not
 * count, and neither do pins, which need no restart.
 *
 * @param what {@code interface 52:54:00:f9:98:e9 (enp4s0f0) queues}
 * @param live what the guest has
 * @param config what it will have
 */
record PendingRestart(String what, String live, String config) {

    private static final List<String> DRIVER = List.of("name", "queues", "rx_queue_size", "tx_queue_size");

    /** All of them, in the order of the document; none of a domain that is shut off or transient. */
    static List<PendingRestart> of(DomainState domain) {
        List<PendingRestart> found = new ArrayList<>();
        if (!domain.persistent() || domain.live().isEmpty()) {
            return found;
        }
        DomainXml live = domain.live().get();
        DomainXml config = domain.config();
        add(found, "vCPUs (maximum)", Integer.toString(live.vcpus()), Integer.toString(config.vcpus()));
        compare(found, "memory (maximum)", live, config, root -> text(root, "memory"));
        compare(found, "numatune memory", live, config, PendingRestart::numatune);
        for (InterfaceXml wished : config.interfaces()) {
            interfaces(found, wished, config, live);
        }
        return List.copyOf(found);
    }

    private static void interfaces(List<PendingRestart> found, InterfaceXml wished, DomainXml config, DomainXml live) {
        String label = "interface " + wished.label();
        Optional<InterfaceXml> running = InterfaceSelector.counterpart(wished, config, live);
        if (running.isEmpty()) {
            boolean known = wished.mac().isPresent()
                    && live.interfaces().stream().noneMatch(one -> one.mac().equals(wished.mac()));
            if (known) {
                add(found, label, "not plugged", "plugged");
            }
            return;
        }
        InterfaceXml has = running.get();
        add(
                found,
                label + " model",
                has.model().orElse("default"),
                wished.model().orElse("default"));
        if (wished.isMacvtap() && has.isMacvtap()) {
            add(found, label + " source", source(has), source(wished));
        }
        for (String attribute : DRIVER) {
            add(
                    found,
                    label + " " + (attribute.equals("name") ? "driver" : attribute),
                    DriverAttributes.shown(has.driver(), attribute).orElse("default"),
                    DriverAttributes.shown(wished.driver(), attribute).orElse("default"));
        }
    }

    private static String source(InterfaceXml one) {
        return one.sourceDevice().orElse("") + " " + one.sourceMode().orElse("vepa");
    }

    private static void compare(
            List<PendingRestart> found,
            String what,
            DomainXml live,
            DomainXml config,
            Function<XmlElement, Optional<String>> part) {
        Optional<String> has = part.apply(live.document().root());
        Optional<String> wished = part.apply(config.document().root());
        add(found, what, has.orElse("default"), wished.orElse("default"));
    }

    private static Optional<String> text(XmlElement root, String name) {
        return root.child(name)
                .map(element ->
                        element.text().strip() + " " + element.value("unit").orElse("KiB"));
    }

    /** Mode and nodes; where numad places the domain its document says no nodes that can be compared. */
    private static Optional<String> numatune(XmlElement root) {
        return root.child("numatune")
                .flatMap(tune -> tune.child("memory"))
                .filter(memory -> memory.value("nodeset").isPresent()
                        && !memory.value("placement").equals(Optional.of("auto")))
                .map(memory -> memory.value("mode").orElse("strict") + " "
                        + memory.value("nodeset").orElse(""));
    }

    private static void add(List<PendingRestart> found, String what, String live, String config) {
        if (!live.equals(config)) {
            found.add(new PendingRestart(what, live, config));
        }
    }

    /** {@code interface 52:54:00:f9:98:e9 (enp4s0f0) queues: live 1, config 4}. */
    String shown() {
        return what + ": live " + live + ", config " + config;
    }
}
