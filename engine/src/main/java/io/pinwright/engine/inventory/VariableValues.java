package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
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
        return of(mapping, true, diagnostics);
    }

    /** The variables of a mapping that a program printed: data, never templated. */
    static Map<String, Variable> ofProgram(YamlNode.Mapping mapping, Diagnostics diagnostics) {
        return of(mapping, false, diagnostics);
    }

    private static Map<String, Variable> of(YamlNode.Mapping mapping, boolean templates, Diagnostics diagnostics) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            if (templates) {
                Yaml.warnOfYaml11Booleans(entry.value(), diagnostics);
            }
            Object value = value(entry.value(), templates, diagnostics);
            variables.put(entry.name(), new Variable(value, entry.value().span()));
        }
        return variables;
    }

    private static @Nullable Object value(YamlNode node, boolean templates, Diagnostics diagnostics) {
        if (node instanceof YamlNode.Sequence sequence) {
            List<@Nullable Object> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(value(item, templates, diagnostics)));
            return Collections.unmodifiableList(items);
        }
        if (node instanceof YamlNode.Mapping mapping) {
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            for (YamlNode.Entry entry : mapping.entries()) {
                Object key = entry.key().value();
                map.put(
                        key == null || entry.key().quoted() ? entry.name() : key,
                        value(entry.value(), templates, diagnostics));
            }
            return Collections.unmodifiableMap(map);
        }
        return scalar((YamlNode.Scalar) node, templates, diagnostics);
    }

    private static @Nullable Object scalar(YamlNode.Scalar scalar, boolean templates, Diagnostics diagnostics) {
        if ("!vault".equals(scalar.tag())) {
            diagnostics.add(Diagnostic.error(scalar.span(), "`!vault` values are not supported yet")
                    .why("this version cannot decrypt Ansible's vault format")
                    .fix("give the value with `-e NAME=VALUE` or `-e @FILE`"));
            return null;
        }
        if (!(scalar.value() instanceof String text) || scalar.tag() != null || !TemplateText.isTemplate(text)) {
            return scalar.value();
        }
        if (templates) {
            return new TemplateText(text, scalar.span());
        }
        diagnostics.add(
                Diagnostic.warning(scalar.span(), "a template in the output of an inventory script is not expanded")
                        .why("what a program prints is data"));
        return text;
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
