package io.pinwright.engine.explain;

import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a variable of a host has its value from.
 *
 * @param expression the variable, or the part of one, as asked for
 * @param name the variable
 * @param values one for all plays, unless they differ
 */
public record VariableExplanation(String host, String expression, String name, List<InPlays> values) {

    /** A play as explanations name it. */
    public record PlayName(String name, Span place) {}

    /**
     * What the variable is in some plays.
     *
     * @param plays those in which it is so; empty when no play was looked at
     * @param value of what was asked for, evaluated, as the play begins; {@link io.pinwright.engine.template.NotYetKnown} when
     *     only a run tells; null also when there is a problem
     * @param problem why it cannot be evaluated
     * @param template whether the value is made by a template
     * @param definitions everything that gives the variable a value, the strongest first; never empty
     * @param uses the variables that the winner's templates use
     */
    public record InPlays(
            List<PlayName> plays,
            @Nullable Object value,
            Optional<String> problem,
            boolean template,
            List<Definition> definitions,
            List<Use> uses) {

        public InPlays {
            plays = List.copyOf(plays);
            definitions = List.copyOf(definitions);
            uses = List.copyOf(uses);
        }

        /** What gives the variable its value as the play begins; what tasks set comes later. */
        public Definition winner() {
            return definitions.stream()
                    .filter(definition -> definition.level().isLasting())
                    .findFirst()
                    .orElse(definitions.get(0));
        }

        InPlays withPlays(List<PlayName> names) {
            return new InPlays(names, value, problem, template, definitions, uses);
        }
    }

    public VariableExplanation {
        values = List.copyOf(values);
    }
}
