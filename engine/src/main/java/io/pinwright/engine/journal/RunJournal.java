package io.pinwright.engine.journal;

/** The journal of one run. Thread-safe for different hosts. */
public interface RunJournal {

    /**
     * Writes down what is about to be done. It is on disk when this returns.
     *
     * @throws JournalException when it cannot be; the host must not be written to then
     */
    void planned(String host, JournalEntry entry);

    /**
     * Writes down how that ended.
     *
     * @throws JournalException when it cannot be
     */
    void ended(String host, String entry, EntryEnd end);
}
