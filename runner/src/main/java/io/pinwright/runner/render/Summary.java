package io.pinwright.runner.render;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.transport.ExchangeCounts;
import java.util.ArrayList;
import java.util.List;

/** What a run came to, in a line or two. */
final class Summary {

    private Summary() {}

    static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        long changes = report.changes().count();
        long hosts = report.recaps().values().stream()
                .filter(recap -> recap.changed() > 0)
                .count();
        String verb = report.mode() == Mode.APPLY ? "Applied" : "Plan";
        StringBuilder line = new StringBuilder(verb).append(": ");
        if (changes == 0) {
            line.append("nothing to change");
        } else {
            line.append(count(changes, "change"))
                    .append(report.mode() == Mode.APPLY ? " made on " : " to make on ")
                    .append(count(hosts, "host"));
        }
        if (report.pending() > 0) {
            line.append(", ").append(report.pending()).append(" at next start (restart pending)");
        }
        List<String> costs = costs(report);
        if (!costs.isEmpty()) {
            line.append("; ").append(String.join(", ", costs));
        }
        ExchangeCounts total = report.exchanges().values().stream().reduce(ExchangeCounts.NONE, ExchangeCounts::plus);
        line.append(". ")
                .append(count(total.execs(), "exec request"))
                .append(", ")
                .append(count(total.roundTrips(), "round trip"))
                .append('.');
        lines.add(line.toString());
        long deferred =
                report.recaps().values().stream().mapToInt(Recap::deferred).sum();
        if (deferred > 0) {
            lines.add(count(deferred, "task")
                    + " not judged: they need the result of a command that check mode does not run.");
        }
        return lines;
    }

    private static List<String> costs(Report report) {
        List<String> costs = new ArrayList<>();
        for (Disruption disruption : Disruption.values()) {
            long count = report.changes()
                    .map(Change::disruption)
                    .filter(disruption::equals)
                    .count();
            if (disruption != Disruption.NONE && disruption != Disruption.GUEST_RESTART && count > 0) {
                costs.add(count + " with " + disruption.label());
            }
        }
        return costs;
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
