package io.pinwright.modules.libvirt;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.xml.NewElement;
import io.pinwright.modules.xml.XmlDocument;
import io.pinwright.modules.xml.XmlEditor;
import io.pinwright.modules.xml.XmlElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pins of a domain document. A document may have several {@code <cputune>} children; libvirt reads the pins of all of them,
 * so they are found and edited where they stand.
 */
final class CpuTune {

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

        private NewElement pin(int number, CpuSet cpus) {
            Map<String, String> attributes = new LinkedHashMap<>();
            if (key != null) {
                attributes.put(key, Integer.toString(number));
            }
            attributes.put("cpuset", cpus.toString());
            return new NewElement(element, attributes);
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

    /** A number as libvirt reads it, of at most nine digits: {@code 7}, {@code +07}; empty when it is none. */
    static OptionalInt number(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        int at = 0;
        while (at < end && isSpace(text.charAt(at))) {
            at++;
        }
        if (at < end && text.charAt(at) == '+') {
            at++;
        }
        while (at < end - 1 && text.charAt(at) == '0') {
            at++;
        }
        if (at == end || end - at > 9) {
            return OptionalInt.empty();
        }
        int number = 0;
        for (; at < end; at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            number = number * 10 + (c - '0');
        }
        return OptionalInt.of(number);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
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
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement cpuTune : cpuTunes) {
            found.addAll(cpuTune.children(kind.element));
        }
        return found;
    }

    /**
     * Refuses a document that pins a thread twice.
     *
     * @throws DiagnosticException at the second pin
     */
    void requireNoTwins(Kind kind, int number) {
        boolean seen = false;
        for (XmlElement pin : elements(kind)) {
            if (kind.numberOf(pin).equals(OptionalInt.of(number))) {
                if (seen) {
                    throw twins(kind, number, pin);
                }
                seen = true;
            }
        }
    }

    private DiagnosticException twins(Kind kind, int number, XmlElement second) {
        return new DiagnosticException(Diagnostic.error(
                        document.span(second),
                        kind.key == null
                                ? "the document has two <" + kind.element + "> elements"
                                : "the document has two <" + kind.element + "> elements for " + kind.key + " " + number)
                .why("libvirt refuses such a document")
                .fix("remove one of them"));
    }

    /** Edits the document so that it says these pins; one that it says already, in whatever spelling, stays. */
    void edit(Map<Kind, SortedMap<Integer, CpuSet>> pins, XmlEditor editor) {
        List<NewElement> homeless = new ArrayList<>();
        pins.forEach((kind, wished) -> {
            Map<Integer, XmlElement> present = new HashMap<>();
            for (XmlElement pin : elements(kind)) {
                kind.numberOf(pin).ifPresent(number -> present.put(number, pin));
            }
            wished.forEach((number, cpus) -> {
                XmlElement pin = present.get(number);
                if (pin != null) {
                    change(pin, cpus, editor);
                } else if (cpuTunes.isEmpty()) {
                    homeless.add(kind.pin(number, cpus));
                } else {
                    XmlElement home = home(kind);
                    editor.insert(home, before(home, kind, number), kind.pin(number, cpus));
                }
            });
        });
        if (!homeless.isEmpty()) {
            editor.insert(document.root(), before(), new NewElement("cputune", Map.of(), homeless));
        }
    }

    private static void change(XmlElement pin, CpuSet cpus, XmlEditor editor) {
        Optional<CpuSet> before = pin.value("cpuset").flatMap(CpuTune::cpus);
        if (!before.equals(Optional.of(cpus))) {
            editor.set(pin, "cpuset", cpus.toString());
        }
    }

    /** The {@code <cputune>} that a pin is added to: the last one that has such pins, or the first. */
    private XmlElement home(Kind kind) {
        XmlElement home = cpuTunes.get(0);
        for (XmlElement cpuTune : cpuTunes) {
            if (cpuTune.child(kind.element).isPresent()) {
                home = cpuTune;
            }
        }
        return home;
    }

    /** The child of a {@code <cputune>} that a pin comes behind; null when it is to be the first. */
    private static @Nullable XmlElement before(XmlElement home, Kind kind, int number) {
        XmlElement before = null;
        for (XmlElement child : home.children()) {
            if (order(child) <= order(kind, number)) {
                before = child;
            }
        }
        return before;
    }

    /** The child of the root that a new {@code <cputune>} comes behind. */
    private @Nullable XmlElement before() {
        for (Set<String> names : BEFORE_CPUTUNE) {
            XmlElement last = null;
            for (XmlElement child : document.root().children()) {
                if (child.namespace().isEmpty() && names.contains(child.localName())) {
                    last = child;
                }
            }
            if (last != null) {
                return last;
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
