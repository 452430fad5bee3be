package io.pinwright.runner.crash;

import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.journal.JournalEntry;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.journal.RunJournal;

/** A journal that the controller does not outlive: from a point on, nothing is written down and the run ends. */
final class KilledController implements Journal {

    /** Ends a run as {@code kill -9} would: nobody catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Where the controller is killed. */
    enum When {
        NEVER,
        /** When it is about to write down that the connection is lost. */
        AT_LOSS,
        BEFORE_PLANNED,
        AFTER_PLANNED,
        BEFORE_ENDED,
        AFTER_ENDED
    }

    private final Journal kept;
    private final When when;

    KilledController(Journal kept, When when) {
        this.kept = kept;
        this.when = when;
    }

    @Override
    public RunJournal begin(RunInfo run) {
        RunJournal own = kept.begin(run);
        return new RunJournal() {
            @Override
            public void planned(String host, JournalEntry entry) {
                killedIf(when == When.BEFORE_PLANNED);
                own.planned(host, entry);
                killedIf(when == When.AFTER_PLANNED);
            }

            @Override
            public void ended(String host, String entry, EntryEnd end) {
                killedIf(when == When.BEFORE_ENDED || when == When.AT_LOSS && end.status() == EntryEnd.Status.UNKNOWN);
                own.ended(host, entry, end);
                killedIf(when == When.AFTER_ENDED);
            }
        };
    }

    private static void killedIf(boolean now) {
        if (now) {
            throw new Killed();
        }
    }
}
