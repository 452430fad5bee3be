package io.pinwright.engine.module;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arguments that were checked against their specs, read by name. */
public final class Arguments {

    private final Map<String, Object> values;
    private final Map<String, ArgumentValue> others;
    private final Map<String, Span> spans;
    private final Span span;
    private final boolean pending;

    private Arguments(
            Map<String, Object> values,
            Map<String, ArgumentValue> others,
            Map<String, Span> spans,
            Span span,
            boolean pending) {
        this.values = values;
        this.others = others;
        this.spans = spans;
        this.span = span;
        this.pending = pending;
    }

    /**
     * Checks and reads a mapping of arguments. Values that are not known yet are passed over.
     *
     * @param takesOthers whether arguments that no spec declares are kept instead of refused
     * @param where what the mapping belongs to, for messages: a module's or an argument's name
     * @throws DiagnosticException with all problems
     */
    public static Arguments bind(List<ArgumentSpec> specs, boolean takesOthers, String where, ArgumentValue mapping) {
        List<Diagnostic> problems = new ArrayList<>();
        Map<String, ArgumentSpec> known = new LinkedHashMap<>();
        for (ArgumentSpec spec : specs) {
            known.put(spec.name(), spec);
            spec.aliases().forEach(alias -> known.put(alias, spec));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, ArgumentValue> others = new LinkedHashMap<>();
        Map<String, Span> spans = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> {
            ArgumentSpec spec = known.get(key);
            if (spec == null && takesOthers) {
                others.put(key, value);
            } else if (spec == null) {
                problems.add(Diagnostic.error(value.span(), where + " has no argument `" + key + "`")
                        .fix(NearestName.hint(
                                key, specs.stream().map(ArgumentSpec::name).toList())));
            } else if (spans.containsKey(spec.name())) {
                problems.add(Diagnostic.error(
                                value.span(), "`" + key + "` and another name of `" + spec.name() + "` are both given")
                        .fix("keep one"));
            } else {
                spans.put(spec.name(), value.span());
                if (value.value() != null && !value.hasPending()) {
                    try {
                        values.put(spec.name(), spec.type().read(spec.name(), value));
                    } catch (DiagnosticException e) {
                        problems.addAll(e.diagnostics());
                    }
                }
            }
        });
        for (ArgumentSpec spec : specs) {
            if (spec.required() && !spans.containsKey(spec.name())) {
                Diagnostic missing = Diagnostic.error(
                                mapping.span(), where + " needs the argument `" + spec.name() + "`")
                        .why(spec.help());
                problems.add(
                        spec.example() == null
                                ? missing
                                : missing.fix("add `" + spec.name() + ": " + spec.example() + "`"));
            }
        }
        if (!problems.isEmpty()) {
            throw new DiagnosticException(problems);
        }
        return new Arguments(values, others, spans, mapping.span(), mapping.hasPending());
    }

    /** The value of an argument, if it was given. */
    @SuppressWarnings("unchecked") // the spec's type made the value
    public <T> Optional<T> get(String name) {
        return Optional.ofNullable((T) values.get(name));
    }

    /** The value of an argument that is required or has a default in the module's code. */
    public <T> T require(String name) {
        return this.<T>get(name).orElseThrow(() -> new IllegalStateException("no value for argument " + name));
    }

    public <T> T getOr(String name, T otherwise) {
        return this.<T>get(name).orElse(otherwise);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Arguments that are not declared, in the order written; empty unless the module takes any. */
    public Map<String, ArgumentValue> others() {
        return Collections.unmodifiableMap(others);
    }

    /** Whether some value is not known yet: files are being checked before the run. */
    public boolean hasPending() {
        return pending;
    }

    /** Where an argument stands, or the whole mapping when it is not there. */
    public Span spanOf(String name) {
        return spans.getOrDefault(name, span);
    }

    public Span span() {
        return span;
    }

    /** A problem with one argument, at its place. */
    public DiagnosticException problem(String name, String message, String fix) {
        return new DiagnosticException(Diagnostic.error(spanOf(name), message).fix(fix));
    }
}
