package io.pinwright.engine.module;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The argument types that all modules share. */
public final class ArgumentTypes {

    private ArgumentTypes() {}

    /** Any text but a secret, since it will be seen; numbers and booleans are taken as they were written. */
    public static ArgumentType<String> string() {
        return type("string", Map.of("type", List.of("string", "number", "boolean")), (name, value) -> {
            Object raw = value.value();
            if (raw instanceof String || raw instanceof Number || raw instanceof Boolean) {
                return raw.toString();
            }
            if (raw instanceof Secret) {
                throw value.problem(
                        name + " must not hold a secret",
                        "it would be seen in plans, logs or the host's list of processes",
                        "pass the secret where it stays hidden: the stdin of command and shell, the content of copy,"
                                + " a template");
            }
            throw value.problem(name + " must be a string, but is " + value.shown(), null, null);
        });
    }

    /** A text that is never printed. */
    public static ArgumentType<Secret> secret() {
        return type(
                "secret string",
                Map.of("type", "string"),
                (name, value) ->
                        value.value() instanceof Secret secret ? secret : Secret.of(string().read(name, value)));
    }

    /** An absolute path on the host. */
    public static ArgumentType<String> path() {
        return type("absolute path", Map.of("type", "string", "pattern", "^(/|.*\\{\\{)"), (name, value) -> {
            String path = string().read(name, value);
            if (!path.startsWith("/")) {
                throw value.problem(
                        name + " must be an absolute path, but is " + value.shown(),
                        "a relative path would depend on the login user's home",
                        "write the path from the root, for example `/etc/sysctl.d/90-vhost.conf`");
            }
            if (path.indexOf('\0') >= 0) {
                throw value.problem(name + " must not hold a NUL character", null, null);
            }
            return path;
        });
    }

    /** A whole number in a range; a string of digits counts. */
    public static ArgumentType<Long> integer(long least, long most) {
        String range = "integer " + least + " to " + most;
        return type(range, Map.of("type", "integer", "minimum", least, "maximum", most), (name, value) -> {
            Long number = null;
            Object raw = value.value();
            if (raw instanceof Long || raw instanceof Integer) {
                number = ((Number) raw).longValue();
            } else if (raw instanceof String text && text.strip().matches("-?[0-9]{1,18}")) {
                number = Long.valueOf(text.strip());
            } else if (!(raw instanceof java.math.BigInteger)) {
                throw value.problem(
                        name + " must be an integer, but is " + value.shown(),
                        null,
                        "write a number from " + least + " to " + most);
            }
            if (number == null || number < least || number > most) {
                throw value.problem(
                        name + " must be " + least + " to " + most + ", but is " + value.shown(),
                        null,
                        "write a number from " + least + " to " + most);
            }
            return number;
        });
    }

    /** true or false; Ansible's yes, no, on, off in any case count, as strings. */
    public static ArgumentType<Boolean> bool() {
        return type("boolean", Map.of("type", "boolean"), (name, value) -> {
            if (value.value() instanceof Boolean bool) {
                return bool;
            }
            String word = String.valueOf(value.value()).toLowerCase(Locale.ROOT);
            switch (word) {
                case "true", "yes", "on", "y", "t", "1" -> {
                    return true;
                }
                case "false", "no", "off", "n", "f", "0" -> {
                    return false;
                }
                default ->
                    throw value.problem(
                            name + " must be true or false, but is " + value.shown(), null, "write `true` or `false`");
            }
        });
    }

    /** One of a few words. */
    public static ArgumentType<String> choice(String... choices) {
        List<String> known = List.of(choices);
        return type("one of " + String.join(", ", known), Map.of("enum", known), (name, value) -> {
            String word = string().read(name, value);
            if (!known.contains(word)) {
                throw value.problem(
                        name + " must be one of " + String.join(", ", known) + ", but is " + value.shown(),
                        null,
                        NearestName.of(word, known)
                                .map(near -> "did you mean `" + near + "`?")
                                .orElse(null));
            }
            return word;
        });
    }

    /** Any text, secret or not. The reader says what it is by {@link Secret}: check before showing it. */
    public static ArgumentType<Object> textOrSecret() {
        return type(
                "string",
                Map.of("type", List.of("string", "number", "boolean")),
                (name, value) -> value.value() instanceof Secret secret ? secret : string().read(name, value));
    }

    /** Permission bits: octal as a string ({@code "0644"}), or the number that YAML made of an octal. */
    public static ArgumentType<Integer> mode() {
        return type("file mode", Map.of("type", List.of("string", "integer")), (name, value) -> {
            if (value.value() instanceof String text && text.matches("(0o?)?[0-7]{3,4}")) {
                return Integer.parseInt(text.replace("o", ""), 8);
            }
            if (value.value() instanceof Long number) {
                // YAML 1.2 reads a bare 644 and 0644 as decimal, and 0o644 as octal: what was written tells which is
                // meant.
                String written = written(value.span());
                if (written.matches("0?" + number) && Long.toString(number).matches("[0-7]{3,4}")) {
                    return Integer.parseInt(Long.toString(number), 8);
                }
                if (written.startsWith("0o") && number >= 0 && number <= 07777) {
                    return number.intValue();
                }
            }
            throw value.problem(
                    name + " must be an octal file mode, but is " + value.shown(),
                    "symbolic modes depend on what the file has already",
                    "write it in quotes, for example `mode: \"0644\"`");
        });
    }

    /** The word that stands at a place. */
    private static String written(Span span) {
        String line = span.source().line(span.line());
        int start = Math.min(
                line.length(),
                line.offsetByCodePoints(0, Math.min(span.column() - 1, line.codePointCount(0, line.length()))));
        return line.substring(start).split("[\\s,}\\]]", 2)[0];
    }

    /** A list; a single value counts as a list of one, and a comma-separated string as its parts where {@code split}. */
    public static <T> ArgumentType<List<T>> list(ArgumentType<T> element, boolean split) {
        return type(
                "list of " + element.describe(),
                Map.of("anyOf", List.of(Map.of("type", "array", "items", element.schema()), element.schema())),
                (name, value) -> {
                    List<ArgumentValue> items = new ArrayList<>();
                    if (value.value() instanceof List<?>) {
                        items.addAll(value.items());
                    } else if (split && value.value() instanceof String text) {
                        for (String part : text.split(",")) {
                            items.add(new ArgumentValue(part.strip(), value.span()));
                        }
                    } else {
                        items.add(value);
                    }
                    List<Diagnostic> problems = new ArrayList<>();
                    List<T> read = new ArrayList<>();
                    for (int i = 0; i < items.size(); i++) {
                        try {
                            read.add(element.read(items.size() == 1 ? name : name + "[" + i + "]", items.get(i)));
                        } catch (DiagnosticException e) {
                            problems.addAll(e.diagnostics());
                        }
                    }
                    if (!problems.isEmpty()) {
                        throw new DiagnosticException(problems);
                    }
                    return List.copyOf(read);
                });
    }

    /** A mapping of free keys, in the order written. */
    public static <T> ArgumentType<Map<String, T>> map(ArgumentType<T> element) {
        return type(
                "mapping to " + element.describe(),
                Map.of("type", "object", "additionalProperties", element.schema()),
                (name, value) -> {
                    if (!(value.value() instanceof Map<?, ?>)) {
                        throw value.problem(name + " must be a mapping, but is " + value.shown(), null, null);
                    }
                    Map<String, T> read = new LinkedHashMap<>();
                    value.entries().forEach((key, item) -> read.put(key, element.read(name + "." + key, item)));
                    return java.util.Collections.unmodifiableMap(read);
                });
    }

    /** A mapping with declared keys. */
    public static ArgumentType<Arguments> object(ArgumentSpec... arguments) {
        List<ArgumentSpec> specs = List.of(arguments);
        return type("mapping", ModuleSpec.objectSchema(specs), (name, value) -> {
            if (!(value.value() instanceof Map<?, ?>)) {
                throw value.problem(
                        name + " must be a mapping, but is " + value.shown(),
                        null,
                        "its keys are "
                                + String.join(
                                        ", ",
                                        specs.stream().map(ArgumentSpec::name).toList()));
            }
            return Arguments.bind(specs, false, name, value);
        });
    }

    /** Anything, with its places. */
    public static ArgumentType<ArgumentValue> any() {
        return type("any value", Map.of(), (name, value) -> value);
    }

    /** A type by its parts. */
    public static <T> ArgumentType<T> type(
            String describe, Map<String, Object> schema, BiFunction<String, ArgumentValue, T> reader) {
        return new ArgumentType<>() {
            @Override
            public T read(String name, ArgumentValue value) {
                return reader.apply(name, value);
            }

            @Override
            public String describe() {
                return describe;
            }

            @Override
            public Map<String, Object> schema() {
                return schema;
            }
        };
    }

    /** Reads an optional argument of an object. */
    static <T> Optional<T> optional(ArgumentType<T> type, String name, ArgumentValue value) {
        return value.value() == null ? Optional.empty() : Optional.of(type.read(name, value));
    }
}
