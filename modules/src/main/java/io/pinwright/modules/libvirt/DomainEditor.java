package io.pinwright.modules.libvirt;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.xml.NewElement;
import io.pinwright.modules.xml.XmlDocument;
import io.pinwright.modules.xml.XmlEditor;
import io.pinwright.modules.xml.XmlElement;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Edits of one domain document, collected and made together by {@link #apply}: the same text as by one edit after another, in
 * libvirt's order, but written once. What cannot be is refused when it is asked for. Of two wishes for one thing the later one
 * counts. Not thread-safe.
 */
public final class DomainEditor {

    private final DomainXml domain;
    private final SortedMap<Integer, DriverWish> drivers = new TreeMap<>();
    private final Map<CpuTune.Kind, SortedMap<Integer, CpuSet>> pins = new EnumMap<>(CpuTune.Kind.class);

    DomainEditor(DomainXml domain) {
        this.domain = domain;
    }

    /**
     * Gives an interface the driver attributes wished. Attributes and children that the wish does not name stay.
     *
     * @param of an interface of the document, or of an earlier copy of it
     * @throws DiagnosticException when libvirt would drop them: the model is not virtio, or the type has none
     */
    public DomainEditor driver(InterfaceXml of, DriverWish wish) {
        domain.interfaces().get(of.position()).requireDriverFor(wish);
        drivers.merge(of.position(), wish, DriverWish::then);
        return this;
    }

    /**
     * Pins a vCPU.
     *
     * @throws DiagnosticException when the domain has no such vCPU (libvirt would drop the pin silently), or has two pins for it
     */
    public DomainEditor vcpuPin(int vcpu, CpuSet cpus) {
        int count = domain.vcpus();
        if (vcpu < 0 || vcpu >= count) {
            throw problem(
                    "domain " + domain.name() + " has no vCPU " + vcpu + ", only "
                            + (count == 1 ? "vCPU 0" : "0 to " + (count - 1)),
                    "libvirt drops a pin for a vCPU that does not exist, without a word",
                    "name vCPUs that the domain has, or raise <vcpu> first");
        }
        return pin(CpuTune.Kind.VCPU, vcpu, cpus);
    }

    /** Pins QEMU's own threads, and the vhost workers with them. */
    public DomainEditor emulatorPin(CpuSet cpus) {
        return pin(CpuTune.Kind.EMULATOR, 0, cpus);
    }

    /**
     * Pins an iothread.
     *
     * @throws DiagnosticException when the domain has no such iothread
     */
    public DomainEditor iothreadPin(int iothread, CpuSet cpus) {
        SortedSet<Integer> iothreads = domain.iothreads();
        if (!iothreads.contains(iothread)) {
            throw problem(
                    "domain " + domain.name() + " has no iothread " + iothread
                            + (iothreads.isEmpty() ? "; it has none" : "; it has " + iothreads),
                    "libvirt refuses or drops a pin for an iothread that does not exist",
                    "name iothreads that the domain has, or add them first");
        }
        return pin(CpuTune.Kind.IOTHREAD, iothread, cpus);
    }

    private DomainEditor pin(CpuTune.Kind kind, int number, CpuSet cpus) {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("a pin needs at least one CPU");
        }
        domain.cpuTune().requireNoTwins(kind, number);
        pins.computeIfAbsent(kind, none -> new TreeMap<>()).put(number, cpus);
        return this;
    }

    /**
     * Makes the edits.
     *
     * @return the same document when it says so already, in whatever spelling
     */
    public DomainXml apply() {
        XmlEditor editor = domain.document().edit();
        drivers.forEach((position, wish) -> edit(domain.interfaces().get(position), wish, editor));
        domain.cpuTune().edit(pins, editor);
        XmlDocument edited = editor.apply();
        return edited == domain.document() ? domain : DomainXml.of(edited);
    }

    private static void edit(InterfaceXml one, DriverWish wish, XmlEditor editor) {
        Map<String, String> missing = wish.missingIn(one.driver());
        XmlElement driver = one.driverElement().orElse(null);
        if (driver != null) {
            missing.forEach((name, value) -> editor.set(driver, name, value));
        } else if (!missing.isEmpty()) {
            XmlElement model = one.element().child("model").orElseThrow();
            editor.insert(one.element(), model, new NewElement("driver", missing));
        }
    }

    private DiagnosticException problem(String message, String why, String fix) {
        XmlElement root = domain.document().root();
        return new DiagnosticException(
                Diagnostic.error(domain.document().span(root.child("vcpu").orElse(root)), message)
                        .why(why)
                        .fix(fix));
    }
}
