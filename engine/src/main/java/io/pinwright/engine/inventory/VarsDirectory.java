package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.source.TextFile;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The variables in {@code group_vars} and {@code host_vars} of one directory. For a name the first of these counts: NAME (a
 * file or a directory of files), NAME.yml, NAME.yaml, NAME.json. Each directory is listed once, whatever the number of hosts.
 *
 * @param groups by group name
 * @param hosts by host name
 */
record VarsDirectory(Map<String, Map<String, Variable>> groups, Map<String, Map<String, Variable>> hosts) {

    private static final List<String> EXTENSIONS = List.of("", ".yml", ".yaml", ".json");
    private static final int DEPTH_MAX = 16;

    static VarsDirectory read(
            Path base, Collection<String> groupNames, Collection<String> hostNames, Diagnostics diagnostics) {
        return new VarsDirectory(
                read(base.resolve("group_vars"), groupNames, diagnostics),
                read(base.resolve("host_vars"), hostNames, diagnostics));
    }

    private static Map<String, Map<String, Variable>> read(
            Path directory, Collection<String> names, Diagnostics diagnostics) {
        if (!Files.isDirectory(directory)) {
            if (Files.exists(directory)) {
                diagnostics.add(Diagnostic.error(null, directory + " must be a directory"));
            }
            return Map.of();
        }
        Set<String> present = new HashSet<>(list(directory, diagnostics).stream()
                .map(path -> String.valueOf(path.getFileName()))
                .toList());
        Map<String, Map<String, Variable>> found = new LinkedHashMap<>();
        for (String name : names) {
            List<String> candidates = EXTENSIONS.stream()
                    .map(extension -> name + extension)
                    .filter(present::contains)
                    .toList();
            if (!candidates.isEmpty() && !name.contains("/")) {
                warnOfHidden(directory, candidates, diagnostics);
                Map<String, Variable> variables = new LinkedHashMap<>();
                readInto(directory.resolve(candidates.get(0)), 0, variables, diagnostics);
                found.put(name, variables);
            }
        }
        return found;
    }

    private static void warnOfHidden(Path directory, List<String> candidates, Diagnostics diagnostics) {
        for (String hidden : candidates.subList(1, candidates.size())) {
            diagnostics.add(Diagnostic.warning(
                            null,
                            directory.resolve(hidden) + " is not read, because " + candidates.get(0) + " is there too")
                    .why("Ansible takes the first of NAME, NAME.yml, NAME.yaml and NAME.json")
                    .fix("put both into the directory " + directory.resolve(candidates.get(0)) + ", or remove one"));
        }
    }

    private static void readInto(Path path, int depth, Map<String, Variable> into, Diagnostics diagnostics) {
        if (!Files.isDirectory(path)) {
            TextFile.read(path, diagnostics).ifPresent(source -> variables(source, into, diagnostics));
            return;
        }
        if (depth == DEPTH_MAX) {
            diagnostics.add(Diagnostic.error(null, path + " is nested more than " + DEPTH_MAX + " directories deep"));
            return;
        }
        for (Path child : list(path, diagnostics)) {
            String name = String.valueOf(child.getFileName());
            String extension = name.lastIndexOf('.') > 0 ? name.substring(name.lastIndexOf('.')) : "";
            boolean directory = Files.isDirectory(child);
            boolean wanted = directory ? extension.isEmpty() : EXTENSIONS.contains(extension);
            if (wanted && !name.startsWith(".") && !name.endsWith("~")) {
                readInto(child, depth + 1, into, diagnostics);
            }
        }
    }

    private static void variables(Source source, Map<String, Variable> into, Diagnostics diagnostics) {
        Optional<YamlNode> document = Yaml.parseOne(source, diagnostics);
        if (document.isEmpty() || (document.get() instanceof YamlNode.Scalar scalar && scalar.isNull())) {
            return;
        }
        if (document.get() instanceof YamlNode.Mapping mapping) {
            VariableValues.ofFile(mapping, diagnostics).forEach((name, variable) -> {
                Variable before = into.remove(name);
                into.put(name, variable.hiding(before));
            });
        } else {
            Span span = document.get().span();
            diagnostics.add(Diagnostic.error(
                            span,
                            "a file of variables must be a mapping, but is "
                                    + document.get().kind())
                    .fix("write NAME: VALUE lines"));
        }
    }

    /** The entries of a directory, sorted by name. */
    static List<Path> list(Path directory, Diagnostics diagnostics) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> sorted = new ArrayList<>(entries.toList());
            sorted.sort((a, b) -> String.valueOf(a.getFileName()).compareTo(String.valueOf(b.getFileName())));
            return sorted;
        } catch (IOException e) {
            diagnostics.add(Diagnostic.error(null, directory + " cannot be listed: " + e.getMessage())
                    .fix("give yourself the right to read it"));
            return List.of();
        }
    }
}
