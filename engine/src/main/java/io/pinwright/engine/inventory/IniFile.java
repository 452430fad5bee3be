package io.pinwright.engine.inventory;

import io.pinwright.engine.inventory.Draft.GroupDraft;
import io.pinwright.engine.inventory.Draft.HostDraft;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an inventory in Ansible's INI format.
 *
 * <pre>
 * [web]
 * web[01:03].example.com http_port=80
 * [web:vars]
 * color = "red"
 * </pre>
 */
final class IniFile {

    private static final Pattern SECTION = Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");
    private static final Pattern CHILD = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");
    private static final List<String> KINDS = List.of("hosts", "children", "vars");

    private final Source source;
    private final Draft draft;
    private final Set<String> declared = new HashSet<>();
    private final Map<String, Diagnostic> undeclared = new LinkedHashMap<>();
    private Optional<GroupDraft> group;
    private String kind = "hosts";
    private int number;
    private String line = "";
    private int indent;

    private IniFile(Source source, Draft draft) {
        this.source = source;
        this.draft = draft;
        this.group = Optional.of(draft.group(Draft.UNGROUPED));
        declared.addAll(draft.groups.keySet());
    }

    static void read(Source source, Draft draft) {
        new IniFile(source, draft).read();
    }

    private void read() {
        String text = source.text().startsWith("\uFEFF") ? source.text().substring(1) : source.text();
        for (String raw : text.split("\n", -1)) {
            number++;
            line = raw.strip();
            if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != ';') {
                indent = raw.codePointCount(0, raw.indexOf(line));
                statement();
            }
        }
        undeclared.forEach((name, problem) -> {
            if (!declared.contains(name)) {
                draft.diagnostics.add(problem.fix(NearestName.of(name, declared)
                        .map(near -> "did you mean `" + near + "`?")
                        .orElse("declare the group with a line `[" + name + "]`")));
            }
        });
    }

    private Span span(int start, int end) {
        int column = indent + line.codePointCount(0, start) + 1;
        return new Span(source, number, column, Math.max(1, line.codePointCount(start, Math.max(start, end))));
    }

    private void error(int start, int end, String message, String fix) {
        draft.diagnostics.add(Diagnostic.error(span(start, end), message).fix(fix));
    }

    private void statement() {
        Matcher section = SECTION.matcher(line);
        if (section.matches()) {
            section(section);
        } else if (line.startsWith("[") && line.endsWith("]")) {
            badSection();
        } else if (line.startsWith("[") && line.indexOf(']') < 0) {
            group = Optional.empty();
            error(0, line.length(), "this section's name is not closed", "write `]` after the name");
        } else if (group.isEmpty()) {
            return;
        } else if (kind.equals("hosts")) {
            hosts(group.get());
        } else if (kind.equals("vars")) {
            variable(group.get());
        } else {
            child(group.get());
        }
    }

    private void badSection() {
        group = Optional.empty();
        error(
                0,
                line.length(),
                "this is not a section's name",
                "write `[GROUP]`, `[GROUP:children]` or `[GROUP:vars]`, without spaces");
    }

    /** Lines below a section that cannot be understood are passed over: they would bring only more errors. */
    private void section(Matcher section) {
        String name = section.group(1);
        String wanted = section.group(2) == null ? "hosts" : section.group(2);
        if (!KINDS.contains(wanted)) {
            group = Optional.empty();
            error(
                    section.start(2),
                    section.end(2),
                    "a section of a group is `hosts`, `children` or `vars`, but this is `" + wanted + "`",
                    NearestName.hint(wanted, KINDS));
            declared.add(name);
            return;
        }
        kind = wanted;
        group = Optional.of(draft.group(name));
        if (!kind.equals("vars")) {
            declared.add(name);
        } else if (!declared.contains(name)) {
            undeclared.putIfAbsent(
                    name,
                    Diagnostic.error(
                            span(section.start(1), section.end(1)),
                            "the group `" + name + "` has variables here, but is not declared in this file"));
        }
    }

    private void child(GroupDraft parent) {
        Matcher matcher = CHILD.matcher(line);
        if (!matcher.matches()) {
            error(
                    0,
                    line.length(),
                    "the name of a group is expected, but this is `" + line + "`",
                    "write one name per line");
            return;
        }
        String name = matcher.group(1);
        Span span = span(matcher.start(1), matcher.end(1));
        undeclared.putIfAbsent(
                name,
                Diagnostic.error(span, "the group `" + name + "` is not declared, but is below `" + parent.name + "`"));
        draft.child(parent, draft.group(name), span);
    }

    private void variable(GroupDraft target) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            error(
                    0,
                    line.length(),
                    "below `[" + target.name + ":vars]` stands NAME=VALUE, but this is `" + line + "`",
                    "write a value, or move hosts below `[" + target.name + "]`");
            return;
        }
        String name = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        int start = value.isEmpty() ? line.length() : line.indexOf(value, equals + 1);
        draft.groupVariable(target, name, VariableValues.ofIni(value, span(start, line.length())));
    }

    private void hosts(GroupDraft target) {
        List<ShellWords.Word> words;
        try {
            words = ShellWords.split(line);
        } catch (IllegalArgumentException e) {
            error(0, line.length(), e.getMessage(), "close the quote, or write a backslash before it");
            return;
        }
        if (words.isEmpty()) {
            return;
        }
        ShellWords.Word first = words.get(0);
        HostNames names;
        try {
            names = HostNames.parse(first.text());
        } catch (IllegalArgumentException e) {
            error(
                    first.start(),
                    first.end(),
                    "`" + first.text() + "` names no host: " + e.getMessage(),
                    hostFix(first));
            return;
        }
        Map<String, Variable> variables = new LinkedHashMap<>();
        names.port()
                .ifPresent(port ->
                        variables.put("ansible_port", new Variable((long) port, span(first.start(), first.end()))));
        for (ShellWords.Word word : words.subList(1, words.size())) {
            int equals = word.text().indexOf('=');
            if (equals < 1) {
                error(
                        word.start(),
                        word.end(),
                        "after a host's name stands NAME=VALUE, but this is `" + word.text() + "`",
                        "one host per line; quote a value that holds spaces");
                continue;
            }
            int start = Math.min(word.end(), word.start() + equals + 1);
            variables.put(
                    word.text().substring(0, equals),
                    VariableValues.ofIni(word.text().substring(equals + 1), span(start, word.end())));
        }
        for (String name : names.names()) {
            HostDraft host = draft.host(name, target, source.name());
            variables.forEach((key, value) -> draft.hostVariable(host, key, value));
        }
    }

    private static String hostFix(ShellWords.Word word) {
        return word.text().contains("=")
                ? "variables of a group stand below `[GROUP:vars]`"
                : "write a name such as `kvm01`, `kvm[01:10]`, `10.0.0.5:2222` or `[2001:db8::1]:22`";
    }
}
