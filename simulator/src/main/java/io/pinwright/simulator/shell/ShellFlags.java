package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The option letters of {@code set} and {@code sh}. */
final class ShellFlags {

    private static final String KNOWN = "aefunxvCbhmi";
    private static final Map<String, Character> LONG = Map.of(
            "allexport",
            'a',
            "errexit",
            'e',
            "noglob",
            'f',
            "nounset",
            'u',
            "noexec",
            'n',
            "xtrace",
            'x',
            "verbose",
            'v',
            "noclobber",
            'C',
            "notify",
            'b',
            "monitor",
            'm');

    private ShellFlags() {}

    /**
     * Applies options.
     *
     * @param extra whether {@code -c} and {@code -s} are options too
     * @return the operands; empty when there are none and no {@code --}
     */
    static Optional<List<String>> apply(ShellProcess shell, ShellState state, List<String> words, boolean extra) {
        int i = 0;
        while (i < words.size()) {
            String word = words.get(i);
            if (word.equals("--")) {
                return Optional.of(new ArrayList<>(words.subList(i + 1, words.size())));
            }
            if (word.equals("-") && !extra) {
                return Optional.of(new ArrayList<>(words.subList(i + 1, words.size())));
            }
            if (word.length() < 2 || word.charAt(0) != '-' && word.charAt(0) != '+') {
                break;
            }
            boolean on = word.charAt(0) == '-';
            for (char letter : word.substring(1).toCharArray()) {
                if (letter == 'o') {
                    if (++i >= words.size()) {
                        throw shell.fail("set: -o without a name is not supported");
                    }
                    Character named = LONG.get(words.get(i));
                    if (named == null) {
                        throw shell.fail("set: Illegal option " + word + " " + words.get(i));
                    }
                    state.flag(named, on);
                } else if (KNOWN.indexOf(letter) >= 0 || extra && "cs".indexOf(letter) >= 0) {
                    state.flag(letter, on);
                } else {
                    throw shell.fail((extra ? "" : "set: ") + "Illegal option " + word.charAt(0) + letter);
                }
            }
            i++;
        }
        return i == words.size() ? Optional.empty() : Optional.of(new ArrayList<>(words.subList(i, words.size())));
    }
}
