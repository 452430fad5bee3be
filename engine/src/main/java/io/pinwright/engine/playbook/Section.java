package io.pinwright.engine.playbook;

/** The part of a play that a task stands in. Notified handlers run at the end of each of the first three. */
public enum Section {
    PRE_TASKS("pre_tasks"),
    TASKS("tasks"),
    POST_TASKS("post_tasks"),
    HANDLERS("handlers");

    private final String key;

    Section(String key) {
        this.key = key;
    }

    /** The play's key for it. */
    public String key() {
        return key;
    }
}
