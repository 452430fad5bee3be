package io.pinwright.engine.module;

import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.StepOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A module that compares a host with a wish.
 *
 * @param <A> its arguments, bound
 * @param <S> the state it observes
 */
public non-sealed interface TaskModule<A, S> extends AnyModule<A> {

    /** What to read. Must reach its value in one round where it can: a dependent read costs a round trip. */
    Observation<S> observe(A args);

    /**
     * The smallest set of changes that makes the wish true, in order; empty when it is true already. Pure, and also called with
     * predicted states.
     *
     * @throws io.pinwright.engine.host.HostProblem when the wish cannot be met on this host
     */
    List<Change> diff(A args, S state);

    /**
     * What a {@code register}ed result holds besides {@code changed}, {@code failed} and {@code msg}: plain maps, lists and
     * scalars.
     *
     * @param state as observed last: after the changes, when there were any
     * @param outcomes of the steps that ran, in order; empty in check mode and when nothing was to do
     */
    default Map<String, @Nullable Object> result(A args, S state, List<StepOutcome> outcomes) {
        return Map.of();
    }

    /**
     * Whether its effect cannot be predicted: a raw command. Later tasks are not looked at before it ran, and check mode does not
     * run it.
     */
    default boolean isRaw(A args) {
        return false;
    }

    /**
     * Whether the keyword {@code environment} means something to it: it runs what the user wrote. Only such a module's commands
     * get it; with any other the keyword is refused.
     */
    default boolean takesEnvironment() {
        return false;
    }

    /** Warnings about this host that are worth a line whether or not something changes. */
    default List<String> warnings(A args, S state) {
        return List.of();
    }

    /**
     * What its wish sets that is right in the configuration and not yet in what runs. Found again on every run from the two, and
     * not remembered. What is wrong in the configuration is a change and not pending.
     */
    default List<Pending> pending(A args, S state) {
        return List.of();
    }
}
