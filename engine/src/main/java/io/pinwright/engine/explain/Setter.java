package io.pinwright.engine.explain;

import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.inventory.Precedence;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.NotYetKnown;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A task that sets a variable while a play runs: by {@code set_fact}, or by {@code register}. */
record Setter(Task task, String name, Definition definition) {

    /** Those of a play in the order in which they run, handlers last. */
    static List<Setter> of(Play play, ModuleRegistry modules) {
        List<Setter> setters = new ArrayList<>();
        Stream.concat(play.tasks().stream(), play.handlers().stream()).forEach(task -> {
            modules.find(task.module()).filter(Setter::setsAnything).ifPresent(module -> {
                for (YamlNode.Entry entry : task.args().entries()) {
                    if (module.spec().arguments().stream()
                            .noneMatch(argument -> argument.name().equals(entry.name()))) {
                        setters.add(of(
                                task,
                                entry.name(),
                                module.spec().name(),
                                Values.of(entry.value()),
                                entry.value().span()));
                    }
                }
            });
            task.register()
                    .ifPresent(name -> setters.add(
                            of(task, name, "register", new NotYetKnown("task " + quoted(task)), task.span())));
        });
        return setters;
    }

    private static boolean setsAnything(AnyModule<?> module) {
        return module instanceof ControllerModule<?> && module.spec().anyArguments();
    }

    private static Setter of(Task task, String name, String how, @Nullable Object value, Span place) {
        String rule = how + " of the task " + quoted(task) + ", from there on";
        return new Setter(task, name, new Definition(Precedence.SET_BY_TASK, rule, value, Optional.of(place)));
    }

    static String quoted(Task task) {
        return "`" + task.name().text() + "`";
    }
}
