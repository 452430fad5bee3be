package io.pinwright.simulator.shell;

/** The character classes of the C locale, such as {@code [:digit:]}. */
final class CharacterClass {

    private CharacterClass() {}

    /** Adds the members of a class; an unknown class has none. */
    static void add(String name, boolean[] members) {
        for (char c = 0; c < 128; c++) {
            if (has(name, c)) {
                members[c] = true;
            }
        }
    }

    static boolean known(String name) {
        return switch (name) {
            case "alpha",
                    "digit",
                    "alnum",
                    "upper",
                    "lower",
                    "space",
                    "blank",
                    "punct",
                    "xdigit",
                    "cntrl",
                    "print",
                    "graph" -> true;
            default -> false;
        };
    }

    private static boolean has(String name, char c) {
        boolean upper = c >= 'A' && c <= 'Z';
        boolean lower = c >= 'a' && c <= 'z';
        boolean digit = c >= '0' && c <= '9';
        return switch (name) {
            case "alpha" -> upper || lower;
            case "digit" -> digit;
            case "alnum" -> upper || lower || digit;
            case "upper" -> upper;
            case "lower" -> lower;
            case "space" -> c == ' ' || c >= 9 && c <= 13;
            case "blank" -> c == ' ' || c == '\t';
            case "punct" -> c > 32 && c < 127 && !upper && !lower && !digit;
            case "xdigit" -> digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            case "cntrl" -> c < 32 || c == 127;
            case "print" -> c >= 32 && c < 127;
            case "graph" -> c > 32 && c < 127;
            default -> false;
        };
    }
}
