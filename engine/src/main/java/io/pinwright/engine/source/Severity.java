package io.pinwright.engine.source;

import java.util.Locale;

/** How bad a {@link Diagnostic} is: an error stops the run before any host is touched, a warning does not. */
public enum Severity {
    ERROR,
    WARNING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
