package io.pinwright.engine.transport;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A command's words as shell text that runs the program of that name, whatever the shell knows by the same name. */
final class CommandWords {

    /** Commands that a shell would take for its own; env finds the program. */
    private static final Set<String> BUILT_IN = Set.of(
            ".",
            ":",
            "[",
            "alias",
            "bg",
            "break",
            "builtin",
            "caller",
            "case",
            "cd",
            "command",
            "compgen",
            "complete",
            "continue",
            "declare",
            "dirs",
            "disown",
            "do",
            "done",
            "echo",
            "elif",
            "else",
            "enable",
            "esac",
            "eval",
            "exec",
            "exit",
            "export",
            "false",
            "fc",
            "fg",
            "fi",
            "for",
            "function",
            "getopts",
            "hash",
            "help",
            "history",
            "if",
            "in",
            "jobs",
            "kill",
            "let",
            "local",
            "logout",
            "mapfile",
            "popd",
            "printf",
            "pushd",
            "pwd",
            "read",
            "readonly",
            "return",
            "select",
            "set",
            "shift",
            "shopt",
            "source",
            "suspend",
            "test",
            "then",
            "time",
            "times",
            "trap",
            "true",
            "type",
            "typeset",
            "ulimit",
            "umask",
            "unalias",
            "unset",
            "until",
            "wait",
            "while",
            "!",
            "{",
            "}",
            "[[");

    private CommandWords() {}

    /** Appends the words, each with a space before it. */
    static void append(StringBuilder text, List<String> argv, Map<String, String> environment) {
        String name = argv.get(0);
        if (BUILT_IN.contains(name)
                || name.indexOf('=') >= 0
                || name.startsWith("_")
                || name.startsWith("-")
                || !environment.isEmpty()) {
            text.append(" env");
            new TreeMap<>(environment).forEach((key, value) -> {
                if (!key.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    throw new IllegalArgumentException("not the name of an environment variable: " + key);
                }
                quoted(text, key + "=" + value);
            });
            if (name.indexOf('=') >= 0 || name.startsWith("-")) {
                // env would take it for a variable or an option; a shell of its own does not.
                quoted(text, "sh", "-c", "exec \"$@\"", "sh");
            }
        }
        argv.forEach(word -> quoted(text, word));
    }

    /** Appends values, quoted, each with a space before it. */
    static StringBuilder quoted(StringBuilder text, String... values) {
        for (String value : values) {
            text.append(' ').append(Shell.quote(value));
        }
        return text;
    }
}
