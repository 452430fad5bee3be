package io.pinwright.engine.drift;

import java.util.regex.Pattern;

/**
 * A pattern of names: {@code *} stands for any text, {@code ?} for one character, a backslash takes the meaning from the
 * character behind it.
 */
record Glob(String text, Pattern pattern) {

    static Glob of(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else {
                char literal = c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c;
                regex.append(Pattern.quote(String.valueOf(literal)));
            }
        }
        return new Glob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    /** A pattern that only this text matches. */
    static String literal(String text) {
        return text.replaceAll("[\\\\*?]", "\\\\$0");
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }
}
