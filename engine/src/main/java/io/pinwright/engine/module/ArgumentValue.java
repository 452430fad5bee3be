package io.pinwright.engine.module;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Span;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An argument as the playbook gives it, after templating, with its place.
 *
 * @param value null, Boolean, Long, Double, java.math.BigInteger, String, {@link io.pinwright.engine.source.Secret}, a
 *     {@code List<ArgumentValue>}, a {@code Map<String, ArgumentValue>}, or {@link #PENDING}
 * @param span where it stands in the playbook
 */
public record ArgumentValue(@Nullable Object value, Span span) {

    /** Stands for a value that is not known before the run: a template, while files are checked. */
    public static final Object PENDING = new Object() {
        @Override
        public String toString() {
            return "(known at run time)";
        }
    };

    /** Wraps plain Java lists, maps and scalars; every nested value gets the same place. */
    public static ArgumentValue of(@Nullable Object plain, Span span) {
        if (plain instanceof List<?> list) {
            List<ArgumentValue> items = new ArrayList<>();
            list.forEach(item -> items.add(of(item, span)));
            return new ArgumentValue(items, span);
        }
        if (plain instanceof Map<?, ?> map) {
            Map<String, ArgumentValue> entries = new LinkedHashMap<>();
            map.forEach((key, item) -> entries.put(String.valueOf(key), of(item, span)));
            return new ArgumentValue(entries, span);
        }
        return new ArgumentValue(plain, span);
    }

    public boolean isPending() {
        return value == PENDING;
    }

    /** Whether this or anything in it is pending. */
    public boolean hasPending() {
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(item -> ((ArgumentValue) item).hasPending());
        }
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(item -> ((ArgumentValue) item).hasPending());
        }
        return isPending();
    }

    /** Whether another one has the same values, of the same types and in the same order; places do not count. */
    public boolean isSameAs(ArgumentValue other) {
        if (value instanceof List<?>) {
            Iterator<ArgumentValue> theirs = other.items().iterator();
            return other.value instanceof List<?>
                    && items().size() == other.items().size()
                    && items().stream().allMatch(item -> item.isSameAs(theirs.next()));
        }
        if (value instanceof Map<?, ?>) {
            Iterator<Map.Entry<String, ArgumentValue>> theirs =
                    other.entries().entrySet().iterator();
            return other.value instanceof Map<?, ?>
                    && entries().size() == other.entries().size()
                    && entries().entrySet().stream().allMatch(entry -> {
                        Map.Entry<String, ArgumentValue> their = theirs.next();
                        return entry.getKey().equals(their.getKey())
                                && entry.getValue().isSameAs(their.getValue());
                    });
        }
        return Objects.equals(value, other.value);
    }

    /** The items, when this is a list. */
    @SuppressWarnings("unchecked")
    public List<ArgumentValue> items() {
        return value instanceof List<?> ? (List<ArgumentValue>) value : List.of();
    }

    /** The entries, when this is a mapping. */
    @SuppressWarnings("unchecked")
    public Map<String, ArgumentValue> entries() {
        return value instanceof Map<?, ?> ? (Map<String, ArgumentValue>) value : Map.of();
    }

    /** The value without places: plain lists, maps and scalars. */
    public @Nullable Object plain() {
        if (value instanceof List<?>) {
            List<@Nullable Object> plain = new ArrayList<>();
            items().forEach(item -> plain.add(item.plain()));
            return plain;
        }
        if (value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            entries().forEach((key, item) -> plain.put(key, item.plain()));
            return plain;
        }
        return value;
    }

    /** How a message shows the value: strings in quotes, the kind of a collection. */
    public String shown() {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return "\"" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "\"";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        return value instanceof Map<?, ?> ? "a mapping" : value.toString();
    }

    /** A problem with this argument, at its place. */
    public DiagnosticException problem(String message, @Nullable String why, @Nullable String fix) {
        Diagnostic diagnostic = Diagnostic.error(span, message);
        if (why != null) {
            diagnostic = diagnostic.why(why);
        }
        return new DiagnosticException(fix == null ? diagnostic : diagnostic.fix(fix));
    }
}
