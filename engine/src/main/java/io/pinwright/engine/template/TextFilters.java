package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that make texts of texts. */
final class TextFilters {

    private TextFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("upper", (v, a) -> text(v, a.names()).toUpperCase(Locale.ROOT));
        table.put("lower", (v, a) -> text(v, a.names()).toLowerCase(Locale.ROOT));
        table.put("capitalize", (v, a) -> Methods.capitalize(text(v, a.names())));
        table.put("title", (v, a) -> title(text(v, a.names())));
        table.put("trim", (v, a) -> {
            Object chars = a.names("chars").get(0, "chars", null);
            return StringMethods.strip(text(v, a), chars == null ? null : Python.text(chars), true, true);
        });
        table.put("string", (v, a) -> text(v, a.names()));
        table.put("replace", (v, a) -> {
            a.names("old", "new", "count");
            Object count = a.get(2, "count", null);
            return StringMethods.replace(
                    text(v, a),
                    Python.text(a.need(0, "old")),
                    Python.text(a.need(1, "new")),
                    count == null ? -1 : a.number(2, "count"));
        });
        table.put(
                "center",
                (v, a) -> StringMethods.call(
                        text(v, a),
                        "center",
                        new Args(
                                a.user(),
                                List.of((Object) (long) a.names("width").number(0, "width", 80)),
                                Map.of(),
                                a.frame())));
        table.put("indent", TextFilters::indent);
        table.put("truncate", TextFilters::truncate);
        table.put(
                "wordcount",
                (v, a) -> (long) text(v, a.names())
                                .replaceAll("(?U)[^\\w]+", " ")
                                .strip()
                                .split("(?U)\\s+")
                                .length
                        - (text(v, a).replaceAll("(?U)[^\\w]+", "").isEmpty() ? 1 : 0));
        table.put("format", (v, a) -> {
            if (!a.named().isEmpty()) {
                if (!a.positional().isEmpty()) {
                    throw Problem.of(a.user() + " takes values with names or without, not both");
                }
                return Format.percent(text(v, a), a.named());
            }
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < a.positional().size(); i++) {
                values.add(a.get(i, "", null));
            }
            return Format.percent(text(v, a), new PyTuple(values));
        });
        table.put("join", TextFilters::join);
        table.put("split", (v, a) -> {
            a.names("sep", "maxsplit");
            Object separator = a.get(0, "sep", null);
            return StringMethods.split(
                    string(v, a), separator == null ? null : a.text(0, "sep"), a.number(1, "maxsplit", -1), false);
        });
        table.put("splitlines", (v, a) -> StringMethods.lines(string(v, a), false));
        table.put("quote", (v, a) -> quote(v == null ? "" : text(v, a.names())));
        table.put("b64encode", (v, a) -> {
            utf8(a);
            return java.util.Base64.getEncoder().encodeToString(text(v, a).getBytes(StandardCharsets.UTF_8));
        });
        table.put("b64decode", (v, a) -> {
            utf8(a);
            try {
                byte[] bytes = java.util.Base64.getMimeDecoder().decode(text(v, a));
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(java.nio.ByteBuffer.wrap(bytes))
                        .toString();
            } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
                throw Problem.of(a.user() + " needs base64 of a UTF-8 text");
            }
        });
        table.put("urlencode", TextFilters::urlencode);
        table.put("urldecode", (v, a) -> {
            try {
                return java.net.URLDecoder.decode(text(v, a.names()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw Problem.of(a.user() + ": `%` needs two hex digits behind it");
            }
        });
        Hashes.register(table);
        Paths.register(table);
    }

    private static void utf8(Args args) {
        String encoding = args.names("encoding").text(0, "encoding", "utf-8");
        if (!encoding.equalsIgnoreCase("utf-8") && !encoding.equalsIgnoreCase("utf8")) {
            throw Problem.of(args.user() + " supports the encoding utf-8 only");
        }
    }

    /** The text of any value, as Python prints it. */
    static String text(@Nullable Object value, Args args) {
        return Python.text(value);
    }

    /** A value that must be a string. */
    static String string(@Nullable Object value, Args args) {
        if (value instanceof String s) {
            return s;
        }
        throw Problem.of(args.user() + " needs a string, but got " + Python.type(value))
                .fix("write `| string` before it");
    }

    /** Jinja2's own title: words begin after blanks and {@code - ( { [ <}. */
    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (int c : text.codePoints().toArray()) {
            boolean separator = Character.isWhitespace(c) || "-({[<".indexOf(c) >= 0;
            out.appendCodePoint(separator ? c : first ? Character.toUpperCase(c) : Character.toLowerCase(c));
            first = separator;
        }
        return out.toString();
    }

    private static Object join(@Nullable Object value, Args args) {
        args.names("d", "attribute");
        String separator = Python.text(args.get(0, "d", ""));
        Object attribute = args.get(1, "attribute", null);
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Object item : Python.iterate(value, args.user())) {
            if (!first) {
                out.append(separator);
            }
            first = false;
            Object one = attribute == null ? item : SelectFilters.attribute(item, attribute, args);
            if (one instanceof Undefined u) {
                throw u.problem();
            }
            out.append(one instanceof Secret s ? s.reveal() : Python.text(one));
            Operators.limited(out.length() > Operators.TEXT_MAX ? out.toString() : "");
        }
        return out.toString();
    }

    private static Object indent(@Nullable Object value, Args args) {
        args.names("width", "first", "blank");
        Object width = args.get(0, "width", 4L);
        String by = width instanceof String s ? s : " ".repeat(Math.max(0, Math.min(1000, args.number(0, "width", 4))));
        boolean first = args.flag(1, "first", false);
        boolean blank = args.flag(2, "blank", false);
        String text = string(value, args);
        List<@Nullable Object> lines = StringMethods.lines(text + "\n", false);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = Python.text(lines.get(i));
            if (i > 0) {
                out.append('\n');
                out.append(blank || !line.isEmpty() ? by : "");
            } else if (first) {
                out.append(by);
            }
            out.append(line);
        }
        return Operators.limited(out.toString());
    }

    private static Object truncate(@Nullable Object value, Args args) {
        args.names("length", "killwords", "end", "leeway");
        int length = args.number(0, "length", 255);
        String end = args.text(2, "end", "...");
        Object leeway = args.get(3, "leeway", null);
        int slack = leeway == null ? 5 : args.number(3, "leeway");
        String text = string(value, args);
        int[] points = text.codePoints().toArray();
        if (points.length <= length + slack) {
            return text;
        }
        int keep = length - end.codePointCount(0, end.length());
        if (keep < 0 || slack < 0) {
            throw Problem.of(args.user() + ": the length must be at least that of the ending");
        }
        String head = new String(points, 0, Math.min(keep, points.length));
        if (args.flag(1, "killwords", false)) {
            return head + end;
        }
        int blank = head.lastIndexOf(' ');
        return (blank < 0 ? head : head.substring(0, blank)) + end;
    }

    static String quote(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }

    private static Object urlencode(@Nullable Object value, Args args) {
        args.names();
        if (value instanceof Map<?, ?> map) {
            return String.join(
                    "&",
                    map.entrySet().stream()
                            .map(entry -> percent(Python.text(entry.getKey()), "") + "="
                                    + percent(Python.text(entry.getValue()), ""))
                            .toList());
        }
        if (value instanceof List<?>) {
            throw Problem.of(args.user() + " of a list is not supported").fix("give it a dict or a string");
        }
        return percent(Python.text(value), "/");
    }

    private static String percent(String text, String safe) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || safe.indexOf(c) >= 0)) {
                out.append(c);
            } else if (c == ' ' && safe.isEmpty()) {
                out.append('+');
            } else {
                out.append(String.format("%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
