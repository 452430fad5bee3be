package io.pinwright.modules.libvirt;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.xml.XmlDocument;
import io.pinwright.modules.xml.XmlElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A libvirt domain document (libvirt: formatdomain): what it says, and copies that differ in one thing. Only elements in no
 * namespace and at their proper place count: an {@code <interface>} within {@code <metadata>} or a comment is none. Immutable;
 * {@code with...} returns this when the document says so already, else edits within the elements it owns and nowhere else.
 */
public final class DomainXml {

    private final XmlDocument document;
    private final CpuTune cpuTune;

    /** Looked for once; whoever misses another thread's makes the same. */
    private volatile @Nullable List<InterfaceXml> interfaces;

    private DomainXml(XmlDocument document) {
        this.document = document;
        if (!document.root().isPlain("domain")) {
            throw new DiagnosticException(Diagnostic.error(
                            document.span(document.root()),
                            "not a libvirt domain: the root element is <"
                                    + document.root().name() + ">"
                                    + (document.root().localName().equals("domain") ? " of another namespace" : ""))
                    .fix("give the output of `virsh dumpxml --inactive --security-info DOMAIN`"));
        }
        this.cpuTune = new CpuTune(document);
    }

    /**
     * @throws DiagnosticException when the root element is not {@code <domain>}
     */
    public static DomainXml of(XmlDocument document) {
        return new DomainXml(document);
    }

    /**
     * Reads a document.
     *
     * @param name what messages call it
     * @throws DiagnosticException as {@link XmlDocument#parse(byte[], String)}, and when the root element is not {@code <domain>}
     */
    public static DomainXml parse(byte[] bytes, String name) {
        return of(XmlDocument.parse(bytes, name));
    }

    /** As {@link #parse(byte[], String)}, of text. */
    public static DomainXml parse(String text, String name) {
        return of(XmlDocument.parse(text, name));
    }

    /** The same domain, whose document messages call otherwise. */
    DomainXml named(String name) {
        XmlDocument named = document.named(name);
        return named == document ? this : new DomainXml(named);
    }

    public XmlDocument document() {
        return document;
    }

    /** The document's text; holds passwords when it was read with {@code --security-info}. */
    public String text() {
        return document.text();
    }

    /** The text with {@code ****} in the place of each secret, for people. */
    public String maskedText() {
        return document.maskedText();
    }

    /** Whether the text holds secrets. */
    public boolean hasSecrets() {
        return document.hasSecrets();
    }

    /** The domain's name; empty when the document has none. */
    public String name() {
        return root().child("name").map(XmlElement::text).orElse("");
    }

    public Optional<String> uuid() {
        return root().child("uuid").map(element -> element.text().strip());
    }

    /** Whether it describes a running domain: those have an id. */
    public boolean isLive() {
        return root().attribute("id").isPresent();
    }

    /**
     * How many vCPUs it can have, those not plugged in included; 1 when the document does not say.
     *
     * @throws DiagnosticException when {@code <vcpu>} holds no number
     */
    public int vcpus() {
        return root().child("vcpu")
                .map(element -> number(element, element.text(), "vcpu"))
                .orElse(1);
    }

    /** How many vCPUs it starts with. */
    public int currentVcpus() {
        return root().child("vcpu")
                .flatMap(element -> element.value("current").map(text -> number(element, text, "vcpu current")))
                .orElseGet(this::vcpus);
    }

    /** The CPUs of every thread that has no pin of its own: {@code <vcpu cpuset=''>}. */
    public Optional<CpuSet> defaultCpus() {
        return root().child("vcpu").flatMap(element -> element.value("cpuset")).flatMap(CpuTune::cpus);
    }

    /**
     * The CPUs of a thread that has no pin; those that libvirt gives where the document says none, as far as that can be known.
     *
     * @param online of its host; releases differ in whether isolated ones are among them
     */
    public CpuSet unpinnedCpus(CpuSet online) {
        return isPlacementAuto() ? online : defaultCpus().orElse(online);
    }

    /** Whether libvirt asks numad where to place the domain, so that what is not pinned is not known from the document. */
    public boolean isPlacementAuto() {
        return root().child("vcpu")
                .flatMap(element -> element.value("placement"))
                .equals(Optional.of("auto"));
    }

    /** The interfaces among its devices, in document order. */
    public List<InterfaceXml> interfaces() {
        List<InterfaceXml> known = interfaces;
        if (known == null) {
            known = found();
            interfaces = known;
        }
        return known;
    }

    private List<InterfaceXml> found() {
        List<InterfaceXml> found = new ArrayList<>();
        for (XmlElement devices : root().children("devices")) {
            for (XmlElement element : devices.children("interface")) {
                found.add(new InterfaceXml(document, element, found.size()));
            }
        }
        return List.copyOf(found);
    }

    /** The only interface with a MAC address; empty when none or several have it. */
    public Optional<InterfaceXml> interfaceByMac(String mac) {
        return interfaceByCanonicalMac(InterfaceXml.canonicalMac(mac));
    }

    /** The same, by a MAC address as {@link InterfaceXml#mac} spells it. */
    Optional<InterfaceXml> interfaceByCanonicalMac(String wanted) {
        InterfaceXml found = null;
        for (InterfaceXml candidate : interfaces()) {
            if (candidate.mac().isPresent() && candidate.mac().get().equals(wanted)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = candidate;
            }
        }
        return Optional.ofNullable(found);
    }

    /** CPUs by vCPU, of those that are pinned. */
    public SortedMap<Integer, CpuSet> vcpuPins() {
        return cpuTune.pins(CpuTune.Kind.VCPU);
    }

    /** CPUs of QEMU's own threads and of the vhost workers, if pinned. */
    public Optional<CpuSet> emulatorPin() {
        return Optional.ofNullable(cpuTune.pins(CpuTune.Kind.EMULATOR).get(0));
    }

    /** CPUs by iothread, of those that are pinned. */
    public SortedMap<Integer, CpuSet> iothreadPins() {
        return cpuTune.pins(CpuTune.Kind.IOTHREAD);
    }

    /**
     * The numbers of its iothreads: those of {@code <iothreadids>}, and as many more of the lowest free numbers as {@code
     * <iothreads>} asks for.
     */
    public SortedSet<Integer> iothreads() {
        SortedSet<Integer> ids = new TreeSet<>();
        for (XmlElement list : root().children("iothreadids")) {
            for (XmlElement iothread : list.children("iothread")) {
                iothread.value("id").ifPresent(id -> ids.add(number(iothread, id, "iothread id")));
            }
        }
        int wanted = root().child("iothreads")
                .map(element -> number(element, element.text(), "iothreads"))
                .orElse(0);
        for (int id = 1; ids.size() < wanted; id++) {
            ids.add(id);
        }
        return Collections.unmodifiableSortedSet(ids);
    }

    /** Begins an edit: many at once cost little more than one. */
    public DomainEditor edit() {
        return new DomainEditor(this);
    }

    /** With one edit: see {@link DomainEditor#driver}. */
    public DomainXml withDriver(InterfaceXml of, DriverWish wish) {
        return edit().driver(of, wish).apply();
    }

    /** With one edit: see {@link DomainEditor#vcpuPin}. */
    public DomainXml withVcpuPin(int vcpu, CpuSet cpus) {
        return edit().vcpuPin(vcpu, cpus).apply();
    }

    /** With one edit: see {@link DomainEditor#emulatorPin}. */
    public DomainXml withEmulatorPin(CpuSet cpus) {
        return edit().emulatorPin(cpus).apply();
    }

    /** With one edit: see {@link DomainEditor#iothreadPin}. */
    public DomainXml withIothreadPin(int iothread, CpuSet cpus) {
        return edit().iothreadPin(iothread, cpus).apply();
    }

    CpuTune cpuTune() {
        return cpuTune;
    }

    private XmlElement root() {
        return document.root();
    }

    private int number(XmlElement element, String text, String what) {
        OptionalInt number = CpuTune.number(text);
        return number.orElseThrow(notANumber(element, text, what));
    }

    private Supplier<DiagnosticException> notANumber(XmlElement element, String text, String what) {
        return () -> document.problem(
                element.start(), 1 + element.name().length(), what + " is no number: \"" + text.strip() + "\"");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainXml that && that.document.equals(document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    @Override
    public String toString() {
        return "domain " + name();
    }
}
