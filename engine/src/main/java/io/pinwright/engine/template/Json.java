package io.pinwright.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON as Python's json module prints and reads it. */
final class Json {

    private static final int DEPTH_MAX = 100;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** @param indent negative for all in one line */
    static String print(@Nullable Object value, int indent, boolean sortKeys, boolean ascii) {
        StringBuilder out = new StringBuilder();
        print(out, value, Math.min(indent, 100), sortKeys, ascii, 0);
        return Operators.limited(out.toString());
    }

    private static void print(
            StringBuilder out, @Nullable Object value, int indent, boolean sortKeys, boolean ascii, int depth) {
        if (depth > DEPTH_MAX) {
            throw Problem.of("the value is nested deeper than " + DEPTH_MAX + " levels");
        }
        if (value == null) {
            out.append("null");
        } else if (value instanceof Boolean || value instanceof Long || value instanceof BigInteger) {
            out.append(value);
        } else if (value instanceof Double d) {
            out.append(d.isNaN() ? "NaN" : d.isInfinite() ? (d > 0 ? "Infinity" : "-Infinity") : Repr.real(d));
        } else if (value instanceof String s) {
            quote(out, s, ascii);
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object item : list) {
                out.append(separator);
                line(out, indent, depth + 1);
                print(out, item, indent, sortKeys, ascii, depth + 1);
                separator = indent < 0 ? ", " : ",";
            }
            if (list.isEmpty()) {
                out.append('[');
            } else {
                line(out, indent, depth);
            }
            out.append(']');
        } else if (value instanceof Map<?, ?> map) {
            List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
            if (sortKeys) {
                entries.sort((a, b) -> Python.order(a.getKey(), b.getKey(), "sort_keys"));
            }
            String separator = "{";
            for (Map.Entry<?, ?> entry : entries) {
                out.append(separator);
                line(out, indent, depth + 1);
                quote(out, key(entry.getKey()), ascii);
                out.append(": ");
                print(out, entry.getValue(), indent, sortKeys, ascii, depth + 1);
                separator = indent < 0 ? ", " : ",";
            }
            if (map.isEmpty()) {
                out.append('{');
            } else {
                line(out, indent, depth);
            }
            out.append('}');
        } else {
            throw Problem.of(Python.type(value) + " has no form in JSON");
        }
    }

    private static String key(@Nullable Object key) {
        if (key instanceof String s) {
            return s;
        }
        if (key == null || key instanceof Boolean) {
            return String.valueOf(key);
        }
        if (key instanceof Number) {
            return Python.text(key);
        }
        throw Problem.of(Python.type(key) + " cannot be a key in JSON");
    }

    private static void line(StringBuilder out, int indent, int depth) {
        if (indent >= 0) {
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }

    private static void quote(StringBuilder out, String text, boolean ascii) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || ascii && c > '~') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    static @Nullable Object parse(String text, Args args) {
        Json json = new Json(text);
        try {
            Object value = json.value(0);
            json.blanks();
            if (json.at < text.length()) {
                throw json.wrong();
            }
            return value;
        } catch (IndexOutOfBoundsException e) {
            throw Problem.of(args.user() + ": the JSON ends too early");
        }
    }

    private Problem wrong() {
        return Problem.of("the JSON is wrong at character " + (at + 1));
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private @Nullable Object value(int depth) {
        if (depth > DEPTH_MAX) {
            throw Problem.of("the JSON is nested deeper than " + DEPTH_MAX + " levels");
        }
        blanks();
        char c = text.charAt(at);
        if (c == '{') {
            return object(depth);
        }
        if (c == '[') {
            at++;
            List<@Nullable Object> out = new ArrayList<>();
            blanks();
            if (text.charAt(at) == ']') {
                at++;
                return out;
            }
            while (true) {
                out.add(value(depth + 1));
                blanks();
                if (text.charAt(at) == ']') {
                    at++;
                    return out;
                }
                expect(',');
            }
        }
        if (c == '"') {
            return string();
        }
        for (Map.Entry<String, @Nullable Object> word : WORDS.entrySet()) {
            if (text.startsWith(word.getKey(), at)) {
                at += word.getKey().length();
                return word.getValue();
            }
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong();
        }
        at = number.end();
        if (number.group(2) != null || number.group(3) != null) {
            return Double.valueOf(number.group());
        }
        if (number.group().length() > 1000) {
            throw Problem.of("a number in the JSON has more than 1000 digits");
        }
        return Python.integer(new BigInteger(number.group()));
    }

    private static final Map<String, @Nullable Object> WORDS = words();

    private static Map<String, @Nullable Object> words() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("true", true);
        out.put("false", false);
        out.put("null", null);
        out.put("NaN", Double.NaN);
        out.put("Infinity", Double.POSITIVE_INFINITY);
        out.put("-Infinity", Double.NEGATIVE_INFINITY);
        return out;
    }

    private Object object(int depth) {
        at++;
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        blanks();
        if (text.charAt(at) == '}') {
            at++;
            return out;
        }
        while (true) {
            blanks();
            String key = string();
            blanks();
            expect(':');
            out.put(key, value(depth + 1));
            blanks();
            if (text.charAt(at) == '}') {
                at++;
                return out;
            }
            expect(',');
        }
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw wrong();
        }
        at++;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong();
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char e = text.charAt(at++);
            int simple = "\"\\/bfnrt".indexOf(e);
            if (simple >= 0) {
                out.append("\"\\/\b\f\n\r\t".charAt(simple));
            } else if (e == 'u' && text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
                out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                at += 4;
            } else {
                throw wrong();
            }
        }
        at++;
        return out.toString();
    }
}
