package io.pinwright.engine.template;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes values of YAML nodes from the user's own files. */
public final class Values {

    private Values() {}

    /**
     * The value of a node: null, Boolean, Long, BigInteger, Double, String, {@link TemplateText} for a string that holds a
     * template, unmodifiable List or Map. A {@code !unsafe} string stays plain whatever it holds.
     *
     * @throws DiagnosticException when the node has a tag that is not supported, such as {@code !vault}
     */
    public static @Nullable Object of(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar(scalar);
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<@Nullable Object> out = new ArrayList<>();
            sequence.items().forEach(item -> out.add(of(item)));
            return Collections.unmodifiableList(out);
        }
        Map<Object, @Nullable Object> out = new LinkedHashMap<>();
        for (YamlNode.Entry entry : ((YamlNode.Mapping) node).entries()) {
            Object key = entry.key().value();
            out.put(key == null || entry.key().quoted() ? entry.key().text() : key, of(entry.value()));
        }
        return Collections.unmodifiableMap(out);
    }

    private static @Nullable Object scalar(YamlNode.Scalar scalar) {
        String tag = scalar.tag();
        if (tag != null) {
            switch (tag) {
                case "!unsafe":
                    return scalar.text();
                case "!vault":
                    throw new DiagnosticException(
                            Diagnostic.error(scalar.span(), "`!vault` values are not supported yet")
                                    .why("this version cannot decrypt Ansible's vault format")
                                    .fix("give the value by `-e`, by an environment variable or by a prompt"));
                default:
                    if (tag.startsWith("!") && !tag.startsWith("!!")) {
                        throw new DiagnosticException(
                                Diagnostic.error(scalar.span(), "the tag `" + tag + "` is not known")
                                        .fix("use `!unsafe` for a text that is not a template, or no tag"));
                    }
            }
        }
        if (scalar.value() instanceof String text) {
            return TemplateText.isTemplate(text) ? new TemplateText(text, scalar.span()) : text;
        }
        return scalar.value();
    }
}
