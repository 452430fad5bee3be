package io.pinwright.engine.json;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Span;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON document that knows its place. What it is not throws a {@link DiagnosticException} that names the place.
 *
 * @param path from the document's top: {@code /changes/0/target}
 */
public final class JsonValue {

    private final Span span;
    private final String path;
    private final @Nullable Object value;

    JsonValue(Span span, String path, @Nullable Object value) {
        this.span = span;
        this.path = path;
        this.value = value;
    }

    public Span span() {
        return span;
    }

    public boolean isNull() {
        return value == null;
    }

    public boolean isText() {
        return value instanceof String;
    }

    public String text() {
        return as(String.class, "a text");
    }

    public @Nullable String textOrNull() {
        return isNull() ? null : text();
    }

    public boolean flag() {
        return as(Boolean.class, "true or false");
    }

    /** A whole number. */
    public long number(long min, long max) {
        BigInteger number = as(BigInteger.class, "a whole number");
        if (number.compareTo(BigInteger.valueOf(min)) < 0 || number.compareTo(BigInteger.valueOf(max)) > 0) {
            throw problem("must be " + min + " to " + max + ", but is " + number);
        }
        return number.longValue();
    }

    /** As plain data: maps, lists, texts, numbers, booleans, null. */
    public @Nullable Object plain() {
        if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(item -> plain.add(((JsonValue) item).plain()));
            return plain;
        }
        if (value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> plain = new java.util.LinkedHashMap<>();
            fields().forEach((name, item) -> plain.put(name, item.plain()));
            return plain;
        }
        return value;
    }

    /** The items of a list, each made into something. */
    public <T> List<T> items(Function<JsonValue, T> reader) {
        List<T> items = new ArrayList<>();
        if (!(value instanceof List<?> list)) {
            throw problem("must be a list");
        }
        for (Object item : list) {
            items.add(reader.apply((JsonValue) item));
        }
        return List.copyOf(items);
    }

    public List<String> texts() {
        return items(JsonValue::text);
    }

    /** One constant of an enum, by its name in small letters. */
    public <E extends Enum<E>> E constant(Class<E> type) {
        String name = text();
        for (E constant : type.getEnumConstants()) {
            if (label(constant).equals(name)) {
                return constant;
            }
        }
        throw problem("is `" + name + "`, which is not known here");
    }

    /** The name of a constant as {@link #constant} reads it. */
    public static String label(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Makes an object into something; keys that the reader does not ask for are an error. */
    public <T> T object(Function<JsonFields, T> reader) {
        Map<String, JsonValue> fields = fields();
        JsonFields asked = new JsonFields(this, fields);
        T made;
        try {
            made = reader.apply(asked);
        } catch (IllegalArgumentException e) {
            // The values check themselves: an absolute path, a command with a name.
            throw problem("is not valid: " + e.getMessage());
        }
        asked.requireAllKnown();
        return made;
    }

    /** The fields of an object whose keys may be any. */
    public Map<String, JsonValue> fields() {
        Map<String, JsonValue> fields = new java.util.LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> map)) {
            throw problem("must be an object");
        }
        map.forEach((key, item) -> fields.put((String) key, (JsonValue) item));
        return fields;
    }

    private <T> T as(Class<T> type, String words) {
        if (!type.isInstance(value)) {
            throw problem("must be " + words);
        }
        return type.cast(value);
    }

    /** An error at this value; the text follows its path. */
    public DiagnosticException problem(String text) {
        return new DiagnosticException(Diagnostic.error(span, (path.isEmpty() ? "the document" : path) + " " + text));
    }
}
