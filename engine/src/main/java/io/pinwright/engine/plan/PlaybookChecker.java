package io.pinwright.engine.plan;

import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ModuleRegistry;
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
import io.pinwright.engine.yaml.YamlNode;
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

    private void check(Task task, Diagnostics diagnostics) {
        AnyModule<?> module = modules.find(task.module()).orElseThrow();
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

    /** Whether a node holds no template anywhere. */
    static boolean isLiteral(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries().stream().allMatch(entry -> isLiteral(entry.value()));
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream().allMatch(PlaybookChecker::isLiteral);
        }
        return !(Values.of(node) instanceof TemplateText);
    }
}
