package io.pinwright.engine.transport.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The arguments of a line of ssh_config: quotes keep blanks, a backslash keeps a quote, {@code #} begins a comment. */
final class SshWords {

    private SshWords() {}

    /** The words; empty when a quote is not closed. */
    static Optional<List<String>> split(String text) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
                continue;
            }
            if (c == '#') {
                break;
            }
            StringBuilder word = new StringBuilder();
            char quote = 0;
            for (; i < text.length(); i++) {
                c = text.charAt(i);
                if (c == '\\' && i + 1 < text.length() && isEscaped(text.charAt(i + 1), quote)) {
                    word.append(text.charAt(++i));
                } else if (quote == 0 && (c == ' ' || c == '\t')) {
                    break;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (quote != 0 && c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            }
            if (quote != 0) {
                return Optional.empty();
            }
            words.add(word.toString());
        }
        return Optional.of(words);
    }

    private static boolean isEscaped(char next, char quote) {
        return next == '\'' || next == '"' || next == '\\' || quote == 0 && next == ' ';
    }
}
