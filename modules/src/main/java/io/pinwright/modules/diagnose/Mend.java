package io.pinwright.modules.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A task as YAML text. Names from the host are quoted, and a name that an expression could hide in makes no task. */
final class Mend {

    private final String name;
    private final String module;
    private final Map<String, String> arguments = new LinkedHashMap<>();
    private boolean isSafe = true;

    private Mend(String name, String module) {
        this.name = checked(name);
        this.module = module;
    }

    static Mend task(String name, String module) {
        return new Mend(name, module);
    }

    /** An argument whose value is a text of the host or a CPU list. */
    Mend text(String argument, String value) {
        arguments.put(argument, quoted(checked(value)));
        return this;
    }

    /** An argument whose value is YAML already. */
    Mend yaml(String argument, String value) {
        arguments.put(argument, checked(value));
        return this;
    }

    private String checked(String value) {
        isSafe &= !value.contains("{{") && !value.contains("{%") && !value.contains("{#");
        return value;
    }

    /** A YAML scalar that is read as this text. */
    static String quoted(String value) {
        if (value.matches("[A-Za-z_][A-Za-z0-9_-]*") && !value.matches("(?i)true|false|yes|no|on|off|null|y|n")) {
            return value;
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** The task, ending in a line end; empty when a name cannot be written safely. */
    Optional<String> yaml() {
        if (!isSafe) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder("- name: ");
        out.append(name.matches("[A-Za-z0-9 _-]+") ? name : quoted(name)).append('\n');
        out.append("  ").append(module).append(":\n");
        arguments.forEach((key, value) ->
                out.append("    ").append(key).append(": ").append(value).append('\n'));
        return Optional.of(out.toString());
    }
}
