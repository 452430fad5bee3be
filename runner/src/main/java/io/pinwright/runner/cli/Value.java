package io.pinwright.runner.cli;

import org.jspecify.annotations.Nullable;

/**
 * An option or parameter that always has a value: it is required, or something is assumed without it.
 *
 * @param <T> what it is given as
 */
final class Value<T> extends Argument {

    private final @Nullable T otherwise;

    private Value(@Nullable T otherwise) {
        this.otherwise = otherwise;
    }

    /** One that no command line is taken without. */
    static <T> Value<T> required() {
        return new Value<>(null);
    }

    static <T> Value<T> or(T otherwise) {
        return new Value<>(otherwise);
    }

    T value() {
        @Nullable T given = get();
        T value = given == null ? otherwise : given;
        if (value == null) {
            throw new IllegalStateException("a required option or parameter is read before the command line");
        }
        return value;
    }

    boolean is(T other) {
        return value().equals(other);
    }
}
