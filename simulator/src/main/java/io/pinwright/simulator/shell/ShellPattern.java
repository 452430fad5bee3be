package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.List;

/** A pattern of the shell: {@code * ? [...]} (POSIX shell command language, section 2.13), matched without backtracking storms. */
final class ShellPattern {

    private static final int ANY = -1;
    private static final int ONE = -2;
    private static final int SET = -3;

    private final List<Element> elements;

    private record Element(int kind, BracketSet set) {}

    /** A bracket expression over bytes. */
    private record BracketSet(boolean[] members) {
        boolean has(char c) {
            return c < members.length && members[c];
        }
    }

    private static final BracketSet EMPTY = new BracketSet(new boolean[0]);

    private ShellPattern(List<Element> elements) {
        this.elements = elements;
    }

    /**
     * Compiles a pattern.
     *
     * @param quoted for each character {@code 'q'} when it stands for itself, as long as the text
     */
    static ShellPattern compile(CharSequence text, CharSequence quoted) {
        List<Element> elements = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (quoted.charAt(i) == 'q') {
                elements.add(new Element(c, EMPTY));
                i++;
                continue;
            }
            switch (c) {
                case '*' -> elements.add(new Element(ANY, EMPTY));
                case '?' -> elements.add(new Element(ONE, EMPTY));
                case '\\' -> {
                    if (i + 1 < text.length()) {
                        i++;
                    }
                    elements.add(new Element(text.charAt(i), EMPTY));
                }
                case '[' -> {
                    int end = bracket(text, quoted, i, elements);
                    if (end < 0) {
                        elements.add(new Element('[', EMPTY));
                    } else {
                        i = end;
                    }
                }
                default -> elements.add(new Element(c, EMPTY));
            }
            i++;
        }
        return new ShellPattern(elements);
    }

    /** Compiles a pattern in which nothing is quoted but by backslash. */
    static ShellPattern compile(String text) {
        return compile(text, "u".repeat(text.length()));
    }

    /** Whether a text has a character that makes it a pattern. */
    static boolean isPattern(CharSequence text, CharSequence quoted) {
        for (int i = 0; i < text.length(); i++) {
            if (quoted.charAt(i) == 'u' && "*?[".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Parses from {@code [}; gives the place of its {@code ]}, or -1 when there is none. */
    private static int bracket(CharSequence text, CharSequence quoted, int open, List<Element> elements) {
        int i = open + 1;
        boolean negated = false;
        if (i < text.length() && quoted.charAt(i) == 'u' && (text.charAt(i) == '!' || text.charAt(i) == '^')) {
            negated = true;
            i++;
        }
        boolean[] members = new boolean[256];
        boolean first = true;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean plain = quoted.charAt(i) == 'q';
            if (c == ']' && !plain && !first) {
                if (negated) {
                    for (int m = 0; m < members.length; m++) {
                        members[m] = !members[m];
                    }
                }
                elements.add(new Element(SET, new BracketSet(members)));
                return i;
            }
            first = false;
            if (c == '[' && !plain && i + 1 < text.length() && text.charAt(i + 1) == ':') {
                int end = text.toString().indexOf(":]", i + 2);
                if (end > 0) {
                    CharacterClass.add(text.subSequence(i + 2, end).toString(), members);
                    i = end + 2;
                    continue;
                }
            }
            if (c == '\\' && !plain && i + 1 < text.length()) {
                i++;
                c = text.charAt(i);
            }
            if (i + 2 < text.length()
                    && text.charAt(i + 1) == '-'
                    && quoted.charAt(i + 1) == 'u'
                    && !(text.charAt(i + 2) == ']' && quoted.charAt(i + 2) == 'u')) {
                for (int m = c; m <= text.charAt(i + 2) && m < 256; m++) {
                    members[m] = true;
                }
                i += 3;
            } else {
                if (c < 256) {
                    members[c] = true;
                }
                i++;
            }
        }
        return -1;
    }

    boolean matches(CharSequence text) {
        return matches(text, 0, text.length());
    }

    /** Whether the pattern matches all of a stretch of a text. */
    boolean matches(CharSequence text, int from, int to) {
        int e = 0;
        int t = from;
        int starAt = -1;
        int starText = from;
        while (t < to) {
            if (e < elements.size() && elements.get(e).kind() == ANY) {
                starAt = e++;
                starText = t;
            } else if (e < elements.size() && single(elements.get(e), text.charAt(t))) {
                e++;
                t++;
            } else if (starAt >= 0) {
                e = starAt + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (e < elements.size() && elements.get(e).kind() == ANY) {
            e++;
        }
        return e == elements.size();
    }

    /** Whether the pattern begins with a literal dot, which a hidden file needs. */
    boolean beginsWithDot() {
        return !elements.isEmpty() && elements.get(0).kind() == '.';
    }

    private static boolean single(Element element, char c) {
        return element.kind() == ONE || (element.kind() == SET ? element.set().has(c) : element.kind() == c);
    }
}
