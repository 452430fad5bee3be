package io.pinwright.modules.libvirt;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.xml.XmlDocument;
import io.pinwright.modules.xml.XmlEditor;
import io.pinwright.modules.xml.XmlElement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pins of a domain document. A document may have several {@code <cputune>} children; libvirt reads the pins of all of them,
 * so they are found and edited where they stand.
 */
final class CpuTune {

    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?0*([0-9]{1,9})\\s*");

    /** What stands before the pins when libvirt prints {@code <cputune>}. */
    private static final Set<String> BEFORE_PINS = Set.of(
            "shares",
            "period",
            "quota",
            "global_period",
            "global_quota",
            "emulator_period",
            "emulator_quota",
            "iothread_period",
            "iothread_quota");

    /** What stands before {@code <cputune>} when libvirt prints a domain, from far to near. */
    private static final List<Set<String>> BEFORE_CPUTUNE = List.of(
            Set.of("vcpu", "vcpus", "iothreads", "iothreadids", "defaultiothread"),
            Set.of("memory", "currentMemory"),
            Set.of("name", "uuid", "title", "description", "metadata"));

    /** A kind of pin, in the order libvirt prints them. */
    enum Kind {
        VCPU("vcpupin", "vcpu"),
        EMULATOR("emulatorpin", null),
        IOTHREAD("iothreadpin", "iothread");

        private final String element;
        private final @Nullable String key;

        Kind(String element, @Nullable String key) {
            this.element = element;
            this.key = key;
        }

        private OptionalInt numberOf(XmlElement pin) {
            return key == null
                    ? OptionalInt.of(0)
                    : pin.value(key).map(CpuTune::number).orElse(OptionalInt.empty());
        }
    }

    private final XmlDocument document;
    private final List<XmlElement> cpuTunes;

    CpuTune(XmlDocument document) {
        this.document = document;
        this.cpuTunes = document.root().children("cputune");
    }

    /** A number as libvirt reads it; empty when it is none. */
    static OptionalInt number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** A CPU list with libvirt's exclusions; empty when it is none. */
    static Optional<CpuSet> cpus(String text) {
        try {
            return Optional.of(CpuSet.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** CPUs by number; pins that libvirt would not understand are left out. */
    SortedMap<Integer, CpuSet> pins(Kind kind) {
        SortedMap<Integer, CpuSet> pins = new TreeMap<>();
        for (XmlElement pin : elements(kind)) {
            kind.numberOf(pin)
                    .ifPresent(number -> pin.value("cpuset")
                            .flatMap(CpuTune::cpus)
                            .filter(cpus -> !cpus.isEmpty())
                            .ifPresent(cpus -> pins.putIfAbsent(number, cpus)));
        }
        return Collections.unmodifiableSortedMap(pins);
    }

    private List<XmlElement> elements(Kind kind) {
        return cpuTunes.stream()
                .flatMap(cpuTune -> cpuTune.children(kind.element).stream())
                .toList();
    }

    /** The document with one pin; the same document when it says so already, in whatever spelling. */
    XmlDocument with(Kind kind, int number, CpuSet cpus) {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("a pin needs at least one CPU");
        }
        List<XmlElement> present = elements(kind).stream()
                .filter(pin -> kind.numberOf(pin).equals(OptionalInt.of(number)))
                .toList();
        if (present.size() > 1) {
            throw new DiagnosticException(Diagnostic.error(
                            document.span(present.get(1)),
                            kind.key == null
                                    ? "the document has two <" + kind.element + "> elements"
                                    : "the document has two <" + kind.element + "> elements for " + kind.key + " "
                                            + number)
                    .why("libvirt refuses such a document")
                    .fix("remove one of them"));
        }
        if (present.isEmpty()) {
            return inserted(kind, number, cpus);
        }
        XmlElement pin = present.get(0);
        Optional<CpuSet> before = pin.value("cpuset").flatMap(CpuTune::cpus);
        return before.equals(Optional.of(cpus))
                ? document
                : document.edit().set(pin, "cpuset", cpus.toString()).apply();
    }

    private XmlDocument inserted(Kind kind, int number, CpuSet cpus) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (kind.key != null) {
            attributes.put(kind.key, Integer.toString(number));
        }
        attributes.put("cpuset", cpus.toString());
        XmlEditor editor = document.edit();
        if (cpuTunes.isEmpty()) {
            return editor.insertWithChild(document.root(), before(), "cputune", editor.markup(kind.element, attributes))
                    .apply();
        }
        XmlElement home = cpuTunes.stream()
                .filter(cpuTune -> !cpuTune.children(kind.element).isEmpty())
                .reduce((first, second) -> second)
                .orElse(cpuTunes.get(0));
        XmlElement after = null;
        for (XmlElement child : home.children()) {
            if (order(child) <= order(kind, number)) {
                after = child;
            }
        }
        return editor.insert(home, after, kind.element, attributes).apply();
    }

    /** The child of the root that a new {@code <cputune>} comes behind. */
    private @Nullable XmlElement before() {
        for (Set<String> names : BEFORE_CPUTUNE) {
            Optional<XmlElement> last = document.root().children().stream()
                    .filter(child -> child.namespace().isEmpty() && names.contains(child.localName()))
                    .reduce((first, second) -> second);
            if (last.isPresent()) {
                return last.get();
            }
        }
        return null;
    }

    private static long order(XmlElement child) {
        if (!child.namespace().isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (BEFORE_PINS.contains(child.localName())) {
            return 0;
        }
        for (Kind kind : Kind.values()) {
            if (kind.element.equals(child.localName())) {
                return order(kind, kind.numberOf(child).orElse(0));
            }
        }
        return Long.MAX_VALUE;
    }

    private static long order(Kind kind, int number) {
        return ((kind.ordinal() + 1L) << 32) + number;
    }
}
