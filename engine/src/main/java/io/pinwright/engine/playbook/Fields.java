package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads typed values out of a play's or task's mapping and reports what has another type. A key without a value counts as
 * not written, with a warning.
 */
final class Fields {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> BECOME_METHODS = Set.of("sudo", "su");

    private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    private final Diagnostics diagnostics;

    Fields(YamlNode.Mapping mapping, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        for (YamlNode.Entry entry : mapping.entries()) {
            if (entry.value() instanceof YamlNode.Scalar scalar && scalar.isNull()) {
                if (KnownKeywords.isPlayKeyword(entry.name())
                        || KnownKeywords.isTaskKeyword(entry.name(), Section.HANDLERS)) {
                    diagnostics.add(Diagnostic.warning(entry.key().span(), "`" + entry.name() + "` has no value")
                            .fix("write a value, or remove the line"));
                }
            } else {
                entries.put(entry.name(), entry);
            }
        }
    }

    Optional<YamlNode> node(String key) {
        return Optional.ofNullable(entries.get(key)).map(YamlNode.Entry::value);
    }

    Optional<Span> keySpan(String key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> entry.key().span());
    }

    Optional<TemplateText> text(String key) {
        return node(key).flatMap(node -> text(key, node));
    }

    private Optional<TemplateText> text(String key, YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && !scalar.isNull()) {
            return Optional.of(new TemplateText(scalar.text(), scalar.span()));
        }
        wrongType(key, "a text", node);
        return Optional.empty();
    }

    /** A text, or a list of them. */
    List<TemplateText> texts(String key) {
        List<TemplateText> texts = new ArrayList<>();
        node(key).ifPresent(node -> {
            List<YamlNode> items = node instanceof YamlNode.Sequence list ? list.items() : List.of(node);
            items.forEach(item -> text(key, item).ifPresent(texts::add));
        });
        return texts;
    }

    Optional<Flag> flag(String key) {
        return node(key).flatMap(node -> {
            if (node instanceof YamlNode.Scalar scalar) {
                TemplateText text = new TemplateText(scalar.text(), scalar.span());
                if (TemplateText.isTemplate(scalar.text())) {
                    return Optional.of(new Flag(Optional.empty(), text));
                }
                Optional<Boolean> value = bool(scalar);
                if (value.isPresent()) {
                    return Optional.of(new Flag(value, text));
                }
            }
            wrongType(key, "true or false", node);
            return Optional.empty();
        });
    }

    private Optional<Boolean> bool(YamlNode.Scalar scalar) {
        if (scalar.value() instanceof Boolean value) {
            return Optional.of(value);
        }
        if (scalar.isYaml11Boolean()) {
            diagnostics.add(Yaml.yaml11Boolean(scalar));
        }
        return switch (scalar.text().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> Optional.of(true);
            case "false", "no", "off", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Conditions: expressions without braces. One that is a whole template is unwrapped, with a warning. */
    List<TemplateText> conditions(String key) {
        List<TemplateText> conditions = new ArrayList<>();
        node(key).ifPresent(node -> {
            List<YamlNode> items = node instanceof YamlNode.Sequence list ? list.items() : List.of(node);
            items.forEach(item -> condition(key, item).ifPresent(conditions::add));
        });
        return conditions;
    }

    private Optional<TemplateText> condition(String key, YamlNode node) {
        if (!(node instanceof YamlNode.Scalar scalar) || scalar.text().isBlank()) {
            wrongType(key, "a condition", node);
            return Optional.empty();
        }
        if (scalar.isYaml11Boolean()) {
            return bool(scalar).map(value -> new TemplateText(value.toString(), scalar.span()));
        }
        String text = scalar.value() instanceof Boolean value ? value.toString() : scalar.text();
        if (!TemplateText.isTemplate(text)) {
            return Optional.of(new TemplateText(text, scalar.span()));
        }
        String inner = text.strip();
        boolean whole = inner.startsWith("{{") && inner.endsWith("}}") && inner.indexOf("{{", 2) < 0;
        Diagnostic problem = whole
                ? Diagnostic.warning(scalar.span(), "`" + key + "` is an expression already; the braces are not needed")
                : Diagnostic.error(
                        scalar.span(),
                        "`" + key + "` is an expression already and holds no `{{ }}`, `{% %}` or `{# #}`");
        diagnostics.add(
                problem.fix("write the names and operators without braces, for example `" + key + ": queues > 1`"));
        return whole
                ? Optional.of(
                        new TemplateText(inner.substring(2, inner.length() - 2).strip(), scalar.span()))
                : Optional.empty();
    }

    /** The name of a variable that the playbook makes. */
    Optional<String> variableName(String key) {
        return text(key).flatMap(text -> {
            if (NAME.matcher(text.text()).matches()) {
                return Optional.of(text.text());
            }
            badName(text.text(), text.span());
            return Optional.empty();
        });
    }

    Map<String, YamlNode> vars(String key) {
        return node(key).map(node -> variables("`" + key + "`", node)).orElseGet(Map::of);
    }

    /** The variables of a mapping, in order. */
    Map<String, YamlNode> variables(String what, YamlNode node) {
        Map<String, YamlNode> variables = new LinkedHashMap<>();
        if (!(node instanceof YamlNode.Mapping mapping)) {
            wrongType(what, "a mapping of variables", node);
            return variables;
        }
        for (YamlNode.Entry entry : mapping.entries()) {
            if (!NAME.matcher(entry.name()).matches()) {
                badName(entry.name(), entry.key().span());
            }
            Yaml.warnOfYaml11(entry.value(), diagnostics);
            variables.put(entry.name(), entry.value());
        }
        return variables;
    }

    private void badName(String name, Span span) {
        diagnostics.add(Diagnostic.error(span, "`" + name + "` is not a name for a variable")
                .why("expressions could not refer to it: a name has letters, digits and `_`, and begins with no digit")
                .fix("rename it, for example to `"
                        + name.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?=[0-9])|^$", "_") + "`"));
    }

    Keywords keywords() {
        return new Keywords(
                flag("become"),
                text("become_user"),
                becomeMethod(),
                environment(),
                tags(),
                flag("check_mode"),
                flag("diff"),
                flag("ignore_errors"),
                flag("no_log"),
                flag("any_errors_fatal"));
    }

    private Optional<TemplateText> becomeMethod() {
        return text("become_method").flatMap(text -> {
            String method = KnownKeywords.withoutPrefix(text.text());
            if (!TemplateText.isTemplate(method) && !BECOME_METHODS.contains(method)) {
                diagnostics.add(Diagnostic.error(text.span(), "the become method `" + method + "` is not supported yet")
                        .fix("use `sudo` or `su`"));
                return Optional.empty();
            }
            return Optional.of(new TemplateText(method, text.span()));
        });
    }

    private List<YamlNode> environment() {
        List<YamlNode> environment = new ArrayList<>();
        node("environment").ifPresent(node -> {
            for (YamlNode item : node instanceof YamlNode.Sequence list ? list.items() : List.of(node)) {
                boolean template = item instanceof YamlNode.Scalar scalar && TemplateText.isTemplate(scalar.text());
                if (template || item instanceof YamlNode.Mapping) {
                    environment.add(item);
                } else {
                    wrongType("environment", "a mapping of names to values", item);
                }
            }
        });
        return environment;
    }

    private Set<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        for (TemplateText text : texts("tags")) {
            if (TemplateText.isTemplate(text.text())) {
                diagnostics.add(Diagnostic.error(text.span(), "templates in `tags` are not supported yet")
                        .why("tasks are chosen by tags before any variable is known"));
                continue;
            }
            for (String tag : text.text().split(",", -1)) {
                if (tag.isBlank()) {
                    diagnostics.add(Diagnostic.error(text.span(), "a tag is empty"));
                } else {
                    tags.add(tag.strip());
                }
            }
        }
        return tags;
    }

    /** Reports that a value has another type than is due. */
    void wrongType(String key, String wanted, YamlNode node) {
        String shown = key.startsWith("`") ? key : "`" + key + "`";
        String is =
                node instanceof YamlNode.Scalar scalar && !scalar.isNull() ? "`" + scalar.text() + "`" : node.kind();
        diagnostics.add(Diagnostic.error(node.span(), shown + " must be " + wanted + ", but is " + is));
    }
}
