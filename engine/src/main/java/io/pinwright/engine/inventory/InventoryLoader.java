package io.pinwright.engine.inventory;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.source.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads sources of every kind into a draft, and tells the kinds apart. */
final class InventoryLoader {

    private static final int DEPTH_MAX = 16;

    /** What a directory of inventories may hold beside them (Ansible's INVENTORY_IGNORE_EXTS and its fixed names). */
    private static final Pattern PASSED_OVER = Pattern.compile(
            "^\\.|^(host_vars|group_vars|vars_plugins)$|(\\.pyc|\\.pyo|\\.swp|\\.bak|~|\\.rpm|\\.md|\\.txt|\\.rst|\\.orig|\\.retry)$");

    private static final Pattern INI_IN_DIRECTORY = Pattern.compile("\\.(ini|cfg)$");
    private static final Pattern YAML_NAME = Pattern.compile("\\.(ya?ml|json)$");
    private static final Pattern YAML_BEGIN =
            Pattern.compile("---.*|%YAML.*|\\{.*|[\"']?[^\\s\"'=\\[\\]]+[\"']?\\s*:(\\s.*)?");

    private final Draft draft;
    private final Set<Path> bases = new LinkedHashSet<>();
    private final Diagnostics diagnostics;

    InventoryLoader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.draft = new Draft(diagnostics);
    }

    Draft draft() {
        return draft;
    }

    /** Directories beside the sources, where group_vars and host_vars are looked for, in order. */
    Set<Path> bases() {
        return bases;
    }

    void read(List<String> sources) {
        sources.forEach(this::source);
        draft.reconcile();
    }

    private void source(String source) {
        Path path;
        try {
            path = Path.of(source);
        } catch (InvalidPathException e) {
            diagnostics.add(Diagnostic.error(null, "`" + source + "` is no path: " + e.getReason()));
            return;
        }
        if (source.contains(",") && !Files.exists(path)) {
            hostList(source);
        } else if (!Files.exists(path)) {
            diagnostics.add(Diagnostic.error(null, "there is no inventory `" + source + "`")
                    .fix("check the path; a list of hosts holds a comma, for example `" + source + ",`"));
        } else {
            Path parent = path.toAbsolutePath().getParent();
            bases.add(
                    Files.isDirectory(path) || parent == null
                            ? path
                            : path.getParent() == null ? Path.of("") : path.getParent());
            path(path, 0);
        }
    }

    private void hostList(String source) {
        Source text = new Source("-i " + source, source);
        int column = 1;
        for (String part : source.split(",")) {
            String entry = part.strip();
            if (!entry.isEmpty()) {
                Span span = new Span(text, 1, column, Math.max(1, part.length()));
                hostEntry(entry, span, source);
            }
            column += part.codePointCount(0, part.length()) + 1;
        }
    }

    private void hostEntry(String entry, Span span, String source) {
        try {
            HostNames names = HostNames.parse(entry);
            for (String name : names.names()) {
                Draft.HostDraft host = draft.host(name, draft.group(Draft.UNGROUPED), source);
                names.port()
                        .ifPresent(port -> draft.hostVariable(host, "ansible_port", new Variable((long) port, span)));
            }
        } catch (IllegalArgumentException e) {
            diagnostics.add(Diagnostic.error(span, "`" + entry + "` names no host: " + e.getMessage()));
        }
    }

    private void path(Path path, int depth) {
        if (!Files.isDirectory(path)) {
            file(path);
            return;
        }
        if (depth == DEPTH_MAX) {
            diagnostics.add(Diagnostic.error(null, path + " is nested more than " + DEPTH_MAX + " directories deep"));
            return;
        }
        int read = 0;
        for (Path child : VarsDirectory.list(path, diagnostics)) {
            String name = String.valueOf(child.getFileName());
            if (PASSED_OVER.matcher(name).find()) {
                continue;
            }
            if (INI_IN_DIRECTORY.matcher(name).find()) {
                diagnostics.add(Diagnostic.warning(null, child + " is passed over")
                        .why("in a directory of inventories Ansible ignores files named .ini and .cfg")
                        .fix("rename it, for example to `" + name.replaceFirst("\\.(ini|cfg)$", "")
                                + "`, or name the file itself"));
                continue;
            }
            read++;
            path(child, depth + 1);
        }
        if (read == 0 && depth == 0) {
            diagnostics.add(Diagnostic.warning(null, "the directory " + path + " holds no inventory"));
        }
    }

    private void file(Path path) {
        boolean program = isProgram(path);
        if (program && Files.isExecutable(path)) {
            InventoryScript.read(path, draft, InventoryScript.TIME_MAX);
            return;
        }
        if (program) {
            diagnostics.add(Diagnostic.error(null, path + " begins like a program but may not be run")
                    .fix("`chmod +x " + path + "`"));
            return;
        }
        TextFile.read(path, diagnostics).ifPresent(source -> {
            if (isYaml(path, source)) {
                YamlFile.read(source, draft);
            } else {
                ini(source);
            }
        });
    }

    private void ini(Source source) {
        if (source.text().isBlank()) {
            diagnostics.add(Diagnostic.warning(Span.startOf(source), "this inventory is empty"));
        } else if (source.text().indexOf('\0') >= 0) {
            diagnostics.add(Diagnostic.error(Span.startOf(source), "this is a binary file and no inventory"));
        } else {
            IniFile.read(source, draft);
        }
    }

    private boolean isProgram(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(4);
            return head.length >= 2
                    && ((head[0] == '#' && head[1] == '!') || (head.length == 4 && head[0] == 0x7F && head[1] == 'E'));
        } catch (IOException e) {
            return false;
        }
    }

    /** By extension; a file without one is YAML when its first line that counts looks like it. */
    private static boolean isYaml(Path path, Source source) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (YAML_NAME.matcher(name).find()) {
            return true;
        }
        if (name.contains(".")) {
            return false;
        }
        return source.text()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("\uFEFF#"))
                .findFirst()
                .filter(line -> YAML_BEGIN.matcher(line).matches())
                .isPresent();
    }
}
