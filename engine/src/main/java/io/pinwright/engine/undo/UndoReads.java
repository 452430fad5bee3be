package io.pinwright.engine.undo;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.RecordedRun;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be read of a host before a run can be taken back there. */
public final class UndoReads {

    private UndoReads() {}

    /** By the user that the run acted as. */
    public static Map<Optional<Become>, Set<Query>> of(List<RecordedRun.Entry> entries) {
        Map<Optional<Become>, Set<Query>> reads = new LinkedHashMap<>();
        for (RecordedRun.Entry entry : entries) {
            if (!mayHaveWritten(entry)) {
                continue;
            }
            Set<Query> queries = reads.computeIfAbsent(entry.become(), become -> new LinkedHashSet<>());
            if (entry.status() == EntryEnd.Status.UNKNOWN) {
                queries.add(progress(entry));
            }
            entry.kept().keySet().forEach(path -> queries.add(new Query.ReadFile(path)));
            int number = 0;
            for (RecordedRun.Change change : entry.changes()) {
                change.guardsAfter().forEach(guard -> queries.add(guard.query()));
                for (RecordedRun.Step step : change.steps()) {
                    entry.after(number++, step).stream().map(Guard::query).forEach(queries::add);
                    step.undo().steps().forEach(back -> queries.addAll(of(back)));
                }
            }
        }
        return reads;
    }

    static boolean mayHaveWritten(RecordedRun.Entry entry) {
        return entry.status() == EntryEnd.Status.DONE || entry.status() == EntryEnd.Status.UNKNOWN;
    }

    /** Where the host itself wrote down which steps it began and ended. */
    static Query.ReadFile progress(RecordedRun.Entry entry) {
        return new Query.ReadFile(entry.folder() + "/progress");
    }

    /** What a step that takes back rests on, and what taking it back in turn will need. */
    static Set<Query> of(Step step) {
        Set<Query> queries = new LinkedHashSet<>();
        step.predicts().stream().map(Prediction::query).forEach(queries::add);
        step.writes().ifPresent(path -> {
            queries.add(new Query.ReadFile(path));
            if (!(step instanceof Step.WriteKernelFile)) {
                queries.add(new Query.Stat(path, true, false));
                queries.add(new Query.Stat(path, false, false));
            }
        });
        if (step.inverse() instanceof Inverse.Restore restore) {
            queries.add(restore.document());
        }
        return queries;
    }
}
