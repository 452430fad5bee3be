package io.pinwright.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cuts a Jinja2 expression into tokens, by the rules of Jinja2's lexer. */
final class Tokens {

    enum Kind {
        NAME,
        NUMBER,
        STRING,
        OPERATOR,
        END
    }

    /**
     * A token.
     *
     * @param text as written; of a string its value
     * @param value of a number
     * @param at offset of its first character
     */
    record Token(Kind kind, String text, @Nullable Object value, int at) {
        boolean is(String operator) {
            return kind == Kind.OPERATOR && text.equals(operator);
        }

        boolean isName(String name) {
            return kind == Kind.NAME && text.equals(name);
        }
    }

    private static final Pattern FLOAT =
            Pattern.compile("(?<!\\.)(\\d+_)*\\d+((\\.(\\d+_)*\\d+)?[eE][+\\-]?(\\d+_)*\\d+|\\.(\\d+_)*\\d+)");
    private static final Pattern INTEGER =
            Pattern.compile("0[bB](_?[01])+|0[oO](_?[0-7])+|0[xX](_?[0-9a-fA-F])+|[1-9](_?\\d)*|0(_?0)*");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_\\p{Nl}][\\p{L}\\p{N}_\\p{M}]*");
    private static final List<String> OPERATORS = List.of(
            "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    private Tokens() {}

    /**
     * Tokens from an offset on, until the given end marker at the top level of brackets, or the end of the text.
     *
     * @param rawStrings whether a backslash in a string stands for itself, as in {@code {{ }}} of a playbook
     * @param stop what ends the expression ({@code }}}), or null for the end of the text
     */
    static List<Token> read(String text, int from, boolean rawStrings, @Nullable String stop) {
        List<Token> out = new ArrayList<>();
        List<Character> open = new ArrayList<>();
        Matcher number = FLOAT.matcher(text);
        Matcher integer = INTEGER.matcher(text);
        Matcher name = NAME.matcher(text);
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (stop != null && open.isEmpty() && ends(text, at, stop)) {
                break;
            }
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '\'' || c == '"') {
                int end = closing(text, at);
                String body = text.substring(at + 1, end - 1);
                out.add(new Token(Kind.STRING, rawStrings ? body : Escapes.decode(body, at), null, at));
                at = end;
            } else if (number.region(at, text.length())
                    .useTransparentBounds(true)
                    .lookingAt()) {
                out.add(new Token(
                        Kind.NUMBER,
                        number.group(),
                        Double.valueOf(number.group().replace("_", "")),
                        at));
                at = number.end();
            } else if (integer.region(at, text.length()).lookingAt()) {
                out.add(new Token(Kind.NUMBER, integer.group(), integer(integer.group()), at));
                at = integer.end();
            } else if (name.region(at, text.length()).lookingAt()) {
                out.add(new Token(Kind.NAME, name.group(), null, at));
                at = name.end();
            } else {
                at = operator(text, at, out, open);
            }
        }
        if (!open.isEmpty()) {
            throw Problem.at(from, "`" + open.get(open.size() - 1) + "` is missing at the end of the expression");
        }
        if (stop != null && at >= text.length()) {
            throw Problem.at(Math.max(0, from - 2), "the expression has no end: `" + stop + "` is missing");
        }
        out.add(new Token(Kind.END, "the end of the expression", null, at));
        return out;
    }

    private static boolean ends(String text, int at, String stop) {
        char c = text.charAt(at);
        return text.startsWith(stop, at) || (c == '-' || c == '+') && text.startsWith(stop, at + 1);
    }

    private static int operator(String text, int at, List<Token> out, List<Character> open) {
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                char c = operator.charAt(0);
                if (c == '(' || c == '[' || c == '{') {
                    if (open.size() > 100) {
                        throw Problem.at(at, "brackets are nested deeper than 100 levels");
                    }
                    open.add(c == '(' ? ')' : c == '[' ? ']' : '}');
                } else if (c == ')' || c == ']' || c == '}') {
                    if (open.isEmpty() || open.get(open.size() - 1) != c) {
                        throw Problem.at(at, "`" + c + "` closes nothing");
                    }
                    open.remove(open.size() - 1);
                }
                out.add(new Token(Kind.OPERATOR, operator, null, at));
                return at + operator.length();
            }
        }
        String shown = Character.toString(text.codePointAt(at));
        Problem problem = Problem.at(at, "`" + shown + "` has no meaning in an expression");
        throw shown.equals("!") || shown.equals("&") ? problem.fix("use the words `not`, `and`, `or`") : problem;
    }

    private static int closing(String text, int at) {
        char quote = text.charAt(at);
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == quote) {
                return i + 1;
            }
        }
        throw Problem.at(at, "the string has no end: `" + quote + "` is missing");
    }

    private static Object integer(String text) {
        String digits = text.replace("_", "");
        int base = 10;
        if (digits.length() > 1 && Character.isLetter(digits.charAt(1))) {
            base = switch (Character.toLowerCase(digits.charAt(1))) {
                case 'x' -> 16;
                case 'o' -> 8;
                default -> 2;
            };
            digits = digits.substring(2);
        }
        if (digits.length() > 1000) {
            throw Problem.of("a number has more than 1000 digits");
        }
        return Python.integer(new BigInteger(digits, base));
    }
}
