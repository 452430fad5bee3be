package io.pinwright.engine.template;

import org.jspecify.annotations.Nullable;

/** What a filter does with its input. */
@FunctionalInterface
interface Filter {

    @Nullable
    Object apply(@Nullable Object input, Args args);

    /** Whether it may see an undefined input, as {@code default} does. */
    default boolean takesUndefined() {
        return false;
    }
}
