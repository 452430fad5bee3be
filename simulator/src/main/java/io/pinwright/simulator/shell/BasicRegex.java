package io.pinwright.simulator.shell;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Translates POSIX regular expressions, basic and extended, with GNU's escapes, to those of Java. */
final class BasicRegex {

    private final String text;
    private final boolean extended;
    private final StringBuilder java = new StringBuilder();
    private int at;

    private BasicRegex(String text, boolean extended) {
        this.text = text;
        this.extended = extended;
    }

    /**
     * Compiles.
     *
     * @throws Tool.Failure with status 2 when it is no regular expression
     */
    static Pattern compile(String text, boolean extended, boolean ignoreCase) throws Tool.Failure {
        try {
            BasicRegex regex = new BasicRegex(text, extended);
            regex.translate();
            return Pattern.compile(regex.java.toString(), Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException e) {
            throw new Tool.Failure("Invalid regular expression: " + text, 2);
        }
    }

    private void translate() throws Tool.Failure {
        boolean start = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean wasStart = start;
            start = false;
            switch (c) {
                case '\\' -> start = escape();
                case '[' -> bracket();
                case '.' -> plain(".");
                case '*' -> plain(wasStart ? "\\*" : "*");
                case '^' -> {
                    boolean anchor = extended || wasStart;
                    plain(anchor ? "^" : "\\^");
                    start = anchor;
                }
                case '$' -> {
                    boolean anchor = extended
                            || at + 1 == text.length()
                            || text.startsWith("\\)", at + 1)
                            || text.startsWith("\\|", at + 1);
                    plain(anchor ? "(?!.)" : "\\$");
                }
                case '+', '?' -> plain(extended && !wasStart ? String.valueOf(c) : "\\" + c);
                case '{' -> {
                    boolean interval = extended && text.substring(at).matches("(?s)[{][0-9]*(,[0-9]*)?[}].*");
                    plain(interval ? "{" : "\\{");
                    if (interval && text.charAt(at) == ',') {
                        java.append('0');
                    }
                }
                case '}' ->
                    plain(
                            extended
                                            && java.lastIndexOf("{") > java.lastIndexOf("}")
                                            && !java.toString().endsWith("\\{")
                                    ? "}"
                                    : "\\}");
                case '(', ')', '|' -> {
                    plain(extended ? String.valueOf(c) : "\\" + c);
                    start = extended && c != ')';
                }
                default -> {
                    java.append(isMeta(c) ? "\\" + c : String.valueOf(c));
                    at++;
                }
            }
        }
    }

    private static boolean isMeta(char c) {
        return "\\^$.|?*+()[]{}&#".indexOf(c) >= 0;
    }

    private void plain(String translated) {
        java.append(translated);
        at++;
    }

    /** An escape; says whether an expression begins behind it. */
    private boolean escape() throws Tool.Failure {
        if (at + 1 >= text.length()) {
            throw new Tool.Failure("Trailing backslash", 2);
        }
        char c = text.charAt(at + 1);
        at += 2;
        if (!extended && "(){}|+?".indexOf(c) >= 0) {
            java.append(c);
            if (c == '{' && at < text.length() && text.charAt(at) == ',') {
                java.append('0');
            }
            return c == '(' || c == '|';
        }
        switch (c) {
            case 'w', 'W', 's', 'S', 'b', 'B' -> java.append('\\').append(c);
            case '<' -> java.append("\\b(?=\\w)");
            case '>' -> java.append("\\b(?<=\\w)");
            case '`' -> java.append("\\A");
            case '\'' -> java.append("\\z");
            case 'n' -> java.append('\n');
            case 't' -> java.append('\t');
            default -> {
                if (c >= '1' && c <= '9') {
                    java.append("(?:\\").append(c).append(')');
                } else {
                    java.append(isMeta(c) ? "\\" + c : String.valueOf(c));
                }
            }
        }
        return false;
    }

    private void bracket() throws Tool.Failure {
        int i = at + 1;
        boolean[] members = new boolean[256];
        boolean negated = i < text.length() && text.charAt(i) == '^';
        if (negated) {
            i++;
        }
        boolean first = true;
        while (true) {
            if (i >= text.length()) {
                throw new Tool.Failure("Unmatched [, [^, [:, [., or [=", 2);
            }
            char c = text.charAt(i);
            if (c == ']' && !first) {
                break;
            }
            first = false;
            if (text.startsWith("[:", i)) {
                int end = text.indexOf(":]", i + 2);
                if (end < 0 || !CharacterClass.known(text.substring(i + 2, end))) {
                    throw new Tool.Failure("Invalid character class name", 2);
                }
                CharacterClass.add(text.substring(i + 2, end), members);
                i = end + 2;
            } else if (i + 2 < text.length() && text.charAt(i + 1) == '-' && text.charAt(i + 2) != ']') {
                if (text.charAt(i + 2) < c) {
                    throw new Tool.Failure("Invalid range end", 2);
                }
                for (int m = c; m <= text.charAt(i + 2) && m < 256; m++) {
                    members[m] = true;
                }
                i += 3;
            } else {
                members[c & 0xff] = true;
                i++;
            }
        }
        at = i + 1;
        java.append(negated ? "[^" : "[");
        boolean any = false;
        for (int m = 0; m < 256; m++) {
            if (members[m]) {
                java.append(String.format("\\x%02x", m));
                any = true;
            }
        }
        if (!any) {
            java.append("&&[^\\x00-\\xff]");
        }
        java.append(']');
    }
}
