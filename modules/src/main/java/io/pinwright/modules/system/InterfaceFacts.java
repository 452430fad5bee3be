package io.pinwright.modules.system;

import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.InterfaceXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One interface of a domain, in its persistent and its live document: the same MAC address, and of several with one address the
 * same place among them.
 */
public record InterfaceFacts(Optional<InterfaceXml> config, Optional<InterfaceXml> live) {

    /** Puts the interfaces of two documents together; those only in the live one come last. */
    static List<InterfaceFacts> of(Optional<DomainXml> config, Optional<DomainXml> live) {
        List<InterfaceXml> left =
                new ArrayList<>(live.map(DomainXml::interfaces).orElse(List.of()));
        List<InterfaceFacts> facts = new ArrayList<>();
        for (InterfaceXml each : config.map(DomainXml::interfaces).orElse(List.of())) {
            Optional<InterfaceXml> same = left.stream()
                    .filter(other -> other.mac().isPresent() && other.mac().equals(each.mac()))
                    .findFirst();
            same.ifPresent(left::remove);
            facts.add(new InterfaceFacts(Optional.of(each), same));
        }
        left.forEach(each -> facts.add(new InterfaceFacts(Optional.empty(), Optional.of(each))));
        return List.copyOf(facts);
    }

    /** The live one, else the persistent one. */
    public InterfaceXml any() {
        return live.or(() -> config).orElseThrow(() -> new IllegalStateException("an interface of no document"));
    }

    public OptionalInt configQueues() {
        return config.map(each -> each.driver().queues()).orElse(OptionalInt.empty());
    }

    public OptionalInt liveQueues() {
        return live.map(each -> each.driver().queues()).orElse(OptionalInt.empty());
    }

    /** The host's device whose lower devices carry its packets: the live tap or macvtap, else the source device or bridge. */
    public Optional<String> hostDevice() {
        InterfaceXml interfaceXml = any();
        return interfaceXml.sourceDevice().or(interfaceXml::sourceBridge).or(interfaceXml::target);
    }
}
