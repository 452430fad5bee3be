package io.pinwright.runner.render;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.transport.ExchangeCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a run came to, in a line or two. */
final class Summary {

    private Summary() {}

    static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        boolean apply = report.mode() == Mode.APPLY;
        // What a failed task meant to change did not all happen; it is shown with the task.
        long changes = made(report).count();
        long hosts = hosts(report, recap -> recap.changed() > 0);
        long lost = hosts(report, recap -> recap.failed() > 0)
                + hosts(report, recap -> recap.unreachable() > 0)
                + hosts(report, recap -> recap.refused() > 0);
        StringBuilder line = new StringBuilder(apply ? "Applied: " : "Plan: ");
        if (changes > 0) {
            line.append(count(changes, "change"))
                    .append(apply ? " made on " : " to make on ")
                    .append(count(hosts, "host"));
        } else if (report.recaps().isEmpty()) {
            line.append("no host took part");
        } else if (hosts(report, recap -> recap.changed() > 0) > 0) {
            // A task without a list of changes, such as one with changed_when.
            line.append(count(hosts, "host")).append(apply ? " changed" : " to change");
        } else {
            line.append(lost == 0 ? "nothing to change" : apply ? "nothing changed" : "no change found");
        }
        long pending = made(report)
                .filter(change -> change.effect() == Effect.NEXT_START)
                .count();
        if (pending > 0) {
            line.append(", ").append(pending).append(" at next start (restart pending)");
        }
        List<String> costs = costs(report);
        if (!costs.isEmpty()) {
            line.append("; ").append(String.join(", ", costs));
        }
        troubles(report).forEach(trouble -> line.append("; ").append(trouble));
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
            lines.add(count(deferred, "task") + " not judged: they need the result of what check mode does not do.");
        }
        return lines;
    }

    /** In which batches apply will take the hosts of a play; sizes that repeat are told once. */
    static String batches(PlayInfo play) {
        List<Integer> sizes = play.batches().stream().map(List::size).toList();
        List<String> told = new ArrayList<>();
        int from = 0;
        while (from < sizes.size()) {
            int to = from;
            while (to < sizes.size() && sizes.get(to).equals(sizes.get(from))) {
                to++;
            }
            told.add(to - from > 1 ? (to - from) + " x " + sizes.get(from) : "" + sizes.get(from));
            from = to;
        }
        return "in " + sizes.size() + " batches of hosts: " + String.join(", ", told);
    }

    private static Stream<Change> made(Report report) {
        return report.results().stream()
                .filter(result -> !result.isFailed() && result.status() != Status.UNREACHABLE)
                .flatMap(result -> result.changes().stream());
    }

    private static long hosts(Report report, Predicate<Recap> which) {
        return report.recaps().values().stream().filter(which).count();
    }

    private static List<String> troubles(Report report) {
        List<String> troubles = new ArrayList<>();
        long failed = hosts(report, recap -> recap.failed() > 0);
        if (failed > 0) {
            troubles.add(count(failed, "host") + " failed");
        }
        long unreachable = hosts(report, recap -> recap.unreachable() > 0);
        if (unreachable > 0) {
            troubles.add(count(unreachable, "host") + " unreachable");
        }
        long refused = hosts(report, recap -> recap.refused() > 0);
        if (refused > 0) {
            troubles.add(count(refused, "host") + " refused");
        }
        report.stop().ifPresent(stop -> {
            if (!stop.notTouched().isEmpty()) {
                troubles.add(count(stop.notTouched().size(), "host") + " not touched");
            }
            if (!stop.playsNotBegun().isEmpty()) {
                troubles.add(count(stop.playsNotBegun().size(), "play") + " not begun");
            }
        });
        if (report.interrupted()) {
            troubles.add("interrupted before the end");
        }
        return troubles;
    }

    private static List<String> costs(Report report) {
        List<String> costs = new ArrayList<>();
        for (Disruption disruption : Disruption.values()) {
            long count = made(report)
                    .map(Change::disruption)
                    .filter(disruption::equals)
                    .count();
            if (disruption != Disruption.NONE && count > 0) {
                costs.add(count + " with " + disruption.label());
            }
        }
        return costs;
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
