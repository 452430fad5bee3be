package io.pinwright.engine.saved;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.json.JsonValue;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arguments as JSON with their own types. What JSON has no type for is an object with one key that begins with {@code $}: a file
 * of the controller with its content, and a number of which it counts how it was written ({@code 0o644}). A key that begins so
 * by itself gets another {@code $}.
 */
final class ArgumentJson {

    private static final String FILE = "$file";
    private static final String NUMBER = "$number";

    private ArgumentJson() {}

    static @Nullable Object write(ArgumentValue argument) {
        Object value = argument.value();
        if (value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            argument.entries().forEach((name, item) -> out.put(name.startsWith("$") ? "$" + name : name, write(item)));
            return out;
        }
        if (value instanceof List<?>) {
            List<@Nullable Object> out = new ArrayList<>();
            argument.items().forEach(item -> out.add(write(item)));
            return out;
        }
        if (value instanceof ControllerFile file) {
            return Map.of(
                    FILE,
                    Map.of(
                            "path",
                            file.path(),
                            "base64",
                            Base64.getEncoder().encodeToString(file.content().toArray())));
        }
        if (value instanceof Long number) {
            String written = word(argument.span());
            return written.matches("0o?[0-7]+") && !written.equals(number.toString())
                    ? Map.of(NUMBER, number, "written", written)
                    : number;
        }
        return value;
    }

    /** The word that stands at a place: a module may read a number by how it was written. */
    private static String word(Span span) {
        String line = span.source().line(span.line());
        int start = span.column() - 1;
        return start >= line.length() ? "" : line.substring(start).split("[\\s,}\\]]", 2)[0];
    }

    /** @param place where messages say that the arguments stand */
    static ArgumentValue read(JsonValue json, Span place) {
        return read(json.plain(), json, place);
    }

    private static ArgumentValue read(@Nullable Object plain, JsonValue json, Span place) {
        if (plain instanceof Map<?, ?> map) {
            if (map.containsKey(FILE)) {
                return new ArgumentValue(file(json), place);
            }
            if (map.containsKey(NUMBER)) {
                return json.object(in -> {
                    Source written =
                            new Source(place.source().name(), in.get("written").text());
                    return new ArgumentValue(
                            in.get(NUMBER).number(Long.MIN_VALUE, Long.MAX_VALUE), Span.startOf(written));
                });
            }
            Map<String, ArgumentValue> entries = new LinkedHashMap<>();
            json.fields()
                    .forEach((name, item) ->
                            entries.put(name.startsWith("$$") ? name.substring(1) : name, read(item, place)));
            return new ArgumentValue(entries, place);
        }
        if (plain instanceof List<?>) {
            return new ArgumentValue(json.items(item -> read(item, place)), place);
        }
        if (plain instanceof BigInteger number) {
            return new ArgumentValue(number.bitLength() < Long.SIZE ? (Object) number.longValue() : number, place);
        }
        return new ArgumentValue(plain instanceof BigDecimal number ? (Object) number.doubleValue() : plain, place);
    }

    private static ControllerFile file(JsonValue json) {
        return json.object(in -> in.get(FILE)
                .object(file -> new ControllerFile(
                        file.get("path").text(),
                        Bytes.copyOf(
                                Base64.getDecoder().decode(file.get("base64").text())))));
    }
}
