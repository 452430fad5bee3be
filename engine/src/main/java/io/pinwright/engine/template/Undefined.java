package io.pinwright.engine.template;

import org.jspecify.annotations.Nullable;

/**
 * The value of a name, key or index that is not there. Any use but {@code default} and {@code is defined} is an error.
 *
 * @param message what is not there
 * @param fix how to mend it, or null
 * @param blank whether it prints as nothing, as the missing {@code else} of an inline {@code if} does
 */
record Undefined(String message, @Nullable String fix, boolean blank) {

    Undefined(String message, @Nullable String fix) {
        this(message, fix, false);
    }

    Problem problem() {
        return Problem.undefined(message, fix);
    }
}
