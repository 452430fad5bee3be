package io.pinwright.engine.template;

import org.jspecify.annotations.Nullable;

/** An expression cannot be read or evaluated; becomes a diagnostic at the expression's place at the package's edge. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final int at;
    final @Nullable String why;
    final @Nullable String fix;

    /** Whether an undefined value is all that is wrong, so that {@code default} may stand in. */
    final boolean undefined;

    private Problem(
            String message,
            int at,
            @Nullable String why,
            @Nullable String fix,
            boolean undefined,
            @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.at = at;
        this.why = why;
        this.fix = fix;
        this.undefined = undefined;
    }

    static Problem of(String message) {
        return new Problem(message, -1, null, null, false, null);
    }

    static Problem at(int offset, String message) {
        return new Problem(message, offset, null, null, false, null);
    }

    static Problem undefined(String message, @Nullable String fix) {
        return new Problem(message, -1, null, fix, true, null);
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    Problem why(String reason) {
        return new Problem(text(), at, reason, fix, undefined, getCause());
    }

    Problem fix(String mend) {
        return new Problem(text(), at, why, mend, undefined, getCause());
    }

    /** The same problem with a place, unless it has one. */
    Problem orAt(int offset) {
        return at >= 0 ? this : new Problem(text(), offset, why, fix, undefined, getCause());
    }
}
