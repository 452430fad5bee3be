package io.pinwright.modules.system;

import io.pinwright.modules.libvirt.DomainXml;
import java.util.List;
import java.util.Optional;

/**
 * One domain as libvirt tells it.
 *
 * @param running whether it runs now
 * @param isTransient whether it has no persistent configuration; empty when libvirt could not be asked
 * @param managedSave whether its next start restores a saved image, with the XML of that time; empty when unknown
 * @param config the persistent document; empty of a transient domain and when it could not be read
 * @param live the document of the running domain; empty when it does not run or could not be read
 * @param problems what could not be read or understood
 */
public record DomainFacts(
        String name,
        boolean running,
        Optional<Boolean> isTransient,
        Optional<Boolean> managedSave,
        Optional<DomainXml> config,
        Optional<DomainXml> live,
        List<String> problems) {

    public DomainFacts {
        problems = List.copyOf(problems);
    }

    /** The document that counts now: the live one of a running domain, else the persistent one. */
    public Optional<DomainXml> current() {
        return running ? live : config;
    }

    /** Its interfaces, those of both documents put together. */
    public List<InterfaceFacts> interfaces() {
        return InterfaceFacts.of(config, live);
    }
}
