package io.pinwright.engine.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON texts of plain values (maps, collections, texts, numbers, booleans, null), and values of JSON texts. */
public final class JsonText {

    private static final int DEPTH_MAX = 100;

    private static final int TEXT_CHARS_MAX = 64 << 20;

    private JsonText() {}

    /** Made on first use, for few runs need JSON at all. */
    private static final class Factory {
        static final JsonFactory JSON = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxStringLength(TEXT_CHARS_MAX)
                        .build())
                .build();
    }

    /** One line, keys sorted: equal values are equal texts. */
    public static String canonical(@Nullable Object value) {
        return write(value, true, false);
    }

    /** One line, keys in the order of the maps. */
    public static String compact(@Nullable Object value) {
        return write(value, false, false);
    }

    /** Indented by two, keys in the order of the maps; no line end. */
    public static String pretty(@Nullable Object value) {
        return write(value, false, true);
    }

    private static String write(@Nullable Object value, boolean sorted, boolean indented) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Factory.JSON.createGenerator(text)) {
            if (indented) {
                out.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(out, value, sorted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, @Nullable Object value, boolean sorted) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            Map<String, @Nullable Object> fields = sorted ? new TreeMap<>() : new LinkedHashMap<>();
            map.forEach((key, item) -> fields.put(String.valueOf(key), item));
            for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
                out.writeFieldName(field.getKey());
                write(out, field.getValue(), sorted);
            }
            out.writeEndObject();
        } else if (value instanceof Collection<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                write(out, item, sorted);
            }
            out.writeEndArray();
        } else if (value instanceof CharSequence text) {
            out.writeString(text.toString());
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Enum<?> constant) {
            out.writeString(constant.name());
        } else {
            number(out, value);
        }
    }

    private static void number(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof Float number) {
            out.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            out.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(number);
        } else {
            throw new IllegalStateException(
                    "not plain data: " + value.getClass().getName());
        }
    }

    /**
     * The value of a text that is one JSON document.
     *
     * @throws DiagnosticException when it is not
     */
    public static JsonValue parse(Source source) {
        return parse(source, 1, source.text());
    }

    /**
     * The value of a text that stands in a source.
     *
     * @param line of the source in which the text begins, from 1
     * @throws DiagnosticException when it is not one JSON document
     */
    public static JsonValue parse(Source source, int line, String text) {
        try (JsonParser in = Factory.JSON.createParser(text)) {
            in.nextToken();
            JsonValue value = value(in, source, line, "");
            if (in.nextToken() != null) {
                throw new DiagnosticException(Diagnostic.error(
                        span(source, line, in.currentTokenLocation()), "the document has ended, but more follows"));
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new DiagnosticException(Diagnostic.error(
                    span(source, line, e.getLocation()), "this is not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Span span(Source source, int line, @Nullable JsonLocation location) {
        return location == null
                ? new Span(source, line, 1)
                : new Span(source, line - 1 + Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static JsonValue value(JsonParser in, Source source, int line, String path) throws IOException {
        JsonToken token = in.currentToken();
        Span span = span(source, line, in.currentTokenLocation());
        if (token == null) {
            throw new DiagnosticException(Diagnostic.error(span, "this is not JSON: there is nothing"));
        }
        return new JsonValue(
                span,
                path,
                switch (token) {
                    case START_OBJECT -> {
                        Map<String, JsonValue> fields = new LinkedHashMap<>();
                        while (in.nextToken() != JsonToken.END_OBJECT) {
                            String name = in.currentName();
                            in.nextToken();
                            fields.put(name, value(in, source, line, path + "/" + name));
                        }
                        yield fields;
                    }
                    case START_ARRAY -> {
                        List<JsonValue> items = new ArrayList<>();
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            items.add(value(in, source, line, path + "/" + items.size()));
                        }
                        yield items;
                    }
                    case VALUE_STRING -> in.getText();
                    case VALUE_NUMBER_INT -> in.getBigIntegerValue();
                    case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    case VALUE_NULL -> null;
                    default -> throw new IllegalStateException("a token of no JSON: " + token);
                });
    }
}
