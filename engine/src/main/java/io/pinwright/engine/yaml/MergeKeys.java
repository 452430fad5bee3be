package io.pinwright.engine.yaml;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The merge key {@code <<} of YAML 1.1 (yaml.org/type/merge.html), in PyYAML's order: merged keys come first, a key of the
 * mapping itself wins over a merged one, and of a list of mappings the earlier one wins.
 */
final class MergeKeys {

    private MergeKeys() {}

    static List<YamlNode.Entry> resolve(List<YamlNode.Entry> entries, Diagnostics diagnostics) {
        if (entries.stream().noneMatch(MergeKeys::isMerge)) {
            return entries;
        }
        Map<String, YamlNode.Entry> merged = new LinkedHashMap<>();
        for (YamlNode.Entry entry : entries) {
            if (isMerge(entry)) {
                List<YamlNode.Mapping> parts = parts(entry.value(), diagnostics);
                for (int i = parts.size() - 1; i >= 0; i--) {
                    parts.get(i).entries().forEach(part -> merged.put(part.name(), part));
                }
            }
        }
        entries.stream().filter(entry -> !isMerge(entry)).forEach(entry -> merged.put(entry.name(), entry));
        return List.copyOf(merged.values());
    }

    private static boolean isMerge(YamlNode.Entry entry) {
        return entry.name().equals("<<") && !entry.key().quoted();
    }

    private static List<YamlNode.Mapping> parts(YamlNode value, Diagnostics diagnostics) {
        List<YamlNode> candidates = value instanceof YamlNode.Sequence list ? list.items() : List.of(value);
        List<YamlNode.Mapping> parts = new ArrayList<>();
        for (YamlNode candidate : candidates) {
            if (candidate instanceof YamlNode.Mapping mapping) {
                parts.add(mapping);
            } else {
                diagnostics.add(Diagnostic.error(
                                candidate.span(),
                                "`<<` merges a mapping or a list of mappings, but this is " + candidate.kind())
                        .fix("write `<<: *anchor`, where the anchor stands before a mapping"));
            }
        }
        return parts;
    }
}
