package io.pinwright.engine.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a template text. */
sealed interface Part {

    int at();

    /** Text that stands for itself. */
    record Data(String text, int at) implements Part {}

    /** {@code {{ expression }}}. */
    record Output(Expression expression, int at) implements Part {}

    /** {@code {% keyword ... %}}. */
    record Statement(Tag tag, int at) implements Part {}

    /** What a statement says. */
    sealed interface Tag {
        record If(Expression condition) implements Tag {}

        record ElseIf(Expression condition) implements Tag {}

        record Else() implements Tag {}

        record For(
                List<String> names,
                Expression items,
                @Nullable Expression condition) implements Tag {}

        record Set(List<String> names, @Nullable String attribute, Expression value) implements Tag {}

        record SetBlock(String name, @Nullable Expression filter) implements Tag {}

        record With(List<String> names, List<Expression> values) implements Tag {}

        record FilterBlock(Expression filter) implements Tag {}

        record Macro(String name, List<String> parameters, List<@Nullable Expression> defaults) implements Tag {}

        record CallBlock(List<String> parameters, List<@Nullable Expression> defaults, Expression call)
                implements Tag {}

        /** Ends the block of a keyword. */
        record End(String keyword) implements Tag {}

        default String keyword() {
            return switch (getClass().getSimpleName()) {
                case "ElseIf" -> "elif";
                case "SetBlock" -> "set";
                case "FilterBlock" -> "filter";
                case "CallBlock" -> "call";
                case "End" -> "end" + ((End) this).keyword();
                default -> getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
            };
        }

        /** Whether an end tag is due. */
        default boolean opens() {
            return !(this instanceof Else || this instanceof ElseIf || this instanceof Set || this instanceof End);
        }

        default List<Expression> expressions() {
            java.util.ArrayList<@Nullable Expression> out = new java.util.ArrayList<>();
            if (this instanceof If t) {
                out.add(t.condition());
            } else if (this instanceof ElseIf t) {
                out.add(t.condition());
            } else if (this instanceof For t) {
                out.add(t.items());
                out.add(t.condition());
            } else if (this instanceof Set t) {
                out.add(t.value());
            } else if (this instanceof SetBlock t) {
                out.add(t.filter());
            } else if (this instanceof With t) {
                out.addAll(t.values());
            } else if (this instanceof FilterBlock t) {
                out.add(t.filter());
            } else if (this instanceof Macro t) {
                out.addAll(t.defaults());
            } else if (this instanceof CallBlock t) {
                out.add(t.call());
                out.addAll(t.defaults());
            }
            out.removeIf(java.util.Objects::isNull);
            return new java.util.ArrayList<>(out);
        }
    }
}
