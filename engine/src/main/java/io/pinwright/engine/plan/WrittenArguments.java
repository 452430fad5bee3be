package io.pinwright.engine.plan;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.playbook.Loop;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.template.DependsOnUnknownException;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.template.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates single arguments by what is written down alone: nothing that tasks found, set or registered. Thread-safe. */
public final class WrittenArguments {

    private final ModuleRegistry modules;
    private final Templates templates;
    private final ArgumentBinder binder;

    public WrittenArguments(ModuleRegistry modules, Templates templates, ArgumentBinder binder) {
        this.modules = modules;
        this.templates = templates;
        this.binder = binder;
    }

    /**
     * Evaluates.
     *
     * @param turn of the task's loop, from 0
     * @param names of arguments as the task has them
     * @throws DiagnosticException when they cannot be evaluated
     */
    public Map<String, ArgumentValue> of(Task task, HostVariables host, int turn, Set<String> names) {
        try {
            Variables own = host.of(HostVariables.of(task), Map.of(), Map.of());
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            if (task.loop().isPresent()) {
                item.putAll(item(task.loop().get(), turn, host.complete(own, Map.of())));
            }
            return binder.some(modules.find(task.module()).orElseThrow(), task.args(), host.complete(own, item), names);
        } catch (DependsOnUnknownException e) {
            throw new DiagnosticException(Diagnostic.error(task.span(), "needs the result of " + e.task()));
        }
    }

    private Map<String, @Nullable Object> item(Loop loop, int turn, Variables variables) {
        List<@Nullable Object> items = new ArrayList<>();
        Object value = templates.resolve(Values.of(loop.items()), variables);
        for (Object item : value instanceof List<?> list ? list : List.of()) {
            if (loop.flatten() && item instanceof List<?> inner) {
                items.addAll(inner);
            } else {
                items.add(item);
            }
        }
        if (turn >= items.size()) {
            throw new DiagnosticException(Diagnostic.error(
                    loop.span(), "its loop has " + items.size() + " items now, and this is of item " + (turn + 1)));
        }
        Map<String, @Nullable Object> variable = new LinkedHashMap<>();
        variable.put(loop.variable(), items.get(turn));
        loop.indexVariable().ifPresent(name -> variable.put(name, (long) turn));
        return variable;
    }
}
