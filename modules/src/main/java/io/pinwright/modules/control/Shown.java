package io.pinwright.modules.control;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as debug prints them: texts bare at the top, collections as in JSON. */
final class Shown {

    private Shown() {}

    static String of(@Nullable Object value) {
        return value instanceof String text ? text : nested(value);
    }

    private static String nested(@Nullable Object value) {
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> nested(String.valueOf(entry.getKey())) + ": " + nested(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Shown::nested).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }

    /** As JSON has it: control characters must not reach a terminal. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' || c == 0x7f ? String.format("\\u%04x", c) : String.valueOf((char) c));
            }
        });
        return out.append('"').toString();
    }
}
