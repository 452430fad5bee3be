package io.pinwright.engine.journal;

/** Where runs are written down on the controller, so that they can be told and taken back. Thread-safe. */
public interface Journal {

    /** Keeps nothing on the controller. Hosts keep their own journal all the same. */
    Journal NONE = run -> new RunJournal() {
        @Override
        public void planned(String host, JournalEntry entry) {
            // Nothing is kept.
        }

        @Override
        public void ended(String host, String entry, EntryEnd end) {
            // Nothing is kept.
        }
    };

    /**
     * Begins a run. Leaves no trace until something is {@link RunJournal#planned}.
     */
    RunJournal begin(RunInfo run);
}
