package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.source.TextFile;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads playbooks. All problems of all files are collected; what could not be read is left out of the result. */
public final class PlaybookLoader {

    private final ModuleShapes modules;
    private final Diagnostics diagnostics;
    private final TaskReader tasks;

    private PlaybookLoader(ModuleShapes modules, Diagnostics diagnostics) {
        this.modules = modules;
        this.diagnostics = diagnostics;
        this.tasks = new TaskReader(this.modules, diagnostics);
    }

    /**
     * Reads playbook files, in order. Use the result only when {@code diagnostics} has no errors.
     *
     * @param paths files; messages name them as given here
     */
    public static List<Playbook> load(List<Path> paths, ModuleShapes modules, Diagnostics diagnostics) {
        PlaybookLoader loader = new PlaybookLoader(modules, diagnostics);
        List<Playbook> playbooks = new ArrayList<>();
        for (Path path : paths) {
            TextFile.read(path, diagnostics).ifPresent(source -> {
                Path directory = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
                playbooks.add(loader.playbook(source, Optional.of(directory)));
            });
        }
        return playbooks;
    }

    /**
     * Reads a playbook from a text, for programs that hold their playbooks elsewhere than in files.
     *
     * @param directory where {@code vars_files} and other relative paths are looked for; empty refuses {@code vars_files}
     */
    public static Playbook load(
            Source source, Optional<Path> directory, ModuleShapes modules, Diagnostics diagnostics) {
        return new PlaybookLoader(modules, diagnostics).playbook(source, directory);
    }

    private Playbook playbook(Source source, Optional<Path> directory) {
        int before = diagnostics.all().size();
        Optional<YamlNode> document = Yaml.parseOne(source, diagnostics);
        document.ifPresent(this::refuseVault);
        List<Play> plays = new ArrayList<>();
        if (document.isPresent()
                && document.get() instanceof YamlNode.Sequence list
                && !list.items().isEmpty()) {
            list.items().forEach(item -> play(item, directory).ifPresent(plays::add));
        } else if (document.isPresent() || diagnostics.all().size() == before) {
            Span span = document.map(YamlNode::span).orElse(Span.startOf(source));
            String is = document.filter(node -> !(node instanceof YamlNode.Sequence))
                    .map(YamlNode::kind)
                    .orElse("empty");
            diagnostics.add(Diagnostic.error(span, "a playbook is a list of plays, but this file is " + is)
                    .fix("begin each play with `- hosts: ...`"));
        }
        return new Playbook(source, directory, plays);
    }

    /** Encrypted values are told when the file is read, and not in the middle of a run. */
    private YamlNode refuseVault(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && "!vault".equals(scalar.tag())) {
            diagnostics.add(Diagnostic.error(scalar.span(), "`!vault` values are not supported yet")
                    .why("this version cannot decrypt Ansible's vault format")
                    .fix("give the value with `-e NAME=VALUE` or `-e @FILE`"));
        } else if (node instanceof YamlNode.Sequence list) {
            list.items().forEach(this::refuseVault);
        } else if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach(entry -> refuseVault(entry.value()));
        }
        return node;
    }

    private Optional<Play> play(YamlNode node, Optional<Path> directory) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            diagnostics.add(Diagnostic.error(node.span(), "a play must be a mapping, but is " + node.kind())
                    .fix("begin each play with `- hosts: ...`"));
            return Optional.empty();
        }
        boolean isPlay = checkKeys(mapping);
        Fields fields = new Fields(mapping, diagnostics);
        List<TemplateText> hosts = hosts(mapping, fields, isPlay);
        Keywords keywords = fields.keywords();
        List<Task> all = new ArrayList<>();
        for (Section section : List.of(Section.PRE_TASKS, Section.TASKS, Section.POST_TASKS)) {
            all.addAll(tasks.readAll(fields, section, keywords));
        }
        List<Task> handlers = tasks.readAll(fields, Section.HANDLERS, keywords);
        checkNotify(all, handlers);
        Map<String, List<YamlNode>> hiddenFileVars = new LinkedHashMap<>();
        String pattern = hosts.stream().map(TemplateText::text).collect(Collectors.joining(","));
        return Optional.of(new Play(
                fields.text("name").orElse(new TemplateText(pattern, mapping.span())),
                hosts,
                fields.vars("vars"),
                fileVars(fields, directory, hiddenFileVars),
                RolloutWords.read(fields, diagnostics),
                fields.flag("gather_facts"),
                all,
                handlers,
                keywords,
                hiddenFileVars,
                mapping.span()));
    }

    /** Reports unknown keys; says whether the mapping is meant to be a play at all. */
    private boolean checkKeys(YamlNode.Mapping mapping) {
        boolean isPlay = true;
        for (YamlNode.Entry entry : mapping.entries()) {
            String key = entry.name();
            if (KnownKeywords.isPlayKeyword(key)) {
                onlyDefault(entry, "strategy", "linear");
                onlyDefault(entry, "order", "inventory");
                continue;
            }
            Span span = entry.key().span();
            Optional<String> instead = KnownKeywords.refusedInPlay(key);
            isPlay &= !KnownKeywords.withoutPrefix(key).endsWith("_playbook");
            if (instead.isPresent()) {
                diagnostics.add(Diagnostic.error(span, "`" + key + "` is not supported yet")
                        .fix(instead.get()));
            } else if (modules.find(key).isPresent()) {
                diagnostics.add(Diagnostic.error(span, "`" + key + "` is a module, but this is a play")
                        .fix("write it in a task below `tasks`"));
            } else if (KnownKeywords.isTaskKeyword(key, Section.HANDLERS)) {
                diagnostics.add(Diagnostic.error(span, "`" + key + "` is a keyword of tasks, not of plays"));
            } else {
                diagnostics.add(Diagnostic.error(span, "`" + key + "` is not a keyword of plays")
                        .fix(NearestName.hint(key, KnownKeywords.playNames())));
            }
        }
        return isPlay;
    }

    private void onlyDefault(YamlNode.Entry entry, String key, String supported) {
        if (entry.name().equals(key)
                && !(entry.value() instanceof YamlNode.Scalar scalar
                        && KnownKeywords.withoutPrefix(scalar.text()).equals(supported))) {
            diagnostics.add(Diagnostic.error(
                            entry.value().span(), "`" + key + "` other than `" + supported + "` is not supported yet")
                    .fix("remove the line"));
        }
    }

    private List<TemplateText> hosts(YamlNode.Mapping mapping, Fields fields, boolean isPlay) {
        List<TemplateText> hosts = fields.texts("hosts");
        boolean written = mapping.get("hosts").isPresent();
        if (!written && isPlay) {
            diagnostics.add(Diagnostic.error(mapping.span(), "this play does not say for which hosts it is")
                    .fix("write `hosts: GROUP`, or `hosts: all`"));
        } else if (written
                && (fields.node("hosts").isEmpty()
                        || hosts.stream().anyMatch(h -> h.text().isBlank()))) {
            Span span = mapping.get("hosts").orElseThrow().span();
            diagnostics.add(Diagnostic.error(span, "`hosts` is empty").fix("write `hosts: GROUP`, or `hosts: all`"));
        }
        return hosts;
    }

    private void checkNotify(List<Task> all, List<Task> handlers) {
        Set<String> known = new HashSet<>();
        for (Task handler : handlers) {
            if (TemplateText.isTemplate(handler.name().text())) {
                return;
            }
            known.add(handler.name().text());
            known.addAll(handler.listen());
        }
        List<Task> notifiers = new ArrayList<>(all);
        notifiers.addAll(handlers);
        for (Task task : notifiers) {
            for (TemplateText name : task.notifies()) {
                if (!TemplateText.isTemplate(name.text()) && !known.contains(name.text())) {
                    diagnostics.add(Diagnostic.error(
                                    name.span(),
                                    "no handler of this play is named `" + name.text() + "` or listens to it")
                            .fix(
                                    known.isEmpty()
                                            ? "write the handler below `handlers`"
                                            : NearestName.hint(name.text(), known)));
                }
            }
        }
    }

    /** The variables of all files, the later file winning; what it replaces goes to {@code hidden}. */
    private Map<String, YamlNode> fileVars(
            Fields fields, Optional<Path> directory, Map<String, List<YamlNode>> hidden) {
        Map<String, YamlNode> variables = new LinkedHashMap<>();
        for (TemplateText file : fields.texts("vars_files")) {
            if (TemplateText.isTemplate(file.text())) {
                diagnostics.add(Diagnostic.error(file.span(), "templates in `vars_files` are not supported yet")
                        .fix("name the file itself"));
            } else if (directory.isEmpty()) {
                diagnostics.add(Diagnostic.error(
                        file.span(), "`vars_files` needs a playbook that is a file, but this one is a text"));
            } else {
                Path path = directory.get().resolve(file.text());
                TextFile.read(path, file.span(), diagnostics)
                        .flatMap(source -> Yaml.parseOne(source, diagnostics))
                        .map(this::refuseVault)
                        .filter(node -> !(node instanceof YamlNode.Scalar scalar && scalar.isNull()))
                        .ifPresent(node -> fields.variables("a file of variables", node)
                                .forEach((name, value) -> {
                                    YamlNode before = variables.remove(name);
                                    if (before != null) {
                                        hidden.computeIfAbsent(name, key -> new ArrayList<>())
                                                .add(0, before);
                                    }
                                    variables.put(name, value);
                                }));
            }
        }
        return variables;
    }
}
