package io.pinwright.engine.template;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates templates and expressions with Ansible's answers and native types. Thread-safe; starts the template library only
 * for a text with blocks ({@code {% %}}), because that costs a tenth of a second.
 *
 * <p>Every method that evaluates throws {@link DiagnosticException} at the expression's place when it is wrong or a name is
 * undefined, and {@link DependsOnUnknownException} when it touches a {@link NotYetKnown}.
 */
public final class Templates {

    private static final int CACHE_MAX = 10_000;

    final LookupFiles lookups;
    private final Map<String, Expression> expressions = new ConcurrentHashMap<>();
    private final Map<String, Compiled> texts = new ConcurrentHashMap<>();
    private final Blocks blocks = new Blocks();

    private Templates(LookupFiles lookups) {
        this.lookups = lookups;
    }

    public static Templates create(LookupFiles lookups) {
        return new Templates(lookups);
    }

    /**
     * A value with every {@link TemplateText} in it evaluated, however deep. A text that is one single expression keeps its
     * native type; any other becomes a text, and a {@link Secret} if a secret went into it.
     *
     * @return null, Boolean, Long, BigInteger, Double, String, Secret, List, Map, or {@link Omit#OMIT}
     */
    public @Nullable Object resolve(@Nullable Object value, Variables variables) {
        if (value instanceof TemplateText text) {
            return guard(text.text(), text.span(), () -> plain(resolved(text, variables)));
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
            map.forEach((key, item) -> out.put(key, resolve(item, variables)));
            return Collections.unmodifiableMap(out);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> out = new ArrayList<>();
            list.forEach(item -> out.add(resolve(item, variables)));
            return Collections.unmodifiableList(out);
        }
        return value instanceof String ? value : new Frame(new Evaluation(this), variables).realise(value);
    }

    private @Nullable Object resolved(TemplateText text, Variables variables) {
        Frame frame = new Frame(new Evaluation(this), variables);
        Object value = frame.settle(value(text, frame));
        if (value instanceof Undefined u) {
            throw u.problem().orAt(firstOutput(text));
        }
        return value;
    }

    private int firstOutput(TemplateText text) {
        return compiled(text.text()).parts().stream()
                .filter(part -> part instanceof Part.Output)
                .map(part -> ((Part.Output) part).expression().at())
                .findFirst()
                .orElse(0);
    }

    /**
     * Whether a condition holds: {@code when}, {@code that}, {@code changed_when}, written without braces.
     *
     * @throws DiagnosticException also when the value is not boolean
     */
    public boolean test(String expression, Span span, Variables variables) {
        return guard(expression, span, () -> {
            Object value = parse(expression).need(new Frame(new Evaluation(this), variables));
            if (value instanceof TemplateText) {
                throw new IllegalStateException("templates are evaluated here");
            }
            if (value instanceof Boolean b) {
                return b;
            }
            String fix = switch (Python.type(value)) {
                case "a string" -> "write `| bool` for a text such as yes or true, or `| length > 0`";
                case "a list", "a dict" -> "write `| length > 0`";
                case "none" -> "write `is not none`";
                default -> "compare it, for example `!= 0`, or write `| bool`";
            };
            throw Problem.at(0, "a condition must be true or false, but this is " + Python.type(value))
                    .why(
                            "conditions that are not boolean mean something else than they look like; Ansible refuses them too")
                    .fix(fix);
        });
    }

    /** The value of an expression written without braces; empty when it is undefined or none. */
    public Optional<Object> find(String expression, Span span, Variables variables) {
        return Optional.ofNullable(guard(expression, span, () -> {
            Object value = parse(expression).eval(new Frame(new Evaluation(this), variables));
            return value instanceof Undefined ? null : plain(value);
        }));
    }

    /** The value of an expression written without braces, which must be defined; null for none. */
    public @Nullable Object evaluate(String expression, Span span, Variables variables) {
        return guard(expression, span, () -> plain(parse(expression).need(new Frame(new Evaluation(this), variables))));
    }

    /**
     * A whole template file as the template module renders it. What a secret went into is returned in the clear by this
     * method: ask {@link #renderText} when it matters.
     */
    public String render(Source template, Variables variables, RenderOptions options) {
        Object text = renderText(template, variables, options);
        return text instanceof Secret secret ? secret.reveal() : (String) text;
    }

    /** As {@link #render}, but a text that a secret went into is a {@link Secret}; else a String. */
    public Object renderText(Source template, Variables variables, RenderOptions options) {
        return guard(template.text(), Span.startOf(template), () -> {
            Compiled compiled = Compiled.of(template.text(), options, false);
            Object text = compiled.render(new Frame(new Evaluation(this), variables), blocks, false);
            return newlines(template.text(), text instanceof Secret ? text : Python.text(text));
        });
    }

    /** Everything wrong with a text, found without evaluating it. */
    public List<Diagnostic> check(TemplateText text) {
        List<Diagnostic> out = new ArrayList<>();
        List<Part> parts = TextParser.parse(
                text.text(),
                RenderOptions.defaults(),
                true,
                problem -> out.add(Places.diagnostic(problem, text.text(), text.span())));
        for (Problem problem : Checks.of(parts)) {
            out.add(Places.diagnostic(problem, text.text(), text.span()));
        }
        return out;
    }

    /** Everything wrong with an expression written without braces, found without evaluating it. */
    public List<Diagnostic> checkExpression(String expression, Span span) {
        List<Diagnostic> out = new ArrayList<>();
        try {
            for (Problem problem : Checks.of(parse(expression), Set.of())) {
                out.add(Places.diagnostic(problem, expression, span));
            }
        } catch (Problem problem) {
            out.add(Places.diagnostic(problem, expression, span));
        }
        return out;
    }

    /**
     * The variables that a text may read, without those that their own templates read: names at the head of paths, less the
     * ones the template sets itself. More than it reads in the end, never less; of wrong text nothing.
     */
    public Set<String> names(TemplateText text) {
        Set<String> out = new LinkedHashSet<>();
        Checks.names(TextParser.parse(text.text(), RenderOptions.defaults(), true, problem -> {}), out);
        return out;
    }

    /** As {@link #names(TemplateText)}, of an expression written without braces. */
    public Set<String> names(String expression) {
        Set<String> out = new LinkedHashSet<>();
        try {
            Checks.names(parse(expression), out);
        } catch (Problem problem) {
            return out;
        }
        return out;
    }

    /** The value of a text; may be {@link Undefined}, and its containers may hold templates. */
    @Nullable
    Object value(TemplateText text, Frame frame) {
        frame.evaluation.deeper();
        try {
            Compiled compiled = compiled(text.text());
            Object value = compiled.single() == null
                    ? compiled.render(frame, blocks, true)
                    : compiled.single().raw(frame);
            return value instanceof String || value instanceof Secret ? newlines(text.text(), value) : value;
        } catch (Problem problem) {
            if (problem.undefined) {
                return new Undefined(
                        problem.text() + " (at " + Places.locate(text.text(), Math.max(0, problem.at), text.span())
                                + ")",
                        problem.fix);
            }
            throw new DiagnosticException(Places.diagnostic(problem, text.text(), text.span()));
        } finally {
            frame.evaluation.shallower();
        }
    }

    private Compiled compiled(String text) {
        return cached(texts, text, key -> Compiled.of(key, RenderOptions.defaults(), true));
    }

    private Expression parse(String expression) {
        return cached(expressions, expression, key -> {
            if (key.strip().startsWith("{{") || key.strip().startsWith("{%")) {
                throw Problem.at(0, "a condition is an expression already and takes no braces")
                        .fix("write it without `{{ }}`");
            }
            return ExpressionParser.parse(Tokens.read(key, 0, false, null));
        });
    }

    private static <T> T cached(Map<String, T> cache, String key, Function<String, T> make) {
        T known = cache.get(key);
        if (known != null) {
            return known;
        }
        if (cache.size() > CACHE_MAX) {
            cache.clear();
        }
        T made = make.apply(key);
        cache.put(key, made);
        return made;
    }

    /** A rendered text ends with at least as many newlines as its template: block tags and Jinja2 swallow some. */
    private static Object newlines(String template, Object rendered) {
        String text = rendered instanceof Secret secret ? secret.reveal() : (String) rendered;
        int missing = count(template) - count(text);
        String whole = missing > 0 ? text + "\n".repeat(missing) : text;
        return rendered instanceof Secret ? Secret.of(whole) : whole;
    }

    private static int count(String text) {
        int count = 0;
        while (count < text.length() && text.charAt(text.length() - 1 - count) == '\n') {
            count++;
        }
        return count;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
            map.forEach((key, item) -> out.put(key instanceof PyTuple ? Python.repr(key) : key, plain(item)));
            return Collections.unmodifiableMap(out);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> out = new ArrayList<>(list.size());
            list.forEach(item -> out.add(plain(item)));
            return Collections.unmodifiableList(out);
        }
        if (value instanceof Calls.Callable) {
            throw Problem.of("a macro is not a value").fix("call it: add `()`");
        }
        return value;
    }

    private static <T extends @Nullable Object> T guard(String text, Span span, Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem problem) {
            throw new DiagnosticException(Places.diagnostic(problem, text, span));
        } catch (StackOverflowError e) {
            throw new DiagnosticException(Diagnostic.error(span, "the template is nested too deep"));
        }
    }
}
