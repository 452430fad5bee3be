package io.pinwright.engine.plan;

import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.CompositeModule;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Values;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with playbooks before any host is touched: arguments, templates, conditions, names of handlers. */
public final class PlaybookChecker {

    private final ModuleRegistry modules;
    private final Templates templates;
    private final ArgumentBinder binder;

    public PlaybookChecker(ModuleRegistry modules, Templates templates, ArgumentBinder binder) {
        this.modules = modules;
        this.templates = templates;
        this.binder = binder;
    }

    /** Adds every problem to the diagnostics. */
    public void check(Playbook playbook, Diagnostics diagnostics) {
        playbook.plays().forEach(play -> check(play, diagnostics));
    }

    private void check(Play play, Diagnostics diagnostics) {
        play.vars().values().forEach(node -> checkTemplates(Values.of(node), diagnostics));
        play.fileVars().values().forEach(node -> checkTemplates(Values.of(node), diagnostics));
        Set<String> handlers = new TreeSet<>();
        for (Task handler : play.handlers()) {
            checkName(handler, handlers, diagnostics);
            handlers.add(handler.name().text());
            handlers.addAll(handler.listen());
        }
        for (List<Task> tasks : List.of(play.tasks(), play.handlers())) {
            for (Task task : tasks) {
                check(task, diagnostics);
                for (TemplateText notify : task.notifies()) {
                    if (!TemplateText.isTemplate(notify.text()) && !handlers.contains(notify.text())) {
                        diagnostics.add(Diagnostic.error(notify.span(), "no handler is called `" + notify.text() + "`")
                                .fix(
                                        handlers.isEmpty()
                                                ? "add it under `handlers:` of this play"
                                                : NearestName.hint(notify.text(), handlers)));
                    }
                }
            }
        }
    }

    /** A notification names a handler, so the name must be known when the file is read, and be that of one. */
    private static void checkName(Task handler, Set<String> others, Diagnostics diagnostics) {
        String name = handler.name().text();
        if (TemplateText.isTemplate(name)) {
            diagnostics.add(Diagnostic.error(handler.name().span(), "a handler's name must not hold a template")
                    .why("tasks notify it by its name")
                    .fix("give it a fixed name, or a topic with `listen`"));
        } else if (others.contains(name)
                && !name.equals(handler.module())
                && handler.listen().isEmpty()) {
            diagnostics.add(Diagnostic.error(handler.name().span(), "two handlers answer to `" + name + "`")
                    .fix("rename one; let both `listen` to one topic if both shall run"));
        }
    }

    private static void checkEnvironment(Task task, AnyModule<?> module, Diagnostics diagnostics) {
        boolean refused = module instanceof CompositeModule<?>
                || module instanceof TaskModule<?, ?> host && !host.takesEnvironment();
        if (refused && !task.keywords().environment().isEmpty()) {
            diagnostics.add(Diagnostic.error(
                            task.keywords().environment().get(0).span(),
                            "environment has no meaning for the module " + task.module())
                    .why("what a module reads of a host is shared by all tasks and cannot depend on it")
                    .fix("write `environment` in the tasks that run commands of your own"));
        }
    }

    private void check(Task task, Diagnostics diagnostics) {
        AnyModule<?> module = modules.find(task.module()).orElseThrow();
        checkEnvironment(task, module, diagnostics);
        task.keywords().environment().forEach(node -> checkTemplates(Values.of(node), diagnostics));
        try {
            binder.check(module, task.args());
        } catch (DiagnosticException e) {
            diagnostics.addAll(e.diagnostics());
        }
        checkTemplates(Values.of(task.args()), diagnostics);
        checkTemplates(task.name(), diagnostics);
        task.vars().values().forEach(node -> checkTemplates(Values.of(node), diagnostics));
        task.loop().ifPresent(loop -> checkTemplates(Values.of(loop.items()), diagnostics));
        for (List<TemplateText> conditions : List.of(task.when(), task.changedWhen(), task.failedWhen())) {
            conditions.forEach(condition -> {
                if (!TemplateText.isTemplate(condition.text())) {
                    diagnostics.addAll(templates.checkExpression(condition.text(), condition.span()));
                }
            });
        }
    }

    private void checkTemplates(@Nullable Object value, Diagnostics diagnostics) {
        if (value instanceof TemplateText text && TemplateText.isTemplate(text.text())) {
            diagnostics.addAll(templates.check(text));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> checkTemplates(item, diagnostics));
        } else if (value instanceof java.util.Map<?, ?> map) {
            map.values().forEach(item -> checkTemplates(item, diagnostics));
        }
    }
}
