package io.pinwright.engine.drift;

import io.pinwright.engine.report.Report;
import io.pinwright.engine.source.Diagnostic;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a check found, item by item.
 *
 * @param hosts that took part, in inventory order
 * @param items by play, task and host
 * @param notes on the history and the baseline
 */
public record DriftReport(List<String> hosts, List<DriftItem> items, List<Diagnostic> notes) {

    public DriftReport {
        hosts = List.copyOf(hosts);
        items = List.copyOf(items);
        notes = List.copyOf(notes);
    }

    /**
     * Judges what a look at hosts found.
     *
     * @param report of a run that wrote nothing
     * @param today an entry of the baseline accepts on the day it expires, and not on the next
     */
    public static DriftReport of(Report report, AppliedWishes applied, Baseline baseline, LocalDate today) {
        List<DriftItem> found = new DriftFinder(report, applied).items();
        List<String> hosts = List.copyOf(report.recaps().keySet());
        Baseline.Judged judged = baseline.judge(found, hosts, today);
        List<Diagnostic> notes = new ArrayList<>(applied.problems());
        notes.addAll(judged.notes());
        return new DriftReport(hosts, judged.items(), notes);
    }

    /** Items that nobody accepted, of one verdict. */
    public List<DriftItem> of(Verdict verdict) {
        return open().filter(item -> item.verdict() == verdict).toList();
    }

    public List<DriftItem> accepted() {
        return items.stream().filter(DriftItem::isAccepted).toList();
    }

    /** Whether something differs that nobody accepted. */
    public boolean hasDifferences() {
        return open().anyMatch(DriftItem::isDifference);
    }

    /** Whether something could not be judged that nobody accepted. */
    public boolean hasUnknown() {
        return open().anyMatch(item -> item.verdict() == Verdict.UNKNOWN);
    }

    /** Items that nobody accepted. */
    public Stream<DriftItem> open() {
        return items.stream().filter(item -> !item.isAccepted());
    }
}
