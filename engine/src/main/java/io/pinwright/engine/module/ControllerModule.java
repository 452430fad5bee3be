package io.pinwright.engine.module;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A module that works on the controller's own values and never reaches a host: debug, assert, fail, set_fact, meta.
 *
 * @param <A> its arguments, bound
 */
public non-sealed interface ControllerModule<A> extends AnyModule<A> {

    /** Does its work; pure. */
    Outcome run(A args, Evaluator evaluator);

    /** Evaluates expressions in the variables of the task and host. */
    interface Evaluator {

        /**
         * The boolean value of a condition such as {@code nodes | length > 1}, written without braces.
         *
         * @throws io.pinwright.engine.source.DiagnosticException when it is not boolean, or a name is undefined
         */
        boolean test(ArgumentValue expression);

        /** The value of a variable or expression, or empty when it is undefined. */
        java.util.Optional<Object> find(ArgumentValue expression);
    }

    /** What the engine shall do after a controller task. */
    enum Signal {
        NONE,
        FLUSH_HANDLERS,
        END_HOST,
        END_PLAY,
        CLEAR_FACTS
    }

    /**
     * How it ended.
     *
     * @param failed whether the task failed
     * @param message shown to the user, several lines allowed; null for none
     * @param facts variables to set for the host from here on
     * @param result further values for {@code register}
     */
    record Outcome(
            boolean failed,
            @Nullable String message,
            Map<String, @Nullable Object> facts,
            Map<String, @Nullable Object> result,
            Signal signal,
            List<String> details) {

        public static Outcome ok(@Nullable String message) {
            return new Outcome(false, message, Map.of(), Map.of(), Signal.NONE, List.of());
        }

        public static Outcome failed(String message) {
            return new Outcome(true, message, Map.of(), Map.of(), Signal.NONE, List.of());
        }

        public Outcome withFacts(Map<String, @Nullable Object> values) {
            return new Outcome(failed, message, values, result, signal, details);
        }

        public Outcome withResult(Map<String, @Nullable Object> values) {
            return new Outcome(failed, message, facts, values, signal, details);
        }

        public Outcome withSignal(Signal wanted) {
            return new Outcome(failed, message, facts, result, wanted, details);
        }
    }
}
