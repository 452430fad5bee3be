package io.pinwright.engine.undo;

import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.module.Change;

/**
 * What taking back one change of a run comes to.
 *
 * @param entry that the change is of
 * @param recorded the change as the run made it
 * @param message why it is not taken back; empty for what is
 * @param change what takes it back; without steps unless that is to be done
 */
public record PlannedUndo(
        RecordedRun.Entry entry, RecordedRun.Change recorded, Verdict verdict, String message, Change change) {

    /** What it comes to. */
    public enum Verdict {
        /** To be done. */
        TAKE_BACK,
        /** The host is as it was before: nothing to do. */
        AS_BEFORE,
        /** The run did not make it after all. */
        NOT_MADE,
        /** Others changed it since. */
        REFUSED,
        /** There is no way back. */
        IMPOSSIBLE
    }

    PlannedUndo with(Change other) {
        return new PlannedUndo(entry, recorded, verdict, message, other);
    }
}
