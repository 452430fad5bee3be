package io.pinwright.engine.report;

/** What a run may do to hosts. */
public enum Mode {
    /** Read, change, read again. */
    APPLY,
    /** Read only, but for tasks that say {@code check_mode: false}: Ansible's {@code --check}. */
    CHECK,
    /** Read only, without exception: plan and drift check. */
    READ_ONLY
}
