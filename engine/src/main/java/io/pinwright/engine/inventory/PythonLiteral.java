package io.pinwright.engine.inventory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of INI inventories, which Ansible reads with Python's {@code ast.literal_eval}: numbers, quoted strings, True,
 * False, None, lists, tuples and dicts. What is no literal is a string as it stands.
 */
final class PythonLiteral {

    private static final int DEPTH_MAX = 50;
    private static final Pattern NUMBER = Pattern.compile("(?i)0x(?:_?[0-9a-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+"
            + "|(?:[0-9](?:_?[0-9])*)?\\.[0-9](?:_?[0-9])*(?:e[-+]?[0-9](?:_?[0-9])*)?"
            + "|[0-9](?:_?[0-9])*\\.?(?:e[-+]?[0-9](?:_?[0-9])*)?");

    private final String text;
    private int position;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** The value of a text. Tuples and sets become lists. */
    static @Nullable Object parse(String text) {
        if (text.isEmpty() || !couldBeLiteral(text.strip())) {
            return text;
        }
        try {
            PythonLiteral literal = new PythonLiteral(text.strip());
            Object value = literal.topLevel();
            return value;
        } catch (NoLiteral e) {
            return text;
        }
    }

    private static boolean couldBeLiteral(String text) {
        return !text.isEmpty() && "0123456789+-.'\"[({TFNrRbBuU".indexOf(text.charAt(0)) >= 0;
    }

    private @Nullable Object topLevel() throws NoLiteral {
        Object first = value(0);
        skipSpace();
        if (position < text.length() && text.charAt(position) == ',') {
            List<@Nullable Object> tuple = new ArrayList<>();
            tuple.add(first);
            while (take(',')) {
                skipSpace();
                if (position < text.length()) {
                    tuple.add(value(0));
                }
            }
            first = Collections.unmodifiableList(tuple);
        }
        skipSpace();
        if (position < text.length() && text.charAt(position) != '#') {
            throw new NoLiteral();
        }
        return first;
    }

    private @Nullable Object value(int depth) throws NoLiteral {
        skipSpace();
        if (position >= text.length() || depth > DEPTH_MAX) {
            throw new NoLiteral();
        }
        char c = text.charAt(position);
        if (c == '[') {
            position++;
            return sequence(']', depth);
        }
        if (c == '(') {
            position++;
            return parenthesis(depth);
        }
        if (c == '{') {
            position++;
            return braces(depth);
        }
        if (startsString()) {
            return strings();
        }
        if (c == '+' || c == '-') {
            position++;
            skipSpace();
            Object number =
                    position < text.length() && "+-".indexOf(text.charAt(position)) >= 0 ? value(depth + 1) : number();
            return c == '-' ? negative(number) : number;
        }
        if (Character.isDigit(c) || c == '.') {
            return number();
        }
        return word();
    }

    private @Nullable Object word() throws NoLiteral {
        int start = position;
        while (position < text.length()
                && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
            position++;
        }
        return switch (text.substring(start, position)) {
            case "True" -> true;
            case "False" -> false;
            case "None" -> null;
            default -> throw new NoLiteral();
        };
    }

    private Object number() throws NoLiteral {
        Matcher matcher = NUMBER.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            throw new NoLiteral();
        }
        position = matcher.end();
        if (position < text.length()
                && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
            throw new NoLiteral();
        }
        String digits = matcher.group().replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.startsWith("0x")) {
            return integer(digits.substring(2), 16);
        }
        if (digits.startsWith("0o")) {
            return integer(digits.substring(2), 8);
        }
        if (digits.startsWith("0b")) {
            return integer(digits.substring(2), 2);
        }
        if (digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0) {
            return Double.valueOf(digits);
        }
        if (digits.length() > 1 && digits.startsWith("0") && digits.chars().anyMatch(d -> d != '0')) {
            throw new NoLiteral();
        }
        return integer(digits, 10);
    }

    private static Object integer(String digits, int radix) {
        BigInteger number = new BigInteger(digits, radix);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private static Object negative(@Nullable Object number) throws NoLiteral {
        if (number instanceof Long whole) {
            return -whole;
        }
        if (number instanceof BigInteger big) {
            return big.negate();
        }
        if (number instanceof Double real) {
            return -real;
        }
        throw new NoLiteral();
    }

    private @Nullable Object parenthesis(int depth) throws NoLiteral {
        int start = position;
        List<@Nullable Object> items = sequence(')', depth);
        boolean tuple =
                items.size() != 1 || text.substring(start, position - 1).strip().endsWith(",");
        return tuple ? items : items.get(0);
    }

    private List<@Nullable Object> sequence(char close, int depth) throws NoLiteral {
        List<@Nullable Object> items = new ArrayList<>();
        while (!take(close)) {
            items.add(value(depth + 1));
            if (!take(',')) {
                if (!take(close)) {
                    throw new NoLiteral();
                }
                break;
            }
        }
        return Collections.unmodifiableList(items);
    }

    private Object braces(int depth) throws NoLiteral {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        List<@Nullable Object> set = new ArrayList<>();
        while (!take('}')) {
            Object key = value(depth + 1);
            if (set.isEmpty() && take(':')) {
                map.put(key, value(depth + 1));
            } else if (map.isEmpty()) {
                set.add(key);
            } else {
                throw new NoLiteral();
            }
            if (!take(',')) {
                if (!take('}')) {
                    throw new NoLiteral();
                }
                break;
            }
        }
        return set.isEmpty() ? Collections.unmodifiableMap(map) : Collections.unmodifiableList(set);
    }

    private boolean startsString() {
        int i = position;
        while (i < text.length() && i - position < 2 && "rRbBuU".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i < text.length() && (text.charAt(i) == '\'' || text.charAt(i) == '"');
    }

    /** One string, or several side by side, which Python joins. */
    private String strings() throws NoLiteral {
        StringBuilder out = new StringBuilder();
        do {
            string(out);
            skipSpace();
        } while (startsString());
        return out.toString();
    }

    private void string(StringBuilder out) throws NoLiteral {
        boolean raw = false;
        while ("rRbBuU".indexOf(text.charAt(position)) >= 0) {
            raw |= Character.toLowerCase(text.charAt(position)) == 'r';
            position++;
        }
        char quote = text.charAt(position);
        boolean triple = text.startsWith(String.valueOf(quote).repeat(3), position);
        String end = String.valueOf(quote).repeat(triple ? 3 : 1);
        position += end.length();
        while (!text.startsWith(end, position)) {
            if (position >= text.length()) {
                throw new NoLiteral();
            }
            char c = text.charAt(position++);
            if (c != '\\') {
                out.append(c);
            } else if (position >= text.length()) {
                throw new NoLiteral();
            } else if (raw) {
                out.append(c).append(text.charAt(position++));
            } else {
                escape(out);
            }
        }
        position += end.length();
    }

    private void escape(StringBuilder out) throws NoLiteral {
        char c = text.charAt(position++);
        int simple = "\\'\"abfnrtv".indexOf(c);
        if (simple >= 0) {
            out.append("\\'\"\u0007\b\f\n\r\t\u000B".charAt(simple));
        } else if (c == 'x' || c == 'u' || c == 'U') {
            int length = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            int end = position + length;
            if (end > text.length()) {
                throw new NoLiteral();
            }
            try {
                out.appendCodePoint(Integer.parseInt(text.substring(position, end), 16));
            } catch (IllegalArgumentException e) {
                throw new NoLiteral();
            }
            position = end;
        } else if (c >= '0' && c <= '7') {
            int value = c - '0';
            for (int i = 0; i < 2 && position < text.length() && "01234567".indexOf(text.charAt(position)) >= 0; i++) {
                value = value * 8 + text.charAt(position++) - '0';
            }
            out.append((char) value);
        } else {
            out.append('\\').append(c);
        }
    }

    private boolean take(char wanted) {
        skipSpace();
        if (position < text.length() && text.charAt(position) == wanted) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    /** The text is no literal. */
    private static final class NoLiteral extends Exception {

        private static final long serialVersionUID = 1L;

        NoLiteral() {
            super("not a literal", null, false, false);
        }
    }
}
