package io.pinwright.engine.module;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One argument, declared once: binding, messages, manual page and JSON Schema come from here.
 *
 * @param defaultText what stands in when it is left out, as a playbook would write it; null for none
 * @param example a value as a playbook would write it
 * @param since the version that has it first
 */
public record ArgumentSpec(
        String name,
        ArgumentType<?> type,
        String help,
        boolean required,
        @Nullable String defaultText,
        @Nullable String example,
        List<String> aliases,
        String since) {

    public ArgumentSpec {
        aliases = List.copyOf(aliases);
    }

    public static ArgumentSpec optional(String name, ArgumentType<?> type, String help) {
        return new ArgumentSpec(name, type, help, false, null, null, List.of(), "0.1");
    }

    public static ArgumentSpec required(String name, ArgumentType<?> type, String help) {
        return new ArgumentSpec(name, type, help, true, null, null, List.of(), "0.1");
    }

    public ArgumentSpec withDefault(String text) {
        return new ArgumentSpec(name, type, help, required, text, example, aliases, since);
    }

    public ArgumentSpec withExample(String text) {
        return new ArgumentSpec(name, type, help, required, defaultText, text, aliases, since);
    }

    public ArgumentSpec withAliases(String... names) {
        return new ArgumentSpec(name, type, help, required, defaultText, example, List.of(names), since);
    }
}
