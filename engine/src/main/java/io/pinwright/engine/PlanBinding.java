package io.pinwright.engine;

import io.pinwright.engine.apply.SavedBinding;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.plan.ArgumentBinder;
import io.pinwright.engine.saved.SavedTask;

/** What a saved plan gets from the engine's modules and the inventory of the day. Thread-safe. */
record PlanBinding(ModuleArguments arguments, SavedHosts hosts) implements SavedBinding {

    @Override
    public AnyModule<?> module(SavedTask task) {
        return arguments.module(task);
    }

    @Override
    public ArgumentBinder.Bound<?> bind(SavedTask task, SavedTask.Work work) {
        return arguments.bound(work);
    }

    @Override
    public Become become(String host, Become planned) {
        return hosts.become(host, planned);
    }
}
