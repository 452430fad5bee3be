package io.pinwright.modules.libvirt;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.xml.XmlDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rewrites a domain document offline, with the same code that edits it on a host. Pure. */
public final class XmlRewrite {

    private XmlRewrite() {}

    /**
     * What the document shall say.
     *
     * @param select which interfaces the driver wish is for; null for every macvtap of a virtio model, of which there may be none
     * @param driver for those interfaces; an empty one leaves them alone
     * @param vcpuPins CPUs by vCPU
     * @param emulatorPin CPUs, or null to leave it
     */
    public record Wish(
            @Nullable InterfaceSelector select,
            DriverWish driver,
            SortedMap<Integer, CpuSet> vcpuPins,
            @Nullable CpuSet emulatorPin) {
        public Wish {
            vcpuPins = Collections.unmodifiableSortedMap(new TreeMap<>(vcpuPins));
        }
    }

    /**
     * The rewritten document.
     *
     * @param bytes in the encoding of the input; exactly the input when nothing changed
     * @param notes what is worth a line, none of them an error
     */
    public record Result(byte[] bytes, boolean changed, List<Diagnostic> notes) {
        public Result {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Rewrites a document; outside the elements that the wish owns it stays as it is, byte for byte.
     *
     * @param name what messages call the document
     * @throws DiagnosticException when the document is refused: not a well-formed domain, a DOCTYPE, a selected interface that is
     *     not virtio, an unclear selector, a vCPU that the domain lacks
     */
    public static Result rewrite(byte[] input, String name, Wish wish) {
        DomainXml before = DomainXml.parse(input, name);
        List<Diagnostic> notes = new ArrayList<>();
        DomainEditor editor = before.edit();
        if (!wish.driver().isEmpty()) {
            for (InterfaceXml one : selected(before, wish, notes)) {
                editor.driver(one, wish.driver());
                noteQueues(before, one, wish, notes);
            }
        }
        wish.vcpuPins().forEach(editor::vcpuPin);
        if (wish.emulatorPin() != null) {
            editor.emulatorPin(wish.emulatorPin());
        }
        DomainXml after = editor.apply();
        return after == before
                ? new Result(input.clone(), false, notes)
                : new Result(after.document().bytes(), true, notes);
    }

    private static List<InterfaceXml> selected(DomainXml domain, Wish wish, List<Diagnostic> notes) {
        InterfaceSelector select = wish.select() == null ? InterfaceSelector.allMacvtaps() : wish.select();
        if (wish.select() == null && domain.interfaces().stream().noneMatch(InterfaceXml::isMacvtap)) {
            XmlDocument document = domain.document();
            notes.add(Diagnostic.warning(
                            document.span(document.root()),
                            "domain " + domain.name() + " has no macvtap (interface of type 'direct'), so no interface"
                                    + " was changed")
                    .fix("select another kind with --interface, for example --interface type=bridge"));
            return List.of();
        }
        return select.select(domain, null);
    }

    private static void noteQueues(DomainXml domain, InterfaceXml one, Wish wish, List<Diagnostic> notes) {
        Integer queues = wish.driver().queues();
        if (queues != null && queues > domain.vcpus()) {
            notes.add(Diagnostic.warning(
                            domain.document().span(one.element()),
                            "interface " + one.label() + " gets " + queues + " queues, but the domain has "
                                    + domain.vcpus() + " vCPUs")
                    .why("queues beyond the vCPUs are not used, and each costs a vhost thread and interrupt vectors"));
        }
    }
}
