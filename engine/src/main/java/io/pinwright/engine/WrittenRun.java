package io.pinwright.engine;

import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.journal.JournalEntry;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.journal.RunJournal;
import java.util.Optional;

/** A run's journal that knows whether something was written into it. Thread-safe for different hosts. */
final class WrittenRun implements RunJournal {

    private final RunInfo info;
    private final RunJournal journal;
    private volatile boolean written;

    WrittenRun(Journal journal, RunInfo info) {
        this.info = info;
        this.journal = journal.begin(info);
    }

    RunInfo info() {
        return info;
    }

    /** The run's id, when there is something of it in the journal. */
    Optional<String> id() {
        return written ? Optional.of(info.id()) : Optional.empty();
    }

    @Override
    public void planned(String host, JournalEntry entry) {
        journal.planned(host, entry);
        written = true;
    }

    @Override
    public void ended(String host, String entry, EntryEnd end) {
        journal.ended(host, entry, end);
    }
}
