package io.pinwright.simulator.libvirt;

import java.util.ArrayList;
import java.util.List;

/** Splits a text of several commands as virsh does: at white space and {@code ;}, with quotes and backslashes. */
final class VirshWords {

    private VirshWords() {}

    static List<List<String>> commands(String text) throws LibvirtException {
        List<List<String>> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == '\'' && c != '\'') {
                word.append(c);
            } else if (c == '\'' && quote != '"') {
                quote = quote == 0 ? '\'' : 0;
                inWord = true;
            } else if (c == '"') {
                quote = quote == 0 ? '"' : 0;
                inWord = true;
            } else if (c == '\\') {
                if (++i >= text.length()) {
                    throw new LibvirtException("dangling \\");
                }
                word.append(text.charAt(i));
                inWord = true;
            } else if (quote == 0 && (c == ';' || c == '\n' || Character.isWhitespace(c))) {
                if (inWord || !word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                if (c == ';' || c == '\n') {
                    commands.add(words);
                    words = new ArrayList<>();
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new LibvirtException("missing \"");
        }
        if (inWord) {
            words.add(word.toString());
        }
        commands.add(words);
        return commands;
    }
}
