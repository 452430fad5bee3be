package io.pinwright.engine.apply;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.plan.ArgumentBinder;
import io.pinwright.engine.saved.SavedTask;

/** What a saved plan does not hold: modules, and how one becomes another user on a host. Thread-safe. */
public interface SavedBinding {

    AnyModule<?> module(SavedTask task);

    /** A turn's arguments, bound for the module. */
    ArgumentBinder.Bound<?> bind(SavedTask task, SavedTask.Work work);

    /** The user that was planned, with the password of the day. */
    Become become(String host, Become planned);
}
