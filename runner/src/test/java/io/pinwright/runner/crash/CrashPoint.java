package io.pinwright.runner.crash;

import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One fault at one place, and all that must hold after it. Used by one thread. */
final class CrashPoint {

    private final CrashPoints all;
    private final Fault fault;
    private final int place;
    private final List<String> broken = new ArrayList<>();

    CrashPoint(CrashPoints all, Fault fault, int place) {
        this.all = all;
        this.fault = fault;
        this.place = place;
    }

    /** What does not hold. What follows is looked at once for all points that leave the same. */
    List<String> broken() {
        boolean watched;
        try (CrashHost host = crashed("first")) {
            looked(host);
            if (!all.isNew(host.mark())) {
                return broken;
            }
            watched = host.isWatched();
            again(host, "again, at once", !watched);
        }
        undo(false);
        if (watched) {
            try (CrashHost host = crashed("later")) {
                host.waitLong();
                again(host, "again, after the switch", true);
            }
            undo(true);
        }
        return broken;
    }

    private void claim(boolean holds, String what) {
        if (!holds) {
            broken.add(fault + " " + place + ": " + what);
        }
    }

    private CrashHost crashed(String name) {
        CrashHost host = all.host(fault + "-" + place + "-" + name);
        fault.set(host.host().faults(), place);
        host.apply(fault.killed());
        host.host().faults().clear();
        return host;
    }

    /**
     * Running again ends where an undisturbed run does.
     *
     * @param settled whether no switch is armed any more
     */
    private void again(CrashHost host, String when, boolean settled) {
        Undisturbed undisturbed = all.undisturbed();
        Report again = host.apply();
        claim(isGood(again), when + ": " + CrashHost.told(again));
        host.waitLong();
        if (!settled && again.run().isEmpty() && state(host).equals(undisturbed.start())) {
            // All was made but not confirmed: the second apply found nothing to do, and then the switch went off.
            again = host.apply();
            claim(isGood(again), when + ", once more: " + CrashHost.told(again));
        }
        same(host, undisturbed.end(), when);
        int writes = host.host().counters().mutations().size();
        Report third = host.apply();
        claim(isGood(third) && !third.hasChanges(), when + ": the third apply changes something");
        claim(host.host().counters().mutations().size() == writes, when + ": the third apply writes");
    }

    /** Each change is made or not made, and the journal knows which. */
    private void looked(CrashHost host) {
        Undisturbed undisturbed = all.undisturbed();
        String state = state(host);
        Optional<RecordedRun> run = host.lastRun();
        int made = undisturbed.states().indexOf(state);
        if (run.isEmpty()) {
            claim(made == 0, "not in the journal, and not as before: " + difference(undisturbed.start(), state));
            return;
        }
        List<Told> told = Told.of(host, run.get());
        int sure = (int) told.stream().takeWhile(Told.MADE::equals).count();
        if (told.contains(Told.IN_DOUBT)) {
            // On a full disk there is no room to write down that a change of several steps was taken back.
            boolean whole = fault == Fault.DISK_FULL_AFTER && made >= 0;
            claim(fault.tearsSteps() || whole, "the journal does not know: " + told);
            claim(told.indexOf(Told.IN_DOUBT) == sure, "in doubt behind what was not made: " + told);
            boolean soundly = told.subList(sure + 1, told.size()).stream().allMatch(Told.NOT_MADE::equals);
            claim(soundly, "made behind what is in doubt: " + told);
            return;
        }
        claim(!told.subList(sure, told.size()).contains(Told.MADE), "made behind what was not: " + told);
        String expected = undisturbed.states().get(sure);
        claim(
                state.equals(expected),
                "the journal says " + sure + " changes, the host is at " + made + ": " + difference(expected, state));
    }

    /** Taking back ends where all began. */
    private void undo(boolean late) {
        try (CrashHost host = crashed(late ? "undone-later" : "undone")) {
            if (late) {
                host.waitLong();
            }
            String when = late ? "undo, after the switch" : "undo, at once";
            Optional<RecordedRun> run = host.lastRun();
            if (run.isPresent()) {
                Report undo = host.undo(run.get());
                claim(isGood(undo), when + ": " + CrashHost.told(undo));
            }
            host.waitLong();
            same(host, all.undisturbed().start(), when);
        }
    }

    /** A shell that is killed leaves its temporary file; nothing reads it. */
    private String state(CrashHost host) {
        return fault.tearsSteps() ? host.stateWithoutRests() : host.state();
    }

    private void same(CrashHost host, String expected, String when) {
        String state = state(host);
        claim(state.equals(expected), when + ": " + difference(expected, state));
    }

    private static boolean isGood(Report report) {
        return report.results().stream().map(TaskResult::status).allMatch(s -> s == Status.OK || s == Status.CHANGED);
    }

    private static String difference(String expected, String found) {
        List<String> lines = new ArrayList<>();
        List<String> all = new ArrayList<>(found.lines().toList());
        for (String line : expected.lines().toList()) {
            if (!all.remove(line)) {
                lines.add("- " + line);
            }
        }
        all.forEach(line -> lines.add("+ " + line));
        return String.join("\n    ", lines.subList(0, Math.min(6, lines.size())));
    }
}
