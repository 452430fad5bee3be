package io.pinwright.runner.render;

import io.pinwright.engine.drift.DriftItem;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.drift.Verdict;
import java.time.Instant;
import java.util.function.Predicate;

/** What a check found in Prometheus' text format, for node_exporter's textfile collector. */
public final class DriftMetrics {

    private DriftMetrics() {}

    /**
     * The text of the file.
     *
     * @param at when the check ended
     */
    public static String of(DriftReport found, Instant at) {
        StringBuilder out = new StringBuilder();
        head(out, "pinwright_drift_items", "Things that are not as wished and that nobody accepted, by verdict.");
        for (String host : found.hosts()) {
            for (Verdict verdict : Verdict.values()) {
                long count = count(found, host, item -> !item.isAccepted() && item.verdict() == verdict);
                out.append("pinwright_drift_items{host=\"")
                        .append(label(host))
                        .append("\",verdict=\"")
                        .append(verdict.label())
                        .append("\"} ")
                        .append(count)
                        .append('\n');
            }
        }
        head(out, "pinwright_drift_accepted_items", "Differences that a baseline accepts.");
        for (String host : found.hosts()) {
            sample(out, "pinwright_drift_accepted_items", host, count(found, host, DriftItem::isAccepted));
        }
        head(out, "pinwright_check_success", "Whether all tasks of the host could be judged.");
        for (String host : found.hosts()) {
            boolean unknown = count(found, host, item -> !item.isAccepted() && item.verdict() == Verdict.UNKNOWN) > 0;
            sample(out, "pinwright_check_success", host, unknown ? 0 : 1);
        }
        head(out, "pinwright_check_timestamp_seconds", "When the check ended, in seconds since 1970.");
        return out.append("pinwright_check_timestamp_seconds ")
                .append(at.getEpochSecond())
                .append('\n')
                .toString();
    }

    private static long count(DriftReport found, String host, Predicate<DriftItem> which) {
        return found.items().stream()
                .filter(item -> item.host().equals(host))
                .filter(which)
                .count();
    }

    private static void head(StringBuilder out, String name, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(" gauge\n");
    }

    private static void sample(StringBuilder out, String name, String host, long value) {
        out.append(name)
                .append("{host=\"")
                .append(label(host))
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    /** A label's value as the text format wants it: backslash, quote and line feed escaped. */
    private static String label(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
