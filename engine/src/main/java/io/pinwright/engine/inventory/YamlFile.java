package io.pinwright.engine.inventory;

import io.pinwright.engine.inventory.Draft.GroupDraft;
import io.pinwright.engine.inventory.Draft.HostDraft;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an inventory in Ansible's YAML format (and so in JSON).
 *
 * <pre>
 * all:
 *   children:
 *     kvm: {hosts: {"kvm[01:03]": {queues: 4}}, vars: {x: 1}}
 * </pre>
 */
final class YamlFile {

    private static final List<String> KEYS = List.of("hosts", "children", "vars");

    private final Source source;
    private final Draft draft;

    private YamlFile(Source source, Draft draft) {
        this.source = source;
        this.draft = draft;
    }

    static void read(Source source, Draft draft) {
        new YamlFile(source, draft).read();
    }

    private void read() {
        int before = draft.diagnostics.all().size();
        Optional<YamlNode> document = Yaml.parseOne(source, draft.diagnostics);
        if (document.isEmpty() && draft.diagnostics.all().size() > before) {
            return;
        }
        boolean empty = document.isEmpty() || (document.get() instanceof YamlNode.Scalar scalar && scalar.isNull());
        if (empty || !(document.get() instanceof YamlNode.Mapping mapping)) {
            Span span = document.map(YamlNode::span).orElse(Span.startOf(source));
            String is = empty ? "empty" : document.get().kind();
            boolean playbook = document.isPresent() && document.get() instanceof YamlNode.Sequence;
            draft.diagnostics.add(Diagnostic.error(span, "an inventory is a mapping of groups, but this file is " + is)
                    .fix(
                            playbook
                                    ? "this looks like a playbook; `-i` takes the inventory"
                                    : "begin it with `all:` and `hosts:` below it"));
            return;
        }
        if (mapping.get("plugin").isPresent()) {
            draft.diagnostics.add(
                    Diagnostic.error(mapping.get("plugin").get().span(), "inventory plugins are not supported yet")
                            .fix(
                                    "print the inventory once with `ansible-inventory --list --yaml --export`, or name an inventory script"));
            return;
        }
        for (YamlNode.Entry entry : mapping.entries()) {
            if (KEYS.contains(entry.name()) && !looksLikeGroup(entry.value())) {
                draft.diagnostics.add(
                        Diagnostic.error(entry.key().span(), "`" + entry.name() + "` stands here without a group")
                                .why("the keys at the top of an inventory are groups")
                                .fix("write `all:` above it and indent it deeper"));
            } else {
                group(entry);
            }
        }
    }

    private static boolean looksLikeGroup(YamlNode node) {
        return node instanceof YamlNode.Mapping mapping
                && !mapping.entries().isEmpty()
                && mapping.entries().stream().allMatch(entry -> KEYS.contains(entry.name()));
    }

    private GroupDraft group(YamlNode.Entry entry) {
        GroupDraft group = draft.group(entry.name());
        asMapping(entry.value(), "the group `" + group.name + "`").ifPresent(mapping -> {
            for (YamlNode.Entry part : mapping.entries()) {
                switch (part.name()) {
                    case "hosts" -> hosts(group, part);
                    case "vars" -> vars(group, part);
                    case "children" -> children(group, part);
                    default ->
                        draft.diagnostics.add(
                                Diagnostic.error(
                                                part.key().span(),
                                                "a group has `hosts`, `children` and `vars`, but this is `"
                                                        + part.name() + "`")
                                        .fix(
                                                NearestName.of(part.name(), KEYS)
                                                        .map(near -> "did you mean `" + near + "`?")
                                                        .orElse(
                                                                "put variables below `vars`, groups below `children`, hosts below `hosts`")));
                }
            }
        });
        return group;
    }

    private void vars(GroupDraft group, YamlNode.Entry part) {
        asMapping(part.value(), "`vars`")
                .ifPresent(mapping -> VariableValues.ofFile(mapping, draft.diagnostics)
                        .forEach((name, variable) -> draft.groupVariable(group, name, variable)));
    }

    private void children(GroupDraft group, YamlNode.Entry part) {
        if (single(part).isPresent()) {
            draft.child(
                    group, draft.group(single(part).get().text()), part.value().span());
            return;
        }
        asMapping(part.value(), "`children`").ifPresent(mapping -> {
            for (YamlNode.Entry child : mapping.entries()) {
                draft.child(group, group(child), child.key().span());
            }
        });
    }

    private void hosts(GroupDraft group, YamlNode.Entry part) {
        if (single(part).isPresent()) {
            YamlNode.Scalar name = single(part).get();
            host(group, name, new YamlNode.Mapping(List.of(), name.span()));
            return;
        }
        asMapping(part.value(), "`hosts`").ifPresent(mapping -> {
            for (YamlNode.Entry entry : mapping.entries()) {
                asMapping(entry.value(), "the variables of `" + entry.name() + "`")
                        .or(() -> Optional.of(
                                new YamlNode.Mapping(List.of(), entry.key().span())))
                        .ifPresent(variables -> host(group, entry.key(), variables));
            }
        });
    }

    private void host(GroupDraft group, YamlNode.Scalar key, YamlNode.Mapping mapping) {
        HostNames names;
        try {
            names = HostNames.parse(key.text());
        } catch (IllegalArgumentException e) {
            draft.diagnostics.add(
                    Diagnostic.error(key.span(), "`" + key.text() + "` names no host: " + e.getMessage()));
            return;
        }
        Map<String, Variable> variables = VariableValues.ofFile(mapping, draft.diagnostics);
        for (String name : names.names()) {
            HostDraft host = draft.host(name, group, source.name());
            names.port()
                    .ifPresent(port -> draft.hostVariable(host, "ansible_port", new Variable((long) port, key.span())));
            variables.forEach((variable, value) -> draft.hostVariable(host, variable, value));
        }
    }

    /** One name instead of a mapping, which Ansible takes too. */
    private static Optional<YamlNode.Scalar> single(YamlNode.Entry part) {
        return part.value() instanceof YamlNode.Scalar scalar && scalar.value() instanceof String
                ? Optional.of(scalar)
                : Optional.empty();
    }

    /** A mapping; empty for nothing at all, and for anything else, which is reported. */
    private Optional<YamlNode.Mapping> asMapping(YamlNode node, String what) {
        if (node instanceof YamlNode.Mapping mapping) {
            return Optional.of(mapping);
        }
        if (!(node instanceof YamlNode.Scalar scalar && scalar.isNull())) {
            draft.diagnostics.add(Diagnostic.error(node.span(), what + " must be a mapping, but is " + node.kind())
                    .fix(
                            node instanceof YamlNode.Sequence
                                    ? "write `NAME:` with a colon after it instead of `- NAME`"
                                    : "write `NAME:` lines below it"));
        }
        return Optional.empty();
    }
}
