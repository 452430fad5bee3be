package io.pinwright.modules.libvirt;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.xml.XmlAttribute;
import io.pinwright.modules.xml.XmlDocument;
import io.pinwright.modules.xml.XmlElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A view of one {@code <interface>} of a {@link DomainXml}'s devices. Immutable. */
public final class InterfaceXml {

    /** The models for which libvirt keeps {@code <driver>}; with any other it drops the element silently (seen with 9.0). */
    public static final Set<String> VIRTIO_MODELS = Set.of("virtio", "virtio-transitional", "virtio-non-transitional");

    /** Types that have queues; a guest of another type with queues fails at its start, or nothing reads the attribute. */
    private static final Set<String> TYPES_WITH_QUEUES =
            Set.of("direct", "bridge", "network", "ethernet", "vhostuser", "vdpa");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final XmlDocument document;
    private final XmlElement element;
    private final int position;
    private final Optional<String> mac;

    /** Made when somebody asks; whoever misses another thread's makes the same. */
    private volatile @Nullable InterfaceDriver driver;

    InterfaceXml(XmlDocument document, XmlElement element, int position) {
        this.document = document;
        this.element = element;
        this.position = position;
        this.mac = inChild("mac", "address").map(InterfaceXml::canonicalMac);
    }

    /** Its place among the domain's interfaces, from 0. */
    public int position() {
        return position;
    }

    /** {@code direct} (a macvtap), {@code bridge}, {@code network}, {@code vhostuser}, {@code hostdev}, ... */
    public String type() {
        return element.value("type").orElse("");
    }

    /** The MAC address in lower case with two digits each: {@code 52:54:00:f9:98:e9}. */
    public Optional<String> mac() {
        return mac;
    }

    /** A MAC address in lower case with two digits each; any other text in lower case. */
    static String canonicalMac(String text) {
        if (isCanonical(text)) {
            return text;
        }
        String lower = text.strip().toLowerCase(Locale.ROOT).replace('-', ':');
        StringBuilder out = new StringBuilder();
        for (String part : lower.split(":", -1)) {
            out.append(out.isEmpty() ? "" : ":").append(part.length() == 1 ? "0" + part : part);
        }
        return out.toString();
    }

    /** Whether it is spelled so already, as libvirt spells it. */
    private static boolean isCanonical(String text) {
        if (text.length() != 17) {
            return false;
        }
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2 ? c != ':' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The lower device of a macvtap. */
    public Optional<String> sourceDevice() {
        return inChild("source", "dev");
    }

    public Optional<String> sourceBridge() {
        return inChild("source", "bridge");
    }

    public Optional<String> sourceNetwork() {
        return inChild("source", "network");
    }

    /** {@code vepa}, {@code bridge}, {@code private} or {@code passthrough}. */
    public Optional<String> sourceMode() {
        return inChild("source", "mode");
    }

    /** What users call its source: the device, bridge, network or path. */
    public Optional<String> source() {
        return sourceDevice().or(this::sourceBridge).or(this::sourceNetwork).or(() -> inChild("source", "path"));
    }

    /** The host's device, such as {@code macvtap0}; a generated one stands in the live document only. */
    public Optional<String> target() {
        return inChild("target", "dev");
    }

    /** {@code net0}; in the persistent document only aliases of users, {@code ua-...}. */
    public Optional<String> alias() {
        return inChild("alias", "name");
    }

    public Optional<String> model() {
        return inChild("model", "type");
    }

    public boolean isVirtio() {
        return model().filter(VIRTIO_MODELS::contains).isPresent();
    }

    /** Whether it is a macvtap: {@code type='direct'}. */
    public boolean isMacvtap() {
        return type().equals("direct");
    }

    /** What its driver says. */
    public InterfaceDriver driver() {
        InterfaceDriver known = driver;
        if (known == null) {
            known = readDriver();
            driver = known;
        }
        return known;
    }

    private InterfaceDriver readDriver() {
        Map<String, String> attributes = new LinkedHashMap<>();
        driverElement().ifPresent(driver -> {
            for (XmlAttribute attribute : driver.attributes()) {
                attributes.put(attribute.name(), attribute.value());
            }
        });
        return new InterfaceDriver(attributes);
    }

    /** The first {@code <driver>}: of several libvirt takes the first, too. */
    Optional<XmlElement> driverElement() {
        return element.child("driver");
    }

    XmlElement element() {
        return element;
    }

    /** The complete element as it stands in the document, as {@code virsh update-device} wants it. */
    public String text() {
        return document.text(element);
    }

    /**
     * Refuses a wish for driver attributes that libvirt would drop or the guest could not start with.
     *
     * @throws DiagnosticException at the interface
     */
    void requireDriverFor(DriverWish wish) {
        if (!TYPES_WITH_QUEUES.contains(type())) {
            throw new DiagnosticException(Diagnostic.error(
                            document.span(element),
                            "interface " + label() + " is of type '" + type()
                                    + "', which has no queues and no vhost driver")
                    .why(
                            type().equals("hostdev")
                                    ? "the guest drives a passed-through device itself; its <driver name='vfio'/> means"
                                            + " another thing"
                                    : "types with queues are " + String.join(", ", sorted(TYPES_WITH_QUEUES)))
                    .fix("select another interface"));
        }
        if (!isVirtio()) {
            throw new DiagnosticException(Diagnostic.error(
                            document.span(element),
                            "interface " + label() + " has "
                                    + model().map(model -> "the model '" + model + "'")
                                            .orElse("no <model>")
                                    + ", and libvirt silently drops <driver> attributes of any model but "
                                    + String.join(", ", sorted(VIRTIO_MODELS)))
                    .why("queues and vhost belong to virtio NICs; the change would be lost without a word")
                    .fix("set <model type='virtio'/> first (the guest needs the virtio driver), or select another"
                            + " interface"));
        }
        if (type().equals("vhostuser") && wish.name() != null) {
            throw new DiagnosticException(Diagnostic.error(
                            document.span(element),
                            "interface " + label() + " is of type 'vhostuser', whose driver name cannot be chosen")
                    .why("its packets are moved by a user space switch, not by vhost-net or QEMU")
                    .fix("leave out the driver name, or select another interface"));
        }
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }

    /** {@code 52:54:00:f9:98:e9 (enp4s0f0)}: how messages and plans name it. */
    public String label() {
        String name = mac().orElse("#" + (position + 1));
        return shown(source().map(source -> name + " (" + source + ")").orElse(name));
    }

    /** A text of the host for people: limited, without control characters. */
    private static String shown(String text) {
        String plain = hasControl(text) ? CONTROL.matcher(text).replaceAll("?") : text;
        return plain.length() > 200 ? plain.substring(0, 200) + "..." : plain;
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /** All that tells it from others, for messages: {@code 52:54:00:f9:98:e9, type direct, source enp4s0f0, model virtio}. */
    public String description() {
        List<String> parts = new ArrayList<>();
        parts.add(mac().orElse("(no MAC, number " + (position + 1) + ")"));
        parts.add("type " + type());
        source().ifPresent(source -> parts.add("source " + source));
        target().ifPresent(target -> parts.add("target " + target));
        alias().ifPresent(alias -> parts.add("alias " + alias));
        parts.add(model().map(model -> "model " + model).orElse("no model"));
        return shown(String.join(", ", parts));
    }

    private Optional<String> inChild(String child, String attribute) {
        return element.child(child).flatMap(found -> found.value(attribute));
    }

    @Override
    public String toString() {
        return label();
    }
}
