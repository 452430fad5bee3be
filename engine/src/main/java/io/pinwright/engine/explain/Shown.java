package io.pinwright.engine.explain;

import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.DependsOnUnknownException;
import io.pinwright.engine.template.NotYetKnown;
import io.pinwright.engine.template.Omit;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Evaluates for explanations: secrets stay hidden, and what cannot be evaluated is told instead of thrown. */
final class Shown {

    /**
     * A value, or why there is none.
     *
     * @param value {@link NotYetKnown} when only a run tells
     */
    record Result(@Nullable Object value, Optional<String> problem) {}

    private final Templates templates;
    private final Variables plain;
    private final Variables masked;

    Shown(Templates templates, Variables variables) {
        this.templates = templates;
        this.plain = variables;
        this.masked = Variables.of(Masking.of(variables.rawAll()));
    }

    /** A variable's value. */
    Result variable(String name) {
        return evaluated(variables ->
                shortened(name, templates.resolve(shortened(name, variables.raw(name)), variables)));
    }

    /** The value of something written under a name, templates and all. */
    Result written(String name, @Nullable Object raw) {
        return evaluated(variables -> templates.resolve(Masking.of(name, raw), variables));
    }

    /** A part of a variable's value. */
    Result part(VariablePath path, Span place) {
        return evaluated(variables -> templates.resolve(templates.evaluate(path.text(), place, variables), variables));
    }

    private Result evaluated(Function<Variables, @Nullable Object> how) {
        try {
            Object value = how.apply(masked);
            return value == Omit.OMIT
                    ? new Result(null, Optional.of("it is left out, by `omit`"))
                    : new Result(value, Optional.empty());
        } catch (DependsOnUnknownException e) {
            return new Result(new NotYetKnown(e.task()), Optional.empty());
        } catch (DiagnosticException e) {
            // Some filters refuse secrets. If it is only that, there is a value, and it is not to be seen.
            return can(how)
                    ? new Result(Secret.of(""), Optional.empty())
                    : new Result(null, Optional.of(problem(e.diagnostics().get(0))));
        }
    }

    /** Without the line that it stands in, which may hold a secret of another variable. */
    private static String problem(Diagnostic diagnostic) {
        return diagnostic.place().map(place -> place + ": ").orElse("")
                + diagnostic.message()
                + (diagnostic.fix() == null ? "" : "\nfix: " + diagnostic.fix());
    }

    private boolean can(Function<Variables, @Nullable Object> how) {
        try {
            how.apply(plain);
            return true;
        } catch (DependsOnUnknownException | DiagnosticException e) {
            return false;
        }
    }

    /** The variables that a value's templates use, each with what gives it its value. */
    List<Use> uses(@Nullable Object raw, Function<String, Optional<Definition>> from) {
        Set<String> names = new LinkedHashSet<>();
        collect(raw, names);
        return uses(names, from);
    }

    List<Use> uses(Set<String> names, Function<String, Optional<Definition>> from) {
        return names.stream()
                .map(name -> new Use(
                        name,
                        variable(name).value(),
                        from.apply(name).map(found -> found.withValue(Masking.of(name, found.value())))))
                .toList();
    }

    private void collect(@Nullable Object raw, Set<String> names) {
        if (raw instanceof TemplateText text) {
            names.addAll(templates.names(text));
        } else if (raw instanceof List<?> list) {
            list.forEach(item -> collect(item, names));
        } else if (raw instanceof Map<?, ?> map) {
            map.values().forEach(item -> collect(item, names));
        }
    }

    /** Whether a value holds a template, however deep. */
    static boolean isTemplate(@Nullable Object raw) {
        if (raw instanceof List<?> list) {
            return list.stream().anyMatch(Shown::isTemplate);
        }
        return raw instanceof Map<?, ?> map
                ? map.values().stream().anyMatch(Shown::isTemplate)
                : raw instanceof TemplateText;
    }

    /** The variables of every host are too many to show, and need not be evaluated. */
    static @Nullable Object shortened(String name, @Nullable Object value) {
        return name.equals("hostvars") && value instanceof Map<?, ?> hosts
                ? "(the variables of " + hosts.size() + " hosts)"
                : value;
    }
}
