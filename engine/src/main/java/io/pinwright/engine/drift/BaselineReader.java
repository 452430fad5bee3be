package io.pinwright.engine.drift;

import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a baseline; what is wrong is collected with its place. */
final class BaselineReader {

    private static final String EXAMPLE =
            "- {hosts: all, target: \"domain adc\", reason: \"why\", expires: 2027-01-31}";
    private static final List<String> REQUIRED = List.of("hosts", "target", "reason", "expires");
    private static final List<String> KEYS = List.of("hosts", "target", "attribute", "observed", "reason", "expires");

    private final Inventory inventory;
    private final Diagnostics diagnostics;

    BaselineReader(Inventory inventory, Diagnostics diagnostics) {
        this.inventory = inventory;
        this.diagnostics = diagnostics;
    }

    List<Baseline.Entry> read(Source source) {
        Optional<YamlNode> document = Yaml.parseOne(source, diagnostics);
        if (document.isEmpty() || document.get() instanceof YamlNode.Scalar scalar && scalar.isNull()) {
            return List.of();
        }
        if (!(document.get() instanceof YamlNode.Sequence sequence)) {
            diagnostics.add(Diagnostic.error(
                            document.get().span(),
                            "a baseline is a list of accepted differences, but this is "
                                    + document.get().kind())
                    .fix("begin each with a dash: `" + EXAMPLE + "`"));
            return List.of();
        }
        List<Baseline.Entry> entries = new ArrayList<>();
        sequence.items().forEach(item -> entry(item).ifPresent(entries::add));
        return entries;
    }

    private Optional<Baseline.Entry> entry(YamlNode node) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            diagnostics.add(
                    Diagnostic.error(node.span(), "an accepted difference is a mapping, but this is " + node.kind())
                            .fix("for example `" + EXAMPLE + "`"));
            return Optional.empty();
        }
        boolean good = true;
        for (YamlNode.Entry entry : mapping.entries()) {
            if (!KEYS.contains(entry.name())) {
                diagnostics.add(
                        Diagnostic.error(entry.key().span(), "an accepted difference has no key `" + entry.name() + "`")
                                .fix(NearestName.hint(entry.name(), KEYS)));
                good = false;
            }
        }
        for (String key : REQUIRED) {
            if (mapping.get(key).isEmpty()) {
                diagnostics.add(Diagnostic.error(mapping.span(), "an accepted difference needs `" + key + "`")
                        .fix("for example `" + EXAMPLE + "`"));
                good = false;
            }
        }
        Optional<YamlNode.Scalar> hosts = text(mapping, "hosts");
        Optional<YamlNode.Scalar> target = text(mapping, "target");
        Optional<YamlNode.Scalar> attribute = text(mapping, "attribute");
        Optional<YamlNode.Scalar> reason = text(mapping, "reason");
        Optional<LocalDate> expires = text(mapping, "expires").flatMap(this::date);
        Optional<YamlNode> observed = mapping.get("observed");
        if (observed.isPresent() && !(observed.get() instanceof YamlNode.Scalar)) {
            diagnostics.add(Diagnostic.error(
                            observed.get().span(),
                            "observed must be a text, but is " + observed.get().kind())
                    .fix("give the value as `check` shows it, in quotes; `null` for a thing that is not there"));
            good = false;
        }
        Set<String> names = hosts.map(this::names).orElse(Set.of());
        if (!good
                || hosts.isEmpty()
                || target.isEmpty()
                || reason.isEmpty()
                || expires.isEmpty()
                || mapping.get("attribute").isPresent() && attribute.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Baseline.Entry(
                names,
                Glob.of(target.get().text()),
                attribute.map(scalar -> Glob.of(scalar.text())),
                observed.isEmpty(),
                observed.map(value -> (YamlNode.Scalar) value)
                        .filter(scalar -> !scalar.isNull())
                        .map(YamlNode.Scalar::text)
                        .orElse(null),
                reason.get().text(),
                expires.get(),
                mapping.span()));
    }

    private Optional<YamlNode.Scalar> text(YamlNode.Mapping mapping, String key) {
        Optional<YamlNode> node = mapping.get(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof YamlNode.Scalar scalar && !scalar.text().isBlank() && !scalar.isNull()) {
            return Optional.of(scalar);
        }
        String found =
                node.get() instanceof YamlNode.Scalar ? "empty" : node.get().kind();
        diagnostics.add(Diagnostic.error(node.get().span(), key + " must be a text, but is " + found)
                .fix("for example `" + EXAMPLE + "`"));
        return Optional.empty();
    }

    private Optional<LocalDate> date(YamlNode.Scalar scalar) {
        try {
            return Optional.of(LocalDate.parse(scalar.text()));
        } catch (DateTimeParseException e) {
            diagnostics.add(Diagnostic.error(
                            scalar.span(), "expires must be a day such as 2027-01-31, but is `" + scalar.text() + "`")
                    .why("what is accepted for ever is never looked at again")
                    .fix("write year, month and day: YYYY-MM-DD"));
            return Optional.empty();
        }
    }

    private Set<String> names(YamlNode.Scalar pattern) {
        Set<String> names = new LinkedHashSet<>();
        for (Host host : inventory.select(pattern.text(), pattern.span(), diagnostics)) {
            names.add(host.name());
        }
        return names;
    }
}
