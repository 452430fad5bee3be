package io.pinwright.engine;

import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.plan.ArgumentBinder;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlay;
import io.pinwright.engine.saved.SavedTask;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Salt;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The modules and bound arguments of a saved plan's turns; bound before any host is touched. Immutable. */
final class ModuleArguments {

    private final ModuleRegistry modules;
    private final Map<SavedTask.Work, ArgumentBinder.Bound<?>> bound;

    private ModuleArguments(ModuleRegistry modules, Map<SavedTask.Work, ArgumentBinder.Bound<?>> bound) {
        this.modules = modules;
        this.bound = bound;
    }

    /** @param sealed the whole arguments of what the plan holds only a reference to, by identity */
    static ModuleArguments of(
            SavedPlan plan,
            Set<String> hosts,
            Map<SavedTask.Work, ArgumentValue> sealed,
            ModuleRegistry modules,
            Salt salt,
            Diagnostics diagnostics) {
        Map<SavedTask.Work, ArgumentBinder.Bound<?>> bound = new IdentityHashMap<>();
        for (SavedPlay play : plan.plays()) {
            play.hosts().forEach((host, tasks) -> {
                if (hosts.contains(host)) {
                    tasks.forEach(task -> task.turns()
                            .forEach(turn -> turn.work()
                                    .ifPresent(work -> bind(task, work, sealed, modules, salt, diagnostics)
                                            .ifPresent(one -> bound.put(work, one)))));
                }
            });
        }
        return new ModuleArguments(modules, bound);
    }

    private static Optional<ArgumentBinder.Bound<?>> bind(
            SavedTask task,
            SavedTask.Work work,
            Map<SavedTask.Work, ArgumentValue> sealed,
            ModuleRegistry modules,
            Salt salt,
            Diagnostics diagnostics) {
        String name = task.info().module();
        Optional<AnyModule<?>> module = modules.find(name).filter(one -> !(one instanceof ControllerModule<?>));
        if (module.isEmpty()) {
            diagnostics.add(Diagnostic.error(task.info().span(), "there is no module `" + name + "` that changes hosts")
                    .fix(NearestName.hint(name, modules.names())));
            return Optional.empty();
        }
        ArgumentValue arguments = work.sealed().isEmpty() ? work.arguments() : sealed.get(work);
        if (arguments == null) {
            return Optional.empty(); // its problem was told when it was looked for
        }
        try {
            return Optional.of(ArgumentBinder.bindResolved(module.get(), arguments, salt));
        } catch (DiagnosticException e) {
            diagnostics.addAll(e.diagnostics());
            return Optional.empty();
        }
    }

    AnyModule<?> module(SavedTask task) {
        return modules.find(task.info().module()).orElseThrow();
    }

    ArgumentBinder.Bound<?> bound(SavedTask.Work work) {
        return Objects.requireNonNull(bound.get(work));
    }
}
