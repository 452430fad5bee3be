package io.pinwright.runner.render;

import io.pinwright.engine.drift.DriftItem;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.drift.Verdict;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.source.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a check found as plain maps and lists: the document of a report, with the key {@code drift} besides. */
public final class DriftTree {

    private DriftTree() {}

    public static Map<String, @Nullable Object> of(Report report, DriftReport found) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict.label(), found.of(verdict).size());
        }
        counts.put("accepted", found.accepted().size());
        Map<String, Object> drift = new LinkedHashMap<>();
        drift.put("counts", counts);
        drift.put("items", found.items().stream().map(DriftTree::item).toList());
        drift.put("notes", found.notes().stream().map(Diagnostic::render).toList());
        Map<String, @Nullable Object> tree = ReportTree.of(report);
        tree.put("drift", drift);
        return tree;
    }

    private static Map<String, @Nullable Object> item(DriftItem item) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("host", item.host());
        tree.put("verdict", item.verdict().label());
        tree.put("play", item.play());
        tree.put("task", item.name());
        tree.put("path", item.place().orElse(null));
        tree.put("module", item.module());
        if (item.isDifference()) {
            tree.put("target", item.target());
            tree.put("attribute", item.attribute());
            tree.put("observed", item.observed());
            tree.put("wished", item.wished());
        }
        item.lastApplied().ifPresent(at -> tree.put("last_applied", at.toString()));
        item.runId().ifPresent(run -> tree.put("run", run));
        if (item.message() != null) {
            tree.put("msg", item.message());
        }
        item.accepted().ifPresent(by -> {
            Map<String, @Nullable Object> accepted = new LinkedHashMap<>();
            accepted.put("reason", by.reason());
            accepted.put("expires", by.expires().map(Object::toString).orElse(null));
            accepted.put("path", by.place());
            tree.put("accepted", accepted);
        });
        return tree;
    }
}
