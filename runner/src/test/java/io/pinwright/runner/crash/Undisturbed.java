package io.pinwright.runner.crash;

import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.report.Report;
import io.pinwright.simulator.HostCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * What a playbook does when nothing goes wrong.
 *
 * @param states of the host: the first before all changes, then after each
 * @param changes of the run that have steps of their own, in order
 * @param mutations how often it changes the host, lock and journal included
 */
record Undisturbed(List<String> states, List<RecordedRun.Change> changes, int mutations, int exchanges) {

    /** States between two changes are what a shell leaves that is killed right there. */
    static Undisturbed of(CrashPoints points) {
        String start;
        String end;
        List<RecordedRun.Change> changes;
        HostCounters counters;
        try (CrashHost host = points.host("undisturbed")) {
            start = host.state();
            Report report = host.apply();
            counters = host.host().counters();
            if (report.hasFailures() || report.hasUnreachable() || report.hasRefusals()) {
                throw new AssertionError(CrashHost.told(report));
            }
            end = host.state();
            changes = host.lastRun().orElseThrow().hosts().get("kvm01").stream()
                    .flatMap(entry -> entry.changes().stream())
                    .filter(change -> !change.steps().isEmpty())
                    .toList();
        }
        List<Integer> begins = begins(counters);
        List<Callable<String>> between = new ArrayList<>();
        int step = 0;
        for (RecordedRun.Change change : changes.subList(0, changes.size() - 1)) {
            step += change.steps().size();
            int before = begins.get(step);
            between.add(() -> {
                try (CrashHost host = points.host("before-" + before)) {
                    host.host().faults().killBeforeMutation(before);
                    host.apply();
                    return host.state();
                }
            });
        }
        List<String> states = new ArrayList<>(List.of(start));
        states.addAll(CrashPoints.atOnce(between));
        states.add(end);
        return new Undisturbed(
                List.copyOf(states), changes, counters.mutations().size(), counters.roundTrips());
    }

    /** The numbers of the writes that say that a step begins: in each entry, after the first, every other one. */
    private static List<Integer> begins(HostCounters counters) {
        List<Integer> begins = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (int i : IntStream.range(0, counters.mutations().size()).toArray()) {
            String what = counters.mutations().get(i);
            if (what.endsWith("/progress")) {
                int before = (int) seen.stream().filter(what::equals).count();
                if (before % 2 == 1) {
                    begins.add(i + 1);
                }
                seen.add(what);
            }
        }
        return begins;
    }

    String start() {
        return states.get(0);
    }

    String end() {
        return states.get(states.size() - 1);
    }
}
