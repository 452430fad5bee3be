package io.pinwright.runner.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
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

    /** Made on first use: loading Jackson costs a quarter of a second of start-up. */
    private static final class Mappers {
        static final ObjectMapper COMPACT = new ObjectMapper()
                .registerModule(new SimpleModule()
                        .addSerializer(Secret.class, new ToStringSerializer(Secret.class))
                        .addSerializer(TemplateText.class, new ToStringSerializer(TemplateText.class))
                        .addSerializer(NotYetKnown.class, new ToStringSerializer(NotYetKnown.class)));
        static final ObjectMapper PRETTY = COMPACT.copy().enable(SerializationFeature.INDENT_OUTPUT);
    }

    /** One line. */
    public static String compact(@Nullable Object value) {
        return write(Mappers.COMPACT, value);
    }

    /** Indented by two, with a line end. */
    public static String pretty(@Nullable Object value) {
        return write(Mappers.PRETTY, value) + "\n";
    }

    private static String write(ObjectMapper mapper, @Nullable Object value) {
        try {
            return withoutControls(mapper.writeValueAsString(plain(value)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result that is not plain data: " + e.getMessage(), e);
        }
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
