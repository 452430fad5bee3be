package io.pinwright.engine.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed expression. Immutable. */
interface Expression {

    /** Offset of its first character in the text it was parsed from. */
    int at();

    /** Its value; containers may still hold templates, and what is not there is {@link Undefined}. */
    @Nullable
    Object raw(Frame frame);

    /** The parts it is made of. */
    List<Expression> parts();

    /** Whether {@link #raw} gives containers free of templates. */
    default boolean settled() {
        return true;
    }

    /** Its value, free of templates; may be {@link Undefined}. */
    default @Nullable Object eval(Frame frame) {
        frame.step();
        try {
            Object value = raw(frame);
            return settled() ? value : frame.settle(value);
        } catch (Problem problem) {
            throw problem.orAt(at());
        }
    }

    /** Its value, which must be there. */
    default @Nullable Object need(Frame frame) {
        Object value = eval(frame);
        if (value instanceof Undefined u) {
            throw u.problem().orAt(at());
        }
        return value;
    }
}
