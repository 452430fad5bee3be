package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes variables of what the several kinds of sources hold. */
final class VariableValues {

    private VariableValues() {}

    /** The variables of a mapping in one of the user's own files, where strings may hold templates. */
    static Map<String, Variable> ofFile(YamlNode.Mapping mapping, Diagnostics diagnostics) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            Yaml.warnOfYaml11(entry.value(), diagnostics);
            variables.put(
                    entry.name(),
                    new Variable(
                            value(entry.value(), diagnostics), entry.value().span()));
        }
        return variables;
    }

    /** The variables of a mapping that a program printed: data, never templated. */
    static Map<String, Variable> ofProgram(YamlNode.Mapping mapping, Diagnostics diagnostics) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            YamlNode data = data(entry.value(), diagnostics);
            variables.put(
                    entry.name(),
                    new Variable(value(data, diagnostics), entry.value().span()));
        }
        return variables;
    }

    private static @Nullable Object value(YamlNode node, Diagnostics diagnostics) {
        try {
            return Values.of(node);
        } catch (DiagnosticException e) {
            diagnostics.addAll(e.diagnostics());
            return null;
        }
    }

    /** The same node with its templates marked as plain text. */
    private static YamlNode data(YamlNode node, Diagnostics diagnostics) {
        if (node instanceof YamlNode.Sequence list) {
            return new YamlNode.Sequence(
                    list.items().stream().map(item -> data(item, diagnostics)).toList(), list.span());
        }
        if (node instanceof YamlNode.Mapping mapping) {
            List<YamlNode.Entry> entries = new ArrayList<>();
            mapping.entries()
                    .forEach(entry -> entries.add(new YamlNode.Entry(entry.key(), data(entry.value(), diagnostics))));
            return new YamlNode.Mapping(entries, mapping.span());
        }
        YamlNode.Scalar scalar = (YamlNode.Scalar) node;
        if (!(scalar.value() instanceof String text) || !TemplateText.isTemplate(text)) {
            return scalar;
        }
        diagnostics.add(
                Diagnostic.warning(scalar.span(), "a template in the output of an inventory script is not expanded")
                        .why("what a program prints is data"));
        return new YamlNode.Scalar(text, text, true, "!unsafe", scalar.span());
    }

    /** The value of a text in an INI file: a Python literal, or the text itself. */
    static Variable ofIni(String text, Span span) {
        return new Variable(withTemplates(PythonLiteral.parse(text), span), span);
    }

    private static @Nullable Object withTemplates(@Nullable Object value, Span span) {
        if (value instanceof String text && TemplateText.isTemplate(text)) {
            return new TemplateText(text, span);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(withTemplates(item, span)));
            return Collections.unmodifiableList(items);
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key, withTemplates(item, span)));
            return Collections.unmodifiableMap(copy);
        }
        return value;
    }
}
