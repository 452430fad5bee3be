package io.pinwright.engine.transport;

import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One exchange as a script of calls to the functions of {@code prelude.sh}: steps first, then queries, numbered together.
 *
 * @param number of the round within its shell
 * @param text the script
 * @param carriesPayload whether the text holds bytes that must not go into an exec request
 * @param deadline of the whole round on the controller, without grace
 * @param bytesMax what an honest host can answer at most
 */
record Round(
        int number,
        List<Step> steps,
        List<Query> queries,
        String text,
        boolean carriesPayload,
        Duration deadline,
        long bytesMax) {

    /** Reading a file of a disk can hang: a dead NFS server. */
    private static final Duration FILE_TIMEOUT = Duration.ofSeconds(30);

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

    Round {
        steps = List.copyOf(steps);
        queries = List.copyOf(queries);
    }

    static Round of(int number, List<Step> steps, Collection<Query> wanted, SessionLimits limits) {
        List<Query> queries = List.copyOf(new LinkedHashSet<>(wanted));
        StringBuilder text = new StringBuilder();
        Duration deadline = Duration.ZERO;
        long bytesMax = 1 << 20;
        boolean carriesPayload = false;
        int index = 0;
        for (Step step : steps) {
            append(text, index++, step, limits);
            deadline = deadline.plus(timeout(step));
            bytesMax += 2L * limits.stepOutputBytesMax() + 4096;
            carriesPayload |= payload(step).bytes().length() > 0;
        }
        for (Query query : queries) {
            append(text, index++, query);
            deadline = deadline.plus(timeout(query));
            bytesMax += 2L * bytesMax(query) + 8192;
        }
        text.append("_z ").append(number).append('\n');
        return new Round(number, steps, queries, text.toString(), carriesPayload, deadline, bytesMax);
    }

    /** What an item is, for messages. */
    String describe(int index) {
        if (index < steps.size()) {
            return steps.get(index).describe();
        }
        if (index - steps.size() >= queries.size()) {
            return "the end of its answer";
        }
        return describe(queries.get(index - steps.size()));
    }

    private static String describe(Query query) {
        if (query instanceof Query.ReadFile read) {
            return "reading " + read.path();
        }
        if (query instanceof Query.Glob glob) {
            return "reading " + String.join(" ", glob.patterns());
        }
        if (query instanceof Query.Run run) {
            return "running " + String.join(" ", run.argv());
        }
        return "stat " + ((Query.Stat) query).path();
    }

    private static void append(StringBuilder text, int index, Query query) {
        if (query instanceof Query.ReadFile read) {
            boolean small = KernelFiles.areSmallTexts(read.path());
            call(
                            text,
                            small ? "_b" : "_f",
                            index,
                            read.bytesMax() + 1L,
                            KernelFiles.holds(read.path()) ? 0 : FILE_TIMEOUT.toSeconds())
                    .append(' ')
                    .append(Shell.quote(read.path()));
        } else if (query instanceof Query.Glob glob) {
            switch (glob.kind()) {
                case CONTENT ->
                    call(
                            text,
                            "_g",
                            index,
                            glob.patterns().stream().allMatch(KernelFiles::areSmallTexts) ? "b" : "h",
                            glob.bytesMax());
                case NAME -> call(text, "_g", index, "n", glob.bytesMax());
                case LINK -> call(text, "_h", index);
            }
            glob.patterns().forEach(pattern -> text.append(' ').append(pattern));
        } else if (query instanceof Query.Run run) {
            call(text, "_q", index, seconds(run.timeout()), run.bytesMax() + 1L);
            argv(text, run.argv(), Map.of());
        } else if (query instanceof Query.Stat stat) {
            call(text, "_s", index, stat.follow() ? 1 : 0, stat.checksum() ? 1 : 0)
                    .append(' ')
                    .append(Shell.quote(stat.path()));
        }
        text.append('\n');
    }

    private static void append(StringBuilder text, int index, Step step, SessionLimits limits) {
        String input = payload(step).bytes().length() > 0 || step instanceof Step.WriteFile ? "p" + index : "";
        if (!input.isEmpty()) {
            text.append(input)
                    .append("() {\n")
                    .append(Shell.printf(payload(step).bytes()))
                    .append("}\n");
        }
        text.append("[ -n \"$F\" ] || ");
        if (step instanceof Step.Run run) {
            StringBuilder exits = new StringBuilder();
            new TreeSet<>(run.okExits())
                    .forEach(exit -> exits.append(exits.isEmpty() ? "" : " ").append(exit));
            call(text, "_x", index, seconds(run.timeout()), limits.stepOutputBytesMax());
            words(text, exits.toString(), input, run.directory() == null ? "" : directory(run.directory()));
            argv(text, run.argv(), run.environment());
        } else if (step instanceof Step.WriteFile write) {
            call(text, "_u", index);
            Integer mode = write.mode();
            words(
                    text,
                    mode == null ? "" : Integer.toOctalString(mode),
                    orEmpty(write.owner()),
                    orEmpty(write.group()));
            words(text, input, write.path());
        } else if (step instanceof Step.WriteKernelFile write) {
            call(text, "_v", index);
            words(text, write.path(), write.value());
        } else if (step instanceof Step.RemoveFile remove) {
            call(text, "_r", index);
            words(text, remove.path());
        } else if (step instanceof Step.WaitFor wait) {
            append(text, index, wait, limits);
        }
        text.append('\n');
    }

    /** The host has a deadline of its own within the one that ends the polling itself: a command may hang. */
    private static void append(StringBuilder text, int index, Step.WaitFor wait, SessionLimits limits) {
        call(text, "_x", index, seconds(timeout(wait)), limits.stepOutputBytesMax(), "0 '' '' sh -c \"$L\" sh");
        StringBuilder otherwise = new StringBuilder();
        if (!wait.otherwise().isEmpty()) {
            argv(otherwise, wait.otherwise(), Map.of());
        }
        words(text, wait.output(), seconds(wait.timeout()), otherwise.toString().strip());
        argv(text, wait.argv(), Map.of());
    }

    private static StringBuilder call(StringBuilder text, String function, Object... plainWords) {
        text.append(function);
        for (Object word : plainWords) {
            text.append(' ').append(word);
        }
        return text;
    }

    private static void words(StringBuilder text, String... values) {
        for (String value : values) {
            text.append(' ').append(Shell.quote(value));
        }
    }

    private static void argv(StringBuilder text, List<String> argv, Map<String, String> environment) {
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
                words(text, key + "=" + value);
            });
            if (name.indexOf('=') >= 0 || name.startsWith("-")) {
                // env would take it for a variable or an option; a shell of its own does not.
                words(text, "sh", "-c", "exec \"$@\"", "sh");
            }
        }
        argv.forEach(word -> words(text, word));
    }

    /** A directory that cd takes for what it is: not an option, and not searched in CDPATH. */
    private static String directory(String directory) {
        return directory.startsWith("/") ? directory : "./" + directory;
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }

    private static Payload payload(Step step) {
        if (step instanceof Step.Run run) {
            return run.stdin();
        }
        return step instanceof Step.WriteFile write ? write.content() : Payload.NONE;
    }

    private static Duration timeout(Step step) {
        if (step instanceof Step.WaitFor wait) {
            Duration more = wait.otherwise().isEmpty() ? Duration.ZERO : Step.WaitFor.OTHERWISE_TAKES.multipliedBy(2);
            return wait.timeout().plus(more).plus(FILE_TIMEOUT);
        }
        return step instanceof Step.Run run ? run.timeout() : FILE_TIMEOUT.multipliedBy(2);
    }

    private static Duration timeout(Query query) {
        return query instanceof Query.Run run ? run.timeout() : FILE_TIMEOUT;
    }

    private static long bytesMax(Query query) {
        if (query instanceof Query.ReadFile read) {
            return read.bytesMax();
        }
        if (query instanceof Query.Glob glob) {
            return glob.bytesMax();
        }
        return query instanceof Query.Run run ? run.bytesMax() : 65536;
    }

    private static String seconds(Duration timeout) {
        long millis = Math.max(1, timeout.toMillis());
        return Long.toString((millis + 999) / 1000);
    }
}
