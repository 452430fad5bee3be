package io.pinwright.runner.cli;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
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

/** Variables of {@code -e}: {@code NAME=VALUE} words (texts, as in Ansible), a YAML or JSON mapping, or {@code @FILE}. */
final class ExtraVariables {

    private ExtraVariables() {}

    static Map<String, @Nullable Object> parse(List<String> arguments) {
        Diagnostics diagnostics = new Diagnostics();
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        for (String argument : arguments) {
            if (argument.startsWith("@")) {
                variables.putAll(file(Path.of(argument.substring(1)), diagnostics));
            } else if (argument.stripLeading().startsWith("{")
                    || argument.stripLeading().startsWith("[")) {
                variables.putAll(mapping(new Source("-e", argument), diagnostics));
            } else {
                words(argument, diagnostics).forEach(variables::put);
            }
        }
        diagnostics.throwIfErrors();
        return variables;
    }

    private static Map<String, @Nullable Object> file(Path path, Diagnostics diagnostics) {
        try {
            return mapping(Source.of(path, Files.readString(path)), diagnostics);
        } catch (IOException e) {
            diagnostics.add(Diagnostic.error(null, "-e: cannot read " + path + ": " + e.getMessage())
                    .fix("check the path"));
            return Map.of();
        }
    }

    private static Map<String, @Nullable Object> mapping(Source source, Diagnostics diagnostics) {
        Optional<YamlNode> node = Yaml.parseOne(source, diagnostics);
        if (node.isEmpty()) {
            return Map.of();
        }
        if (!(node.get() instanceof YamlNode.Mapping mapping)) {
            diagnostics.add(Diagnostic.error(node.get().span(), "extra variables must be a mapping")
                    .fix("write `NAME: VALUE` lines, or `{\"NAME\": \"VALUE\"}`"));
            return Map.of();
        }
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        mapping.entries().forEach(entry -> variables.put(entry.name(), Values.of(entry.value())));
        return variables;
    }

    private static Map<String, String> words(String argument, Diagnostics diagnostics) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String word : split(argument)) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                diagnostics.add(Diagnostic.error(null, "-e: `" + word + "` is not NAME=VALUE")
                        .fix("write `-e NAME=VALUE`, `-e '{\"NAME\": 1}'` or `-e @FILE`"));
            } else {
                variables.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return variables;
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
