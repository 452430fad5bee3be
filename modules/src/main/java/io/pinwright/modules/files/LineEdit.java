package io.pinwright.modules.files;

import io.pinwright.engine.host.HostProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lineinfile does to a text, by Ansible's rules for where a line goes. A pattern is searched in each line without its end.
 * Lines that are not meant keep their bytes, a missing line end behind the last one included.
 *
 * @param line empty only when lines are taken away
 * @param lines which lines are meant; empty for those equal to {@code line}
 * @param place where a line goes that no line stands for yet
 * @param firstMatch whether the first match counts instead of the last
 * @param backReferences whether {@code \1} in the line stands for a group of the pattern
 */
record LineEdit(
        Optional<String> line,
        Optional<Wanted> lines,
        boolean present,
        Place place,
        boolean firstMatch,
        boolean backReferences) {

    /** Lines by pattern, or by a text in them. */
    record Wanted(Pattern pattern) {
        static Wanted containing(String text) {
            return new Wanted(Pattern.compile(Pattern.quote(text)));
        }

        boolean isIn(String line) {
            return pattern.matcher(line).find();
        }
    }

    /**
     * Where a new line goes.
     *
     * @param pattern of the line before or after it; empty for the end or beginning of the file
     */
    record Place(boolean after, Optional<Pattern> pattern) {
        static final Place END = new Place(true, Optional.empty());
        static final Place BEGINNING = new Place(false, Optional.empty());
    }

    /** The text as wished. */
    String applied(String path, String text) {
        if (!present) {
            return without(text);
        }
        String once = with(text);
        if (!with(once).equals(once)) {
            throw new HostProblem(
                    "each run would change another line of " + path,
                    "several lines match and the new line does not: make the regular expression match the new line, too");
        }
        return once;
    }

    private String with(String text) {
        List<String> all = lines(text);
        String wanted = line.orElseThrow();
        int at = lines.map(meant -> index(all, meant::isIn)).orElse(-1);
        if (at >= 0) {
            String old = all.get(at);
            String replaced = backReferences
                    ? expanded(wanted, lines.orElseThrow().pattern().matcher(bare(old)))
                    : wanted;
            all.set(at, replaced + lineEnd(old));
            return String.join("", all);
        }
        // Without a match there is nothing for the groups to stand for.
        if (backReferences || all.stream().anyMatch(found -> bare(found).equals(wanted))) {
            return text;
        }
        int position = position(all);
        String end = end(all, position);
        if (position > 0 && lineEnd(all.get(position - 1)).isEmpty()) {
            all.set(position - 1, all.get(position - 1) + end);
        }
        all.add(position, wanted + end);
        return String.join("", all);
    }

    private int position(List<String> all) {
        if (place.pattern().isEmpty()) {
            return place.after() ? all.size() : 0;
        }
        int match = index(all, found -> place.pattern().get().matcher(found).find());
        return match < 0 ? all.size() : place.after() ? match + 1 : match;
    }

    /** The line end that the lines around have. */
    private static String end(List<String> all, int position) {
        for (int i = Math.min(position, all.size()) - 1; i >= 0; i--) {
            if (!lineEnd(all.get(i)).isEmpty()) {
                return lineEnd(all.get(i));
            }
        }
        return all.isEmpty() || lineEnd(all.get(0)).isEmpty() ? "\n" : lineEnd(all.get(0));
    }

    private String without(String text) {
        List<String> all = lines(text);
        all.removeIf(found ->
                lines.isPresent() ? lines.get().isIn(bare(found)) : bare(found).equals(line.orElseThrow()));
        return String.join("", all);
    }

    private int index(List<String> all, Predicate<String> meant) {
        int found = -1;
        for (int i = 0; i < all.size(); i++) {
            if (meant.test(bare(all.get(i)))) {
                found = i;
                if (firstMatch) {
                    break;
                }
            }
        }
        return found;
    }

    /** The line with {@code \1} and {@code \g<name>} in it replaced by what the groups matched. */
    private static String expanded(String line, Matcher match) {
        if (!match.find()) {
            throw new IllegalStateException("the line matched before");
        }
        Matcher reference = Pattern.compile("\\\\(?:([1-9][0-9]?)|g<([A-Za-z_0-9]+)>|(\\\\))")
                .matcher(line);
        StringBuilder out = new StringBuilder();
        while (reference.find()) {
            String number = reference.group(1) != null ? reference.group(1) : reference.group(2);
            String value;
            if (reference.group(3) != null) {
                value = "\\";
            } else {
                try {
                    value = number.matches("[0-9]+") ? match.group(Integer.parseInt(number)) : match.group(number);
                } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                    throw new HostProblem(
                            "line refers to group " + number + ", which regexp does not have", "count its parentheses");
                }
            }
            reference.appendReplacement(out, Matcher.quoteReplacement(value == null ? "" : value));
        }
        return reference.appendTail(out).toString();
    }

    /** The lines with their ends. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end + 1));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static String bare(String line) {
        return line.substring(0, line.length() - lineEnd(line).length());
    }

    private static String lineEnd(String line) {
        return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
    }
}
