package io.pinwright.engine.yaml;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 (and so JSON) into nodes that know their place. Stricter than a plain loader: duplicate keys, unknown tags,
 * recursion, deep nesting and aliases that multiply are errors; merge keys ({@code <<}) are resolved as PyYAML does.
 */
public final class Yaml {

    /** The longest text that is read, in code points. */
    public static final int CODE_POINTS_MAX = 64 * 1024 * 1024;

    /** How deep collections may be nested. */
    public static final int DEPTH_MAX = 200;

    /** How many nodes aliases and merge keys may add to a text. */
    public static final int ALIASED_NODES_MAX = 1_000_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(CODE_POINTS_MAX)
            .setUseMarks(true)
            .setParseComments(false)
            .build();

    private Yaml() {}

    /**
     * The documents of a text. Problems are added to {@code diagnostics}; after one that is not a syntax error the nodes are
     * returned all the same, so that the caller finds its own problems too. After a syntax error the list is empty.
     */
    public static List<YamlNode> parse(Source source, Diagnostics diagnostics) {
        String text = source.text().startsWith("\uFEFF") ? source.text().substring(1) : source.text();
        Source parsed = source.text().equals(text) ? source : new Source(source.name(), text);
        NodeBuilder builder = new NodeBuilder(parsed, diagnostics);
        try {
            return builder.build(new Parse(SETTINGS).parseString(text).iterator());
        } catch (YamlEngineException e) {
            SyntaxProblem.of(parsed, e).filter(builder::isNewProblem).ifPresent(diagnostics::add);
            return List.of();
        } catch (NodeBuilder.LimitReached e) {
            diagnostics.add(e.diagnostic());
            return List.of();
        }
    }

    /** The one document of a text; empty when the text holds none or has a syntax error. More than one is an error. */
    public static Optional<YamlNode> parseOne(Source source, Diagnostics diagnostics) {
        List<YamlNode> documents = parse(source, diagnostics);
        if (documents.size() > 1) {
            diagnostics.add(Diagnostic.error(
                            documents.get(1).span(), "one YAML document is expected, but a second one begins here")
                    .fix("remove the line `---` before it, or make it a file of its own"));
        }
        return documents.stream().findFirst();
    }

    /** Warns of every value below a node that Ansible, which reads YAML 1.1, takes for something else: {@code yes}, {@code 0777}. */
    public static void warnOfYaml11(YamlNode node, Diagnostics diagnostics) {
        if (node instanceof YamlNode.Scalar scalar) {
            Yaml11.difference(scalar).ifPresent(diagnostics::add);
        } else if (node instanceof YamlNode.Sequence sequence) {
            sequence.items().forEach(item -> warnOfYaml11(item, diagnostics));
        } else if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach(entry -> warnOfYaml11(entry.value(), diagnostics));
        }
    }

    /** The warning that a plain {@code yes} or the like is a string. */
    public static Diagnostic yaml11Boolean(YamlNode.Scalar scalar) {
        boolean meant = scalar.text().equalsIgnoreCase("yes") || scalar.text().equalsIgnoreCase("on");
        return Diagnostic.warning(scalar.span(), "`" + scalar.text() + "` is a string in YAML 1.2")
                .why("Ansible reads YAML 1.1, where it is a boolean")
                .fix("write `" + meant + "` for the boolean, or `\"" + scalar.text() + "\"` for the string");
    }
}
