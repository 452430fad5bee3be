package io.pinwright.engine.drift;

import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.source.TextFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Differences that somebody accepted, each with a reason and a last day.
 *
 * <pre>
 * - hosts: kvm_hosts:!kvm03
 *   target: domain bigip-virtio
 *   attribute: emulatorpin (live)
 *   observed: 0,2,4,6
 *   reason: the vendor measures until the end of November
 *   expires: 2026-11-30
 * </pre>
 */
public record Baseline(List<Entry> entries) {

    public static final Baseline NONE = new Baseline(List.of());

    /**
     * One accepted difference.
     *
     * @param hosts names of the hosts that its pattern matches
     * @param attribute empty for any
     * @param anyValue whether it accepts whatever is observed
     * @param observed the value that is accepted, or null for none; without meaning where any is
     * @param expires the last day on which it accepts
     */
    record Entry(
            Set<String> hosts,
            Glob target,
            Optional<Glob> attribute,
            boolean anyValue,
            @Nullable String observed,
            String reason,
            LocalDate expires,
            Span span) {

        boolean accepts(DriftItem item) {
            return item.isDifference()
                    && hosts.contains(item.host())
                    && target.matches(item.target())
                    && attribute.map(glob -> glob.matches(item.attribute())).orElse(true)
                    && (anyValue || java.util.Objects.equals(observed, item.observed()));
        }
    }

    /** Items with those who accept them, and what is to be said of the entries. */
    record Judged(List<DriftItem> items, List<Diagnostic> notes) {}

    public Baseline {
        entries = List.copyOf(entries);
    }

    /** Reads a file, collecting everything that is wrong with it. */
    public static Baseline load(Path file, Inventory inventory, Diagnostics diagnostics) {
        return TextFile.read(file, diagnostics)
                .map(source -> of(source, inventory, diagnostics))
                .orElse(NONE);
    }

    /** Reads a text, collecting everything that is wrong with it. */
    public static Baseline of(Source source, Inventory inventory, Diagnostics diagnostics) {
        return new Baseline(new BaselineReader(inventory, diagnostics).read(source));
    }

    Judged judge(List<DriftItem> items, List<String> hosts, LocalDate today) {
        Set<Entry> used = new LinkedHashSet<>();
        List<DriftItem> judged = new ArrayList<>();
        for (DriftItem item : items) {
            List<Entry> matching =
                    entries.stream().filter(entry -> entry.accepts(item)).toList();
            used.addAll(matching);
            judged.add(matching.stream()
                    .filter(entry -> !today.isAfter(entry.expires()))
                    .findFirst()
                    .map(entry -> item.withAccepted(new Accepted(
                            entry.reason(),
                            Optional.of(entry.expires()),
                            entry.span().toString())))
                    .orElse(item));
        }
        List<Diagnostic> notes = new ArrayList<>();
        for (Entry entry : entries) {
            if (today.isAfter(entry.expires())) {
                notes.add(Diagnostic.warning(
                                entry.span(), "this expired on " + entry.expires() + " and accepts nothing any more")
                        .fix(
                                used.contains(entry)
                                        ? "mend the difference, or give a later day and the reason for it"
                                        : "remove it: there is no such difference"));
            } else if (!used.contains(entry) && entry.hosts().stream().anyMatch(hosts::contains)) {
                notes.add(Diagnostic.warning(entry.span(), "this accepts nothing: there is no such difference")
                        .fix("remove it, so that the difference is told should it come back"));
            }
        }
        return new Judged(judged, notes);
    }
}
