package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Methods of Python's {@code str}. */
final class StringMethods {

    /** There is no such method. */
    static final Object NONE = new Object();

    private StringMethods() {}

    static @Nullable Object call(String text, String name, Args args) {
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> Methods.capitalize(text);
            case "title" -> Methods.title(text);
            case "swapcase" -> swapcase(text);
            case "strip" -> strip(text, chars(args), true, true);
            case "lstrip" -> strip(text, chars(args), true, false);
            case "rstrip" -> strip(text, chars(args), false, true);
            case "startswith" -> anyOf(args).stream().anyMatch(text::startsWith);
            case "endswith" -> anyOf(args).stream().anyMatch(text::endsWith);
            case "split" -> split(text, args, false);
            case "rsplit" -> split(text, args, true);
            case "splitlines" -> lines(text, args.flag(0, "keepends", false));
            case "join" -> join(text, args);
            case "replace" -> replace(text, args.text(0, "old"), args.text(1, "new"), args.number(2, "count", -1));
            case "find" -> codePoints(text, text.indexOf(args.text(0, "sub")), args);
            case "rfind" -> codePoints(text, text.lastIndexOf(args.text(0, "sub")), args);
            case "index" -> {
                if (!text.contains(args.text(0, "sub"))) {
                    throw Problem.of("the string has no such part, so `index` finds nothing");
                }
                yield codePoints(text, text.indexOf(args.text(0, "sub")), args);
            }
            case "count" -> count(text, args.names("sub").text(0, "sub"));
            case "isdigit" -> all(text, Character::isDigit);
            case "isalpha" -> all(text, Character::isLetter);
            case "isalnum" -> all(text, Character::isLetterOrDigit);
            case "isspace" -> all(text, Character::isWhitespace);
            case "isupper" ->
                !text.toUpperCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))
                        && text.equals(text.toUpperCase(Locale.ROOT));
            case "islower" ->
                !text.toUpperCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))
                        && text.equals(text.toLowerCase(Locale.ROOT));
            case "zfill" -> zfill(text, args.number(0, "width"));
            case "ljust" -> text + fill(text, args);
            case "rjust" -> fill(text, args) + text;
            case "center" -> center(text, args);
            case "partition" -> partition(text, args.text(0, "sep"), false);
            case "rpartition" -> partition(text, args.text(0, "sep"), true);
            case "removeprefix" ->
                text.startsWith(args.text(0, "prefix"))
                        ? text.substring(args.text(0, "prefix").length())
                        : text;
            case "removesuffix" ->
                text.endsWith(args.text(0, "suffix"))
                        ? text.substring(
                                0, text.length() - args.text(0, "suffix").length())
                        : text;
            case "format" -> Braces.format(text, args);
            default -> NONE;
        };
    }

    private static @Nullable String chars(Args args) {
        Object chars = args.names("chars").get(0, "chars", null);
        return chars == null ? null : args.text(0, "chars");
    }

    private static List<String> anyOf(Args args) {
        if (args.names("prefix").need(0, "prefix") instanceof PyTuple tuple) {
            return tuple.stream().map(Python::text).toList();
        }
        return List.of(args.text(0, "prefix"));
    }

    private static String swapcase(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> out.appendCodePoint(
                        Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c)));
        return out.toString();
    }

    static String strip(String text, @Nullable String chars, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && in(text.charAt(from), chars)) {
            from++;
        }
        while (right && to > from && in(text.charAt(to - 1), chars)) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean in(char c, @Nullable String chars) {
        return chars == null ? Character.isWhitespace(c) || c == '\u00a0' || c == '\u0085' : chars.indexOf(c) >= 0;
    }

    private static List<@Nullable Object> split(String text, Args args, boolean fromRight) {
        args.names("sep", "maxsplit");
        int max = args.number(1, "maxsplit", -1);
        return split(text, args.get(0, "sep", null) == null ? null : args.text(0, "sep"), max, fromRight);
    }

    static List<@Nullable Object> split(String text, @Nullable String separator, int max, boolean fromRight) {
        if (separator != null && separator.isEmpty()) {
            throw Problem.of("`split` needs a separator that is not empty");
        }
        List<@Nullable Object> out = new ArrayList<>();
        if (separator == null) {
            String rest = strip(text, null, !fromRight, fromRight);
            while (!rest.isEmpty()) {
                int at = max >= 0 && out.size() == max ? -1 : fromRight ? lastSpace(rest) : firstSpace(rest);
                if (at < 0) {
                    out.add(rest);
                    break;
                }
                out.add(fromRight ? rest.substring(at + 1) : rest.substring(0, at));
                rest = fromRight
                        ? strip(rest.substring(0, at), null, false, true)
                        : strip(rest.substring(at), null, true, false);
            }
        } else {
            String rest = text;
            while (true) {
                int at = max >= 0 && out.size() == max
                        ? -1
                        : fromRight ? rest.lastIndexOf(separator) : rest.indexOf(separator);
                if (at < 0) {
                    out.add(rest);
                    break;
                }
                out.add(fromRight ? rest.substring(at + separator.length()) : rest.substring(0, at));
                rest = fromRight ? rest.substring(0, at) : rest.substring(at + separator.length());
            }
        }
        if (fromRight) {
            java.util.Collections.reverse(out);
        }
        return Operators.limited(out);
    }

    private static int firstSpace(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (in(text.charAt(i), null)) {
                return i;
            }
        }
        return -1;
    }

    private static int lastSpace(String text) {
        for (int i = text.length() - 1; i >= 0; i--) {
            if (in(text.charAt(i), null)) {
                return i;
            }
        }
        return -1;
    }

    static List<@Nullable Object> lines(String text, boolean keepEnds) {
        List<@Nullable Object> out = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n'
                    || c == '\r'
                    || c == '\u000b'
                    || c == '\f'
                    || c >= 0x1c && c <= 0x1e
                    || c == 0x85
                    || c == 0x2028
                    || c == 0x2029) {
                int end = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
                out.add(text.substring(from, keepEnds ? end : i));
                from = end;
                i = end - 1;
            }
        }
        if (from < text.length()) {
            out.add(text.substring(from));
        }
        return out;
    }

    private static String join(String separator, Args args) {
        List<String> parts = new ArrayList<>();
        for (Object item : Python.iterate(args.names("items").need(0, "items"), args.user())) {
            if (!(item instanceof String s)) {
                throw Problem.of("method `join` needs strings, but got " + Python.type(item))
                        .fix("use the filter: `list | join('" + "...')`");
            }
            parts.add(s);
        }
        return Operators.limited(String.join(separator, parts));
    }

    static String replace(String text, String old, String by, int count) {
        if (count < 0 && !old.isEmpty()) {
            return Operators.limited(text.replace(old, by));
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        int done = 0;
        while (count < 0 || done < count) {
            int at = text.indexOf(old, from);
            if (at < 0) {
                break;
            }
            out.append(text, from, at).append(by);
            done++;
            from = at + old.length();
            if (old.isEmpty()) {
                if (at >= text.length()) {
                    return Operators.limited(out.toString());
                }
                out.append(text.charAt(at));
                from = at + 1;
            }
        }
        return Operators.limited(
                out.append(text.substring(Math.min(from, text.length()))).toString());
    }

    private static long codePoints(String text, int at, Args args) {
        args.names("sub");
        return at < 0 ? -1L : text.codePointCount(0, at);
    }

    static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1L;
        }
        long count = 0;
        for (int i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + part.length())) {
            count++;
        }
        return count;
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    private static String zfill(String text, int width) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String zeros =
                "0".repeat(Math.max(0, Math.min(width, Operators.TEXT_MAX) - text.codePointCount(0, text.length())));
        return signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
    }

    private static String fill(String text, Args args) {
        String by = args.names("width", "fillchar").text(1, "fillchar", " ");
        if (by.codePointCount(0, by.length()) != 1) {
            throw Problem.of(args.user() + " needs one character to fill with");
        }
        int missing = Math.min(args.number(0, "width"), Operators.TEXT_MAX) - text.codePointCount(0, text.length());
        return by.repeat(Math.max(0, missing));
    }

    private static String center(String text, Args args) {
        String all = fill(text, args);
        String by = args.text(1, "fillchar", " ");
        int missing = all.length() / by.length();
        int width = args.number(0, "width");
        int left = missing / 2 + (missing & width & 1);
        return by.repeat(left) + text + by.repeat(missing - left);
    }

    private static List<@Nullable Object> partition(String text, String separator, boolean last) {
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return new PyTuple(last ? Arrays.asList("", "", text) : Arrays.asList(text, "", ""));
        }
        return new PyTuple(Arrays.asList(text.substring(0, at), separator, text.substring(at + separator.length())));
    }
}
