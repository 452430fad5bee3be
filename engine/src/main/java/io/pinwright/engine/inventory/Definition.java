package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Span;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that give a variable a value.
 *
 * @param rule who says so, as users know it: {@code group_vars of group `kvm` (priority 1)}
 * @param value as written, templates not evaluated; {@link io.pinwright.engine.template.NotYetKnown} when only a run tells
 * @param place where it is written; empty when it is written nowhere, as magic variables
 */
public record Definition(
        Precedence level, String rule, @Nullable Object value, Optional<Span> place) {

    /** The same place with another value. */
    public Definition withValue(@Nullable Object other) {
        return new Definition(level, rule, other, place);
    }
}
