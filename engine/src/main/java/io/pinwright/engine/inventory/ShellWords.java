package io.pinwright.engine.inventory;

import java.util.ArrayList;
import java.util.List;

/** Splits a line as Python's {@code shlex.split(line, comments=True)} does: quotes, backslashes, and {@code #} anywhere. */
final class ShellWords {

    /**
     * One word.
     *
     * @param text quotes and escapes undone
     * @param start index of its first character in the line
     * @param end index after its last
     */
    record Word(String text, int start, int end) {}

    private ShellWords() {}

    /**
     * The words of a line.
     *
     * @throws IllegalArgumentException when a quote is not closed or a backslash stands last
     */
    static List<Word> split(String line) {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int start = -1;
        char quote = 0;
        int i = 0;
        for (; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && (Character.isWhitespace(c) || c == '#')) {
                if (start >= 0) {
                    words.add(new Word(word.toString(), start, i));
                    word.setLength(0);
                    start = -1;
                }
                if (c == '#') {
                    return words;
                }
                continue;
            }
            start = start < 0 ? i : start;
            if (quote != '\'' && c == '\\') {
                i++;
                if (i == line.length()) {
                    throw new IllegalArgumentException("a backslash stands at the end of the line");
                }
                char escaped = line.charAt(i);
                if (quote == '"' && escaped != '"' && escaped != '\\') {
                    word.append('\\');
                }
                word.append(escaped);
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed");
        }
        if (start >= 0) {
            words.add(new Word(word.toString(), start, i));
        }
        return words;
    }
}
