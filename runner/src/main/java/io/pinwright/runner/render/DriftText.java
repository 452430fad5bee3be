package io.pinwright.runner.render;

import io.pinwright.engine.drift.DriftItem;
import io.pinwright.engine.drift.DriftReport;
import io.pinwright.engine.drift.Verdict;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.transport.ExchangeCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a check found as people read it: by verdict, then host, worst first; what is accepted comes last. */
public final class DriftText {

    private final Consumer<String> out;
    private final Colours colours;

    /**
     * @param out takes one line at a time, without a line end
     */
    public DriftText(Consumer<String> out, Colours colours) {
        this.out = out;
        this.colours = colours;
    }

    /** All items, and the warnings of tasks. */
    public void items(Report report, DriftReport found) {
        List<String> order = found.hosts();
        group(
                colours.bad("DRIFTED") + ": it was in place after an apply, and is different now",
                order,
                found.of(Verdict.DRIFTED));
        group(
                colours.bad("NOT APPLIED") + ": it is wished, and no apply has put it in place",
                order,
                found.of(Verdict.NOT_APPLIED));
        group(
                colours.warning("RESTART PENDING") + ": configured, and not in what runs",
                order,
                found.of(Verdict.RESTART_PENDING));
        group(colours.bad("NOT JUDGED"), order, found.of(Verdict.UNKNOWN));
        group(colours.strong("ACCEPTED"), order, found.accepted());
        warnings(report);
    }

    private void group(String title, List<String> order, List<DriftItem> items) {
        if (items.isEmpty()) {
            return;
        }
        out.accept("");
        out.accept(title);
        Map<String, List<DriftItem>> hosts = new LinkedHashMap<>();
        order.forEach(host -> hosts.put(host, new ArrayList<>()));
        items.forEach(item ->
                hosts.computeIfAbsent(item.host(), host -> new ArrayList<>()).add(item));
        hosts.values().removeIf(List::isEmpty);
        hosts.forEach((host, of) -> {
            out.accept("  " + colours.strong(Printable.line(host)));
            for (int i = 0; i < of.size(); i++) {
                item(of.get(i));
                boolean last = i + 1 == of.size() || !origin(of.get(i)).equals(origin(of.get(i + 1)));
                if (last) {
                    origin(of.get(i)).forEach(line -> out.accept(colours.faint("        " + line)));
                }
            }
        });
    }

    private void item(DriftItem item) {
        if (item.isDifference()) {
            out.accept("    " + Printable.line(difference(item)));
        }
        if (item.message() != null) {
            Printable.of(item.message()).lines().forEach(line -> out.accept("    " + line));
        }
    }

    /** {@code ~ domain bigip-virtio: emulatorpin (live): 0,2,4 -> 1,3,5}. */
    static String difference(DriftItem item) {
        String what = item.target() + ": " + item.attribute();
        if (item.verdict() == Verdict.RESTART_PENDING) {
            return "! " + what + ": live " + shown(item.observed()) + ", config " + shown(item.wished());
        }
        if (item.observed() == null && item.wished() == null) {
            return "~ " + what;
        }
        String sign = item.observed() == null ? "+ " : item.wished() == null ? "- " : "~ ";
        return sign + what + ": " + shown(item.observed()) + " -> " + shown(item.wished());
    }

    private static String shown(@Nullable String value) {
        return value == null ? "(none)" : value;
    }

    /** Where an item comes from: items that say the same say it once. */
    private static List<String> origin(DriftItem item) {
        List<String> lines = new ArrayList<>();
        item.accepted()
                .ifPresent(accepted -> lines.add("accepted: " + Printable.line(accepted.reason())
                        + accepted.expires().map(day -> ", until " + day).orElse("") + ", "
                        + Printable.line(accepted.place())));
        item.lastApplied()
                .ifPresent(at -> lines.add("in place at " + at + ", run "
                        + Printable.line(item.runId().orElse("?"))));
        lines.add("task " + Printable.line(item.name())
                + item.place().map(place -> ", " + Printable.line(place)).orElse(""));
        return lines;
    }

    private void warnings(Report report) {
        Set<String> lines = new LinkedHashSet<>();
        for (TaskResult result : report.results()) {
            for (String warning : result.hidden() ? List.<String>of() : result.warnings()) {
                // A pending restart is an item already.
                if (result.pending().isEmpty() || !warning.contains("restart pending")) {
                    lines.add("  " + Printable.line(result.host()) + ": " + Printable.line(warning));
                }
            }
        }
        if (!lines.isEmpty()) {
            out.accept("");
            out.accept(colours.warning("WARNINGS"));
            lines.forEach(out);
        }
    }

    /** One line that says what the check came to. */
    public void summary(Report report, DriftReport found) {
        List<String> parts = new ArrayList<>();
        part(parts, found.of(Verdict.DRIFTED).size(), "drifted");
        part(parts, found.of(Verdict.NOT_APPLIED).size(), "not applied");
        part(parts, found.of(Verdict.RESTART_PENDING).size(), "restart pending");
        part(parts, found.of(Verdict.UNKNOWN).size(), "not judged");
        if (parts.isEmpty()) {
            parts.add(found.hosts().isEmpty() ? "no host took part" : "no difference");
        }
        part(parts, found.accepted().size(), "accepted");
        ExchangeCounts total = report.exchanges().values().stream().reduce(ExchangeCounts.NONE, ExchangeCounts::plus);
        long concerned = found.open().map(DriftItem::host).distinct().count();
        String where = concerned == 0
                ? found.hosts().isEmpty() ? "" : " on " + count(found.hosts().size(), "host")
                : " on " + concerned + " of " + count(found.hosts().size(), "host");
        out.accept("");
        out.accept("Check: " + String.join(", ", parts) + where
                + (report.interrupted() ? "; interrupted before the end" : "") + ". "
                + count(total.execs(), "exec request") + ", " + count(total.roundTrips(), "round trip") + ".");
    }

    private static void part(List<String> parts, long number, String what) {
        if (number > 0) {
            parts.add(number + " " + what);
        }
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
