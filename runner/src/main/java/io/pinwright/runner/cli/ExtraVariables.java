package io.pinwright.runner.cli;

import io.pinwright.engine.inventory.Variable;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Variables of {@code -e}: {@code NAME=VALUE} words (texts, as in Ansible), a YAML or JSON mapping, or {@code @FILE}. Of one
 * name in several the last counts.
 */
final class ExtraVariables {

    private ExtraVariables() {}

    /** The option that gives them. */
    static Many<String> option(Usage usage) {
        return usage.texts(
                "-e, --extra-vars=VARS",
                "Variables that win over all others: NAME=VALUE..., YAML or JSON, or @FILE; may be repeated.");
    }

    static Map<String, @Nullable Object> parse(List<String> arguments) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        withPlaces(arguments).forEach((name, variable) -> values.put(name, variable.value()));
        return values;
    }

    /** The variables with their places; each knows the one of its name that it hides. */
    static Map<String, Variable> withPlaces(List<String> arguments) {
        Diagnostics diagnostics = new Diagnostics();
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            // Not named by its text: that may hold a secret.
            Source source = new Source(arguments.size() == 1 ? "-e" : "-e (" + (i + 1) + ")", argument);
            Map<String, Variable> more = argument.startsWith("@")
                    ? file(Path.of(argument.substring(1)), diagnostics)
                    : argument.stripLeading().startsWith("{")
                                    || argument.stripLeading().startsWith("[")
                            ? mapping(source, diagnostics)
                            : words(source, diagnostics);
            more.forEach((name, variable) -> variables.merge(name, variable, (old, one) -> one.hiding(old)));
        }
        diagnostics.throwIfErrors();
        return variables;
    }

    private static Map<String, Variable> file(Path path, Diagnostics diagnostics) {
        try {
            return mapping(Source.of(path, Files.readString(path)), diagnostics);
        } catch (IOException e) {
            diagnostics.add(Diagnostic.error(null, "-e: cannot read " + path + ": " + e.getMessage())
                    .fix("check the path"));
            return Map.of();
        }
    }

    private static Map<String, Variable> mapping(Source source, Diagnostics diagnostics) {
        Optional<YamlNode> node = Yaml.parseOne(source, diagnostics);
        if (node.isEmpty()) {
            return Map.of();
        }
        if (!(node.get() instanceof YamlNode.Mapping mapping)) {
            diagnostics.add(Diagnostic.error(node.get().span(), "extra variables must be a mapping")
                    .fix("write `NAME: VALUE` lines, or `{\"NAME\": \"VALUE\"}`"));
            return Map.of();
        }
        Map<String, Variable> variables = new LinkedHashMap<>();
        mapping.entries()
                .forEach(entry -> variables.put(
                        entry.name(),
                        new Variable(Values.of(entry.value()), entry.value().span())));
        return variables;
    }

    private static Map<String, Variable> words(Source source, Diagnostics diagnostics) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (String word : split(source.text())) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                diagnostics.add(Diagnostic.error(null, "-e: `" + word + "` is not NAME=VALUE")
                        .fix("write `-e NAME=VALUE`, `-e '{\"NAME\": 1}'` or `-e @FILE`"));
            } else {
                variables.put(
                        word.substring(0, equals),
                        new Variable(word.substring(equals + 1), place(source, word.substring(0, equals + 1))));
            }
        }
        return variables;
    }

    /** Where a name stands; the first column when quotes hide it. */
    private static Span place(Source source, String name) {
        int at = Math.max(0, source.text().indexOf(name));
        return new Span(source, 1, source.text().codePointCount(0, at) + 1);
    }

    /** Words separated by white space, quotes taken off. */
    private static List<String> split(String argument) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (char c : argument.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
