package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.yaml.Yaml;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads tasks and handlers. */
final class TaskReader {

    private static final Set<String> LOOP_CONTROL = Set.of("loop_var", "index_var", "label");
    private static final Set<String> LOOP_CONTROL_REFUSED =
            Set.of("pause", "extended", "extended_allitems", "break_when");

    private final ModuleShapes modules;
    private final Diagnostics diagnostics;

    TaskReader(ModuleShapes modules, Diagnostics diagnostics) {
        this.modules = modules;
        this.diagnostics = diagnostics;
    }

    List<Task> readAll(Fields play, Section section, Keywords inherited) {
        List<Task> tasks = new ArrayList<>();
        play.node(section.key()).ifPresent(node -> {
            if (node instanceof YamlNode.Sequence list) {
                list.items().forEach(item -> read(item, section, inherited).ifPresent(tasks::add));
            } else {
                play.wrongType(section.key(), "a list of tasks", node);
            }
        });
        return tasks;
    }

    private Optional<Task> read(YamlNode node, Section section, Keywords inherited) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            diagnostics.add(Diagnostic.error(node.span(), "a task must be a mapping, but is " + node.kind())
                    .fix("write `- name: ...` and the module's name below it"));
            return Optional.empty();
        }
        Fields fields = new Fields(mapping, diagnostics);
        Optional<YamlNode.Entry> module = module(mapping, section);
        Optional<Task> task = module.flatMap(entry -> shape(entry.name()).map(shape -> {
            YamlNode.Mapping args = arguments(shape, entry, fields);
            return new Task(
                    section,
                    fields.text("name")
                            .orElseGet(() ->
                                    new TemplateText(shape.name(), entry.key().span())),
                    shape.name(),
                    entry.key().span(),
                    args,
                    fields.conditions("when"),
                    loop(fields),
                    fields.variableName("register"),
                    fields.texts("notify"),
                    section == Section.HANDLERS ? listen(fields) : List.of(),
                    fields.vars("vars"),
                    fields.conditions("changed_when"),
                    fields.conditions("failed_when"),
                    fields.keywords().inheriting(inherited),
                    mapping.span());
        }));
        if (task.isEmpty()) {
            checkKeywordsAlone(fields);
        }
        return task;
    }

    /** A task without a known module is no task, but its other keys are checked all the same. */
    private void checkKeywordsAlone(Fields fields) {
        fields.text("name");
        fields.conditions("when");
        loop(fields);
        fields.variableName("register");
        fields.vars("vars");
        fields.keywords();
    }

    private Optional<ModuleShape> shape(String name) {
        return modules.find(name).or(() -> modules.find(KnownKeywords.withoutPrefix(name)));
    }

    private Optional<YamlNode.Entry> module(YamlNode.Mapping mapping, Section section) {
        List<YamlNode.Entry> found = new ArrayList<>();
        boolean problem = false;
        for (YamlNode.Entry entry : mapping.entries()) {
            if (KnownKeywords.isTaskKeyword(entry.name(), section)) {
                continue;
            }
            if (shape(entry.name()).isPresent()) {
                found.add(entry);
            } else {
                problem = true;
                diagnostics.add(unknownKey(entry, section));
            }
        }
        if (found.size() > 1) {
            String all = found.stream()
                    .map(entry ->
                            "`" + entry.name() + "` (line " + entry.key().span().line() + ")")
                    .collect(Collectors.joining(" and "));
            diagnostics.add(
                    Diagnostic.error(found.get(1).key().span(), "a task names one module, but this one names " + all)
                            .fix("write a task for each; keys below a module's name are indented deeper than it"));
            return Optional.empty();
        }
        if (found.isEmpty() && !problem) {
            diagnostics.add(Diagnostic.error(mapping.span(), "this task names no module")
                    .fix("write the name of a module as a key, with its arguments below it"));
        }
        return found.stream().findFirst();
    }

    private Diagnostic unknownKey(YamlNode.Entry entry, Section section) {
        String key = entry.name();
        Span span = entry.key().span();
        Optional<String> instead = KnownKeywords.refusedInTask(key);
        if (instead.isPresent()) {
            return Diagnostic.error(span, "`" + key + "` is not supported yet").fix(instead.get());
        }
        if (key.equals("listen")) {
            return Diagnostic.error(span, "`listen` is for handlers only");
        }
        if (KnownKeywords.isPlayKeyword(key)) {
            return Diagnostic.error(span, "`" + key + "` is a keyword of plays, not of tasks");
        }
        Set<String> names = new TreeSet<>(modules.names());
        names.addAll(KnownKeywords.taskNames());
        String fix = NearestName.of(KnownKeywords.withoutPrefix(key), names)
                .map(name -> "did you mean `" + name + "`?")
                .orElse(
                        "`pinwright doc` lists the modules; their arguments go below the module's name, indented deeper");
        return Diagnostic.error(span, "`" + key + "` is neither a module nor a keyword of tasks")
                .fix(fix);
    }

    private YamlNode.Mapping arguments(ModuleShape shape, YamlNode.Entry entry, Fields fields) {
        YamlNode.Mapping own = ownArguments(shape, entry);
        Yaml.warnOfYaml11(own, diagnostics);
        Optional<YamlNode> more = fields.node("args");
        if (more.isEmpty()) {
            return own;
        }
        if (!(more.get() instanceof YamlNode.Mapping additional)) {
            fields.wrongType("args", "a mapping of arguments", more.get());
            return own;
        }
        Yaml.warnOfYaml11(additional, diagnostics);
        List<YamlNode.Entry> all = new ArrayList<>(own.entries());
        for (YamlNode.Entry argument : additional.entries()) {
            if (own.get(argument.name()).isPresent()) {
                diagnostics.add(Diagnostic.error(
                        argument.key().span(),
                        "the argument `" + argument.name() + "` stands in `args` and below `" + entry.name()
                                + "` too"));
            } else {
                all.add(argument);
            }
        }
        return new YamlNode.Mapping(all, own.span());
    }

    private YamlNode.Mapping ownArguments(ModuleShape shape, YamlNode.Entry entry) {
        YamlNode value = entry.value();
        if (value instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        if (value instanceof YamlNode.Scalar scalar) {
            return scalar.isNull()
                    ? new YamlNode.Mapping(List.of(), entry.key().span())
                    : FreeForm.parse(shape, scalar, diagnostics);
        }
        diagnostics.add(Diagnostic.error(
                        value.span(), "the arguments of `" + shape.name() + "` must be a mapping, but this is a list")
                .fix("write NAME: VALUE, without a dash before it"));
        return new YamlNode.Mapping(List.of(), value.span());
    }

    private List<String> listen(Fields fields) {
        List<String> topics = new ArrayList<>();
        for (TemplateText topic : fields.texts("listen")) {
            if (TemplateText.isTemplate(topic.text())) {
                diagnostics.add(Diagnostic.error(topic.span(), "templates in `listen` are not supported"));
            } else {
                topics.add(topic.text());
            }
        }
        return topics;
    }

    private Optional<Loop> loop(Fields fields) {
        List<String> written = new ArrayList<>();
        for (String key : List.of("loop", "with_items", "with_list")) {
            if (fields.node(key).isPresent()) {
                written.add(key);
            }
        }
        if (written.isEmpty()) {
            fields.keySpan("loop_control")
                    .ifPresent(span ->
                            diagnostics.add(Diagnostic.error(span, "`loop_control` stands here without a `loop`")));
            return Optional.empty();
        }
        if (written.size() > 1) {
            diagnostics.add(Diagnostic.error(
                    fields.keySpan(written.get(1)).orElseThrow(),
                    "a task has one loop, but this one has `" + String.join("` and `", written) + "`"));
        }
        String key = written.get(0);
        YamlNode items = fields.node(key).orElseThrow();
        boolean template = items instanceof YamlNode.Scalar scalar && TemplateText.isTemplate(scalar.text());
        if (!template && !(items instanceof YamlNode.Sequence) && !key.equals("with_items")) {
            fields.wrongType(key, "a list", items);
        }
        Yaml.warnOfYaml11(items, diagnostics);
        return Optional.of(withControl(fields, key, items));
    }

    private Loop withControl(Fields fields, String key, YamlNode items) {
        Span span = fields.keySpan(key).orElseThrow();
        boolean flatten = key.equals("with_items");
        Optional<YamlNode> node = fields.node("loop_control");
        if (node.isEmpty()) {
            return new Loop(items, flatten, "item", Optional.empty(), Optional.empty(), span);
        }
        if (!(node.get() instanceof YamlNode.Mapping mapping)) {
            fields.wrongType("loop_control", "a mapping", node.get());
            return new Loop(items, flatten, "item", Optional.empty(), Optional.empty(), span);
        }
        for (YamlNode.Entry entry : mapping.entries()) {
            if (LOOP_CONTROL_REFUSED.contains(entry.name())) {
                diagnostics.add(Diagnostic.error(
                        entry.key().span(), "`" + entry.name() + "` of `loop_control` is not supported yet"));
            } else if (!LOOP_CONTROL.contains(entry.name())) {
                diagnostics.add(Diagnostic.error(entry.key().span(), "`loop_control` has no key `" + entry.name() + "`")
                        .fix(NearestName.hint(entry.name(), LOOP_CONTROL)));
            }
        }
        Fields control = new Fields(mapping, diagnostics);
        return new Loop(
                items,
                flatten,
                control.variableName("loop_var").orElse("item"),
                control.variableName("index_var"),
                control.text("label"),
                span);
    }
}
