package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Filters and tests with regular expressions in Python's syntax, as far as Java's means the same. */
final class PatternFilters {

    private static final Pattern REFERENCE = Pattern.compile("\\\\(?:g<(\\w+)>|(\\d{1,2})|(.))", Pattern.DOTALL);

    private PatternFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("regex_escape", (v, a) -> {
            String kind = a.names("re_type").text(0, "re_type", "python");
            if (!kind.equals("python")) {
                throw Problem.of(a.user() + " supports `python` only");
            }
            return TextFilters.string(v, a).replaceAll("[\\]()\\[{}?*+\\-|^$\\\\.&~#\\s]", "\\\\$0");
        });
        table.put("regex_replace", (v, a) -> {
            a.names("pattern", "replacement", "ignorecase", "multiline", "count", "mandatory_count");
            if (a.has(5, "mandatory_count")) {
                throw Problem.of(a.user() + ": `mandatory_count` is not supported");
            }
            Matcher found = matcher(
                    a.text(0, "pattern", ""),
                    Python.text(v),
                    a.flag(2, "ignorecase", false),
                    a.flag(3, "multiline", false),
                    a);
            return replace(found, a.text(1, "replacement", ""), a.number(4, "count", 0), Python.text(v));
        });
        table.put("regex_search", PatternFilters::searchFilter);
        table.put("regex_findall", (v, a) -> {
            a.names("regex", "multiline", "ignorecase");
            Matcher found = matcher(
                    a.text(0, "regex"),
                    Python.text(v),
                    a.flag(2, "ignorecase", false),
                    a.flag(1, "multiline", false),
                    a);
            List<@Nullable Object> out = new ArrayList<>();
            while (found.find()) {
                if (found.groupCount() < 2) {
                    out.add(orEmpty(found.group(found.groupCount())));
                } else {
                    List<@Nullable Object> groups = new ArrayList<>();
                    for (int i = 1; i <= found.groupCount(); i++) {
                        groups.add(orEmpty(found.group(i)));
                    }
                    out.add(new PyTuple(groups));
                }
            }
            return out;
        });
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable Object searchFilter(@Nullable Object value, Args args) {
        for (String name : args.named().keySet()) {
            if (!name.equals("ignorecase") && !name.equals("multiline")) {
                throw Problem.of(args.user() + " has no argument `" + name + "`");
            }
        }
        Matcher found = matcher(
                args.text(0, "regex"),
                Python.text(value),
                args.flag(Integer.MAX_VALUE, "ignorecase", false),
                args.flag(Integer.MAX_VALUE, "multiline", false),
                args);
        boolean hit = found.find();
        if (args.positional().size() == 1) {
            return hit ? found.group() : null;
        }
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 1; i < args.positional().size(); i++) {
            Matcher reference = REFERENCE.matcher(args.text(i, "group"));
            if (!reference.matches() || reference.group(3) != null) {
                throw Problem.of(args.user() + ": a group is named `\\\\1` or `\\\\g<name>`");
            }
            if (hit) {
                out.add(
                        reference.group(1) == null || reference.group(1).matches("\\d+")
                                ? group(
                                        found,
                                        Integer.parseInt(
                                                reference.group(1) == null ? reference.group(2) : reference.group(1)))
                                : named(found, reference.group(1)));
            }
        }
        return hit ? out : null;
    }

    private static @Nullable String group(Matcher found, int number) {
        if (number > found.groupCount()) {
            throw Problem.of("the pattern has no group " + number);
        }
        return found.group(number);
    }

    private static @Nullable String named(Matcher found, String name) {
        try {
            return found.group(name);
        } catch (IllegalArgumentException e) {
            throw Problem.of("the pattern has no group `" + name + "`");
        }
    }

    private static String replace(Matcher found, String by, int count, String text) {
        StringBuilder out = new StringBuilder();
        int end = 0;
        int done = 0;
        while ((count <= 0 || done < count) && found.find()) {
            out.append(text, end, found.start());
            expand(found, by, out);
            end = found.end();
            done++;
            Operators.limited(out.length() > Operators.TEXT_MAX ? out.toString() : "");
        }
        return out.append(text, end, text.length()).toString();
    }

    private static void expand(Matcher found, String by, StringBuilder out) {
        Matcher reference = REFERENCE.matcher(by);
        int end = 0;
        while (reference.find()) {
            out.append(by, end, reference.start());
            end = reference.end();
            if (reference.group(1) != null) {
                out.append(orEmpty(
                        reference.group(1).matches("\\d+")
                                ? group(found, Integer.parseInt(reference.group(1)))
                                : named(found, reference.group(1))));
            } else if (reference.group(2) != null && reference.group(2).startsWith("0")) {
                throw Problem.of("the replacement names a character by its octal number")
                        .fix("the whole match is `\\\\g<0>`");
            } else if (reference.group(2) != null) {
                out.append(orEmpty(group(found, Integer.parseInt(reference.group(2)))));
            } else {
                switch (reference.group(3)) {
                    case "n" -> out.append('\n');
                    case "t" -> out.append('\t');
                    case "r" -> out.append('\r');
                    case "\\" -> out.append('\\');
                    default -> {
                        if (Character.isLetterOrDigit(reference.group(3).charAt(0))) {
                            throw Problem.of("the replacement has an escape that Python refuses: `\\"
                                    + reference.group(3) + "`");
                        }
                        out.append('\\').append(reference.group(3));
                    }
                }
            }
        }
        out.append(by, end, by.length());
    }

    static boolean match(@Nullable Object value, Args args) {
        args.names("pattern", "ignorecase", "multiline");
        return matcher(
                        args.text(0, "pattern", ""),
                        Python.text(value),
                        args.flag(1, "ignorecase", false),
                        args.flag(2, "multiline", false),
                        args)
                .lookingAt();
    }

    static boolean search(@Nullable Object value, Args args) {
        args.names("pattern", "ignorecase", "multiline");
        return matcher(
                        args.text(0, "pattern", ""),
                        Python.text(value),
                        args.flag(1, "ignorecase", false),
                        args.flag(2, "multiline", false),
                        args)
                .find();
    }

    static boolean regex(@Nullable Object value, Args args) {
        args.names("pattern", "ignorecase", "multiline", "match_type");
        String kind = args.text(3, "match_type", "search");
        Matcher found = matcher(
                args.text(0, "pattern", ""),
                Python.text(value),
                args.flag(1, "ignorecase", false),
                args.flag(2, "multiline", false),
                args);
        return switch (kind) {
            case "search" -> found.find();
            case "match" -> found.lookingAt();
            case "fullmatch" -> found.matches();
            default -> throw Problem.of(args.user() + ": `match_type` is search, match or fullmatch");
        };
    }

    private static Matcher matcher(String pattern, String text, boolean ignoreCase, boolean multiline, Args args) {
        int flags = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES;
        flags |= ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        flags |= multiline ? Pattern.MULTILINE : 0;
        try {
            return Pattern.compile(PythonPattern.toJava(pattern), flags)
                    .matcher(new Stepped(text, args.frame().evaluation));
        } catch (PatternSyntaxException e) {
            throw Problem.of(args.user() + ": the pattern is wrong: " + e.getDescription());
        }
    }

    /** Counts the characters a pattern looks at, so that one that tries too many ways is stopped. */
    private record Stepped(String text, Evaluation evaluation) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            evaluation.step();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
