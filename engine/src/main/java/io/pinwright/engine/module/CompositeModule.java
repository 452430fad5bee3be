package io.pinwright.engine.module;

import io.pinwright.engine.host.Observation;
import java.util.List;

/**
 * A module that stands for several others, in order; later parts see the predicted result of earlier ones.
 *
 * @param <A> its arguments, bound
 */
public non-sealed interface CompositeModule<A> extends AnyModule<A> {

    /**
     * The parts that this wish means on this host.
     *
     * @throws io.pinwright.engine.host.HostProblem (from the observation) when the wish cannot be met on this host
     */
    Observation<List<Part<?, ?>>> expand(A args);

    /**
     * Queries that the parts will ask, as far as known before the host is: named here they are asked in the same round as
     * {@link #expand}'s own.
     */
    default Observation<?> prefetch(A args) {
        return Observation.value(true);
    }

    /** A module with its arguments. */
    record Part<A, S>(TaskModule<A, S> module, A args) {}

    static <A, S> Part<A, S> part(TaskModule<A, S> module, A args) {
        return new Part<>(module, args);
    }

    /** For implementations that collect parts of different kinds. */
    static List<Part<?, ?>> parts(Part<?, ?>... parts) {
        return List.of(parts);
    }
}
