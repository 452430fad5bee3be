package io.pinwright.engine.report;

import java.util.Locale;

/** How a task ended on a host. */
public enum Status {
    OK,
    CHANGED,
    SKIPPED,
    FAILED,
    UNREACHABLE,
    /** Not judged: it needs the result of a raw command that did not run. */
    DEFERRED,
    /** Nothing was written: the host is no longer what the plan was made from. */
    REFUSED;

    /** {@code ok}, {@code changed}, ... */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
