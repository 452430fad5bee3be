package io.pinwright.engine.drift;

import java.util.Locale;

/** What a check says of one thing that is not as wished. */
public enum Verdict {
    /** An apply had put it in place, and it is different now. */
    DRIFTED,
    /** It is wished and no apply has put it in place yet. */
    NOT_APPLIED,
    /** The configuration is as wished; what runs has it after a restart. */
    RESTART_PENDING,
    /** It could not be judged. */
    UNKNOWN;

    /** {@code not-applied}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
