package io.pinwright.runner.crash;

import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.RecordedRun;
import java.util.ArrayList;
import java.util.List;

/** What the journals of controller and host together say about one change. */
enum Told {
    MADE,
    NOT_MADE,
    /** Begun, and nobody knows how far it got. */
    IN_DOUBT;

    /** Of all changes of a run that have steps of their own, in order. */
    static List<Told> of(CrashHost host, RecordedRun run) {
        List<Told> all = new ArrayList<>();
        run.hosts()
                .values()
                .forEach(entries -> entries.forEach(entry -> {
                    List<String> progress = host.progress(entry);
                    int step = 0;
                    for (RecordedRun.Change change : entry.changes()) {
                        List<Told> steps = new ArrayList<>();
                        for (int i = 0; i < change.steps().size(); i++) {
                            steps.add(step(entry, progress, step++));
                        }
                        if (steps.isEmpty()) {
                            continue;
                        }
                        all.add(steps.stream().distinct().count() == 1 ? steps.get(0) : IN_DOUBT);
                    }
                }));
        return all;
    }

    private static Told step(RecordedRun.Entry entry, List<String> progress, int step) {
        EntryEnd.Status status = entry.status();
        if (status == EntryEnd.Status.REFUSED || status == EntryEnd.Status.TAKEN_BACK) {
            return NOT_MADE;
        }
        if (progress.contains("undone " + step)) {
            return NOT_MADE;
        }
        if (entry.outcome(step).isPresent()) {
            return entry.outcome(step).get() == StepOutcome.Status.DONE ? MADE : NOT_MADE;
        }
        if (progress.contains("done " + step)) {
            return MADE;
        }
        boolean open = progress.contains("begin " + step) && !progress.contains("failed " + step);
        return open ? IN_DOUBT : NOT_MADE;
    }
}
