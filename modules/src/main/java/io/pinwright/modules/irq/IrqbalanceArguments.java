package io.pinwright.modules.irq;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The command line arguments of irqbalance, as words.
 *
 * @param words without the program's name
 */
record IrqbalanceArguments(List<String> words) {

    private static final Pattern SPACE = Pattern.compile("\\s+");

    IrqbalanceArguments {
        words = List.copyOf(words);
    }

    /** Splits at white space, as systemd does with {@code $IRQBALANCE_ARGS}. */
    static IrqbalanceArguments parse(String text) {
        return new IrqbalanceArguments(
                SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList());
    }

    /** The policy scripts named, in order: {@code --policyscript=FILE}, {@code --policyscript FILE}, {@code -l FILE}. */
    List<String> policyScripts() {
        List<String> scripts = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (isOption(word)) {
                boolean apart = valueWithin(word).isEmpty();
                String next = i + 1 < words.size() ? words.get(i + 1) : "";
                scripts.add(valueWithin(word).orElse(next));
                i += apart ? 1 : 0;
            }
        }
        return scripts;
    }

    /** These arguments with one policy script, in place of the ones named so far. */
    IrqbalanceArguments withPolicyScript(String path) {
        if (policyScripts().equals(List.of(path))) {
            return this;
        }
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!isOption(word)) {
                kept.add(word);
            } else if (valueWithin(word).isEmpty()) {
                i++;
            }
        }
        kept.add("--policyscript=" + path);
        return new IrqbalanceArguments(kept);
    }

    /** Long options may be shortened while they are unique: {@code --pol}. */
    private static boolean isOption(String word) {
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        return (name.startsWith("--pol") && "--policyscript".startsWith(name))
                || (word.startsWith("-l") && !word.startsWith("--"));
    }

    private static Optional<String> valueWithin(String word) {
        if (word.startsWith("--")) {
            return word.contains("=") ? Optional.of(word.substring(word.indexOf('=') + 1)) : Optional.empty();
        }
        return word.length() > 2 ? Optional.of(word.substring(2)) : Optional.empty();
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
