package io.pinwright.simulator.libvirt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one virsh command.
 *
 * @param required options that must be given, in the order in which they are filled without their names
 * @param optional options with a value, filled in this order after the required ones
 * @param flags options without a value
 */
record VirshSpec(String name, List<String> required, List<String> optional, List<String> flags, Action action) {

    /** Options that are never filled without their names. */
    private static final List<String> NAMED = List.of("xpath", "mode");

    /** What a command does. */
    @FunctionalInterface
    interface Action {
        void run(VirshSession session, Parsed options) throws LibvirtException, java.io.IOException;
    }

    /**
     * A command with its options.
     *
     * @param values option name to value; of a flag the empty text
     */
    record Parsed(VirshSpec spec, Map<String, String> values) {

        boolean has(String option) {
            return values.containsKey(option);
        }

        String value(String option) {
            return values.getOrDefault(option, "");
        }

        Optional<String> optional(String option) {
            return Optional.ofNullable(values.get(option));
        }

        int number(String option) throws LibvirtException {
            String text = value(option);
            if (!text.matches("\\d{1,9}")) {
                throw new LibvirtException(
                        "Numeric value '" + text + "' for <" + option + "> option is malformed or out of range");
            }
            return Integer.parseInt(text);
        }

        /** {@code --live}, {@code --config} and {@code --current}. */
        Where where() throws LibvirtException {
            for (String other : List.of("live", "config")) {
                if (has("current") && has(other)) {
                    throw new LibvirtException("Options --current and --" + other + " are mutually exclusive");
                }
            }
            return new Where(has("live"), has("config") || has("persistent"));
        }
    }

    /** Reads the words after the command's name. */
    Parsed parse(List<String> words) throws LibvirtException {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> free = new ArrayList<>(required);
        optional.stream().filter(option -> !NAMED.contains(option)).forEach(free::add);
        boolean onlyData = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!onlyData && word.equals("--")) {
                onlyData = true;
            } else if (!onlyData && word.startsWith("--") && word.length() > 2) {
                String option = word.substring(2);
                int equals = option.indexOf('=');
                String key = equals < 0 ? option : option.substring(0, equals);
                if (flags.contains(key) && equals < 0) {
                    values.put(key, "");
                } else if (required.contains(key) || optional.contains(key)) {
                    if (equals < 0 && i + 1 >= words.size()) {
                        throw new LibvirtException("expected syntax: --" + key + " <string>");
                    }
                    values.put(key, equals < 0 ? words.get(++i) : option.substring(equals + 1));
                    free.remove(key);
                } else {
                    throw new LibvirtException("command '" + name + "' doesn't support option --" + key);
                }
            } else {
                if (free.isEmpty()) {
                    throw new LibvirtException("unexpected data '" + word + "'");
                }
                values.put(free.remove(0), word);
            }
        }
        for (String option : required) {
            if (!values.containsKey(option)) {
                throw new LibvirtException("command '" + name + "' requires <" + option + "> option");
            }
        }
        return new Parsed(this, values);
    }
}
