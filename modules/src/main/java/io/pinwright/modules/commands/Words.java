package io.pinwright.modules.commands;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line into words the way a POSIX shell does, without expansions: Python's shlex.split. */
final class Words {

    private Words() {}

    /**
     * @throws IllegalArgumentException when a quote is not closed, or a backslash stands at the end
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == '\'') {
                if (c == '\'') {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\\' && quote == 0 && i + 1 == line.length()) {
                throw new IllegalArgumentException("a backslash at its end escapes nothing");
            } else if (c == '\\' && i + 1 < line.length() && (quote == 0 || "\"\\".indexOf(line.charAt(i + 1)) >= 0)) {
                word.append(line.charAt(++i));
                inWord = true;
            } else if (quote == '"') {
                if (c == '"') {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (" \t\r\n".indexOf(c) >= 0) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed: " + quote);
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
