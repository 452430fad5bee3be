package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A domain of a host, as {@link Virsh#domain} observes it.
 *
 * @param wanted what the playbook calls it: its name or UUID
 * @param config its persistent document, with passwords; of a transient domain, that of its running definition
 * @param liveXml its running document, or null while it is shut off
 * @param persistent whether its definition survives a stop
 * @param managedSave whether it has a saved image, from which the next start restores the old document
 */
public record DomainState(
        String wanted, DomainXml config, @Nullable DomainXml liveXml, boolean persistent, boolean managedSave) {

    /** The running document; empty while the domain is shut off. */
    public Optional<DomainXml> live() {
        return Optional.ofNullable(liveXml);
    }

    public boolean isRunning() {
        return liveXml != null;
    }

    public String name() {
        return config.name();
    }

    /**
     * By what virsh is told which domain to change: unlike a name it cannot be mistaken for an id or an option.
     *
     * @throws HostProblem when libvirt gave none
     */
    public String uuid() {
        return config.uuid()
                .filter(DomainState::isUuid)
                .orElseThrow(() -> new HostProblem("libvirt's document of domain " + wanted + " has no UUID"));
    }

    private static boolean isUuid(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') && c != '-') {
                return false;
            }
        }
        return text.length() >= 32 && text.length() <= 36;
    }

    /** {@code domain bigip-virtio}: the target of its changes. */
    public String target() {
        return "domain " + name();
    }

    /** The document of one of the two settings. */
    public Optional<DomainXml> xml(Scope scope) {
        return scope == Scope.LIVE ? live() : Optional.of(config);
    }

    /** The state with another document in one of the two settings. */
    public DomainState with(Scope scope, DomainXml document) {
        return scope == Scope.LIVE
                ? new DomainState(wanted, config, document, persistent, managedSave)
                : new DomainState(wanted, document, liveXml, persistent, managedSave);
    }

    /** What the queries of {@link Virsh#domain} will be answered in this state, for steps that lead to it. */
    public List<Prediction> predictions(Scope changed) {
        Answer answer = output(xml(changed).orElseThrow());
        List<Prediction> predictions = new ArrayList<>();
        for (String called : names()) {
            // While the domain is shut off, dumpxml gives the persistent document with or without --inactive.
            if (changed == Scope.LIVE || !isRunning()) {
                predictions.add(new Prediction(Virsh.liveXml(called), answer));
            }
            if (changed == Scope.CONFIG) {
                predictions.add(new Prediction(Virsh.inactiveXml(called), answer));
            }
        }
        return predictions;
    }

    /** All that a playbook may call it: another task may use another. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of(wanted, name()));
        config.uuid().ifPresent(names::add);
        return names;
    }

    /** The words by which tasks may call it: reads are told apart by them. */
    List<String> keys() {
        return Stream.of(Optional.of(wanted), Optional.of(name()), config.uuid())
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** That what shows the running domain will be otherwise, and nobody can say how before something happened. */
    List<Prediction> notForetold(String needs) {
        Answer unknown = new Answer.NotForetold(needs);
        return keys().stream()
                .flatMap(key -> Stream.of(
                        new Prediction(Virsh.liveXml(key), unknown),
                        new Prediction(Virsh.powerState(key), unknown),
                        // These two count: they are others each time.
                        new Prediction(Virsh.info(key), unknown, false),
                        new Prediction(GuestLoad.query(key), unknown, false)))
                .toList();
    }

    /** What will be answered when it is shut off. */
    List<Prediction> shutOff() {
        List<Prediction> predictions = new ArrayList<>();
        for (String key : keys()) {
            predictions.add(new Prediction(Virsh.liveXml(key), output(config)));
            predictions.add(new Prediction(
                    Virsh.info(key),
                    output("State:          shut off\nPersistent:     yes\nManaged save:   no\n"),
                    false));
            predictions.add(new Prediction(Virsh.powerState(key), output("shut off (shutdown)\n")));
        }
        return predictions;
    }

    /** A document as virsh prints it; who reads that gets the document itself, without parsing it again. */
    private static Answer output(DomainXml document) {
        return new Answer.Output(0, Bytes.printed(document.text(), DomainXml.class, document), Bytes.EMPTY);
    }

    private static Answer output(String text) {
        return new Answer.Output(0, Bytes.utf8(text), Bytes.EMPTY);
    }
}
