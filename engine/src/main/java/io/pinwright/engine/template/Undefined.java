package io.pinwright.engine.template;

import org.jspecify.annotations.Nullable;

/**
 * The value of a name, key or index that is not there. Any use but {@code default} and {@code is defined} is an error.
 *
 * @param message what is not there
 * @param fix how to mend it, or null
 */
record Undefined(String message, @Nullable String fix) {

    Problem problem() {
        return Problem.undefined(message, fix);
    }
}
