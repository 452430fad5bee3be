package io.pinwright.runner.render;

import io.pinwright.engine.json.JsonText;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.template.NotYetKnown;
import io.pinwright.engine.template.TemplateText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON texts of plain values; secrets print as {@code ****}. */
public final class Json {

    private static final Pattern CONTROLS = Pattern.compile("[\\x7f-\\x9f]");

    private Json() {}

    /** One line. */
    public static String compact(@Nullable Object value) {
        return withoutControls(JsonText.compact(plain(value)));
    }

    /** Indented by two, with a line end. */
    public static String pretty(@Nullable Object value) {
        return withoutControls(JsonText.pretty(plain(value))) + "\n";
    }

    /** JSON lets DEL and the C1 controls stand in strings; a terminal may obey them. */
    private static String withoutControls(String json) {
        return CONTROLS.matcher(json)
                .replaceAll(
                        match -> String.format("\\\\u%04x", (int) match.group().charAt(0)));
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof TemplateText text) {
            return text.text();
        }
        if (value instanceof Secret || value instanceof NotYetKnown) {
            return value.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new java.util.LinkedHashMap<>();
            map.forEach((key, item) -> plain.put(String.valueOf(key), plain(item)));
            return plain;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new java.util.ArrayList<>();
            list.forEach(item -> plain.add(plain(item)));
            return plain;
        }
        return value;
    }
}
