package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A variable's value with its place.
 *
 * @param value null, Boolean, Long, BigInteger, Double, String, TemplateText, List or Map
 * @param origin where it was written
 * @param hidden the value of the same rank that this one took the place of, from an earlier source or file, or null; most
 *     variables hide none, so this costs nothing
 */
public record Variable(
        @Nullable Object value, Span origin, @Nullable Variable hidden) {

    public Variable(@Nullable Object value, Span origin) {
        this(value, origin, null);
    }

    /** The same value, in the place of another one of its rank. */
    public Variable hiding(@Nullable Variable other) {
        return other == null || other.equals(this) ? this : new Variable(value, origin, other);
    }

    /** This one and those that it hides, the nearest first. */
    public List<Variable> withHidden() {
        List<Variable> all = new ArrayList<>();
        for (Variable one = this; one != null; one = one.hidden) {
            all.add(one);
        }
        return all;
    }
}
