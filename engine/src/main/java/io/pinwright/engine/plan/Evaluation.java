package io.pinwright.engine.plan;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.CompositeModule;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.template.NotYetKnown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a module with its arguments comes to on a host, given some answers. */
public sealed interface Evaluation {

    /**
     * Not known before these queries are answered too.
     *
     * @param asked every query that was looked at so far, these included
     */
    record Needs(Set<Query> queries, Set<Query> asked) implements Evaluation {
        public Needs {
            queries = Collections.unmodifiableSet(new LinkedHashSet<>(queries));
            asked = Collections.unmodifiableSet(new LinkedHashSet<>(asked));
        }
    }

    /**
     * Known.
     *
     * @param changes in order; empty when the wish is true
     * @param pending what is configured and waits for a restart
     * @param values for {@code register}
     * @param asked every query that the answer rests on
     */
    record Done(
            List<Change> changes,
            List<String> warnings,
            List<Pending> pending,
            Map<String, @Nullable Object> values,
            Set<Query> asked)
            implements Evaluation {

        /**
         * The same with the values that the module tells after the changes. Where what they do is not foretold in full, so that
         * something would still differ, the values are not known yet.
         *
         * @param task for whoever needs one of them
         */
        Done registering(Evaluation after, String task) {
            boolean complete =
                    after instanceof Done then && then.changes().stream().allMatch(Change::action);
            Map<String, @Nullable Object> told = new LinkedHashMap<>(complete ? ((Done) after).values() : values);
            if (!complete) {
                told.replaceAll((name, value) -> new NotYetKnown("task `" + task + "`"));
            }
            return new Done(changes, warnings, complete ? ((Done) after).pending() : pending, told, asked);
        }

        /** What the host will answer once the changes are made. */
        public Answers predictions() {
            List<Step> steps = new ArrayList<>();
            changes.forEach(change -> steps.addAll(change.steps()));
            return Answers.foretold(steps);
        }
    }

    /** The wish cannot be met on this host. */
    record Impossible(String message, Set<Query> asked) implements Evaluation {}

    /**
     * Evaluates a module that looks at a host.
     *
     * @param outcomes of the steps that ran since the state was observed first; empty before any did
     */
    static <A> Evaluation of(AnyModule<A> module, Object boundArgs, Answers answers, List<StepOutcome> outcomes) {
        Set<Query> asked = new LinkedHashSet<>();
        Answers recorded = answers.recording(asked);
        try {
            @SuppressWarnings("unchecked") // made by this module's own bind
            A args = (A) boundArgs;
            if (module instanceof TaskModule<A, ?> task) {
                return evaluate(task, args, recorded, asked, outcomes);
            }
            if (module instanceof CompositeModule<A> composite) {
                return evaluate(composite, args, recorded, asked, outcomes);
            }
            throw new IllegalArgumentException(
                    ((ControllerModule<?>) module).spec().name() + " reaches no host");
        } catch (HostProblem e) {
            return new Impossible(
                    e.message() + e.fix().map(fix -> "\n  fix: " + fix).orElse(""), asked);
        } catch (RuntimeException | StackOverflowError e) {
            // A mistake in a module, or an answer that it was not ready for, ends this task on this host and nothing
            // else.
            return new Impossible(Turn.internalError(module, e), asked);
        }
    }

    private static <A, S> Evaluation evaluate(
            TaskModule<A, S> module, A args, Answers answers, Set<Query> asked, List<StepOutcome> outcomes) {
        Observation.Progress<S> progress = module.observe(args).given(answers);
        if (progress.value().isEmpty()) {
            return new Needs(progress.needs(), asked);
        }
        S state = progress.value().get();
        return new Done(
                module.diff(args, state),
                module.warnings(args, state),
                module.pending(args, state),
                module.result(args, state, outcomes),
                asked);
    }

    private static <A> Evaluation evaluate(
            CompositeModule<A> module, A args, Answers answers, Set<Query> asked, List<StepOutcome> outcomes) {
        Set<Query> needs = new LinkedHashSet<>(prefetch(module, args, answers));
        Observation.Progress<List<CompositeModule.Part<?, ?>>> parts =
                module.expand(args).given(answers);
        needs.addAll(parts.needs());
        List<Change> changes = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Set<Pending> pending = new LinkedHashSet<>();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Answers seen = answers;
        for (CompositeModule.Part<?, ?> part : parts.value().orElse(List.of())) {
            Evaluation evaluation = evaluate(part, seen, asked, outcomes);
            if (evaluation instanceof Needs more) {
                needs.addAll(more.queries());
            } else if (evaluation instanceof Done done) {
                changes.addAll(done.changes());
                done.warnings().stream().filter(w -> !warnings.contains(w)).forEach(warnings::add);
                pending.addAll(done.pending());
                if (!done.values().isEmpty()) {
                    collect(values, part.module().spec().name(), done.values());
                }
                seen = seen.with(done.predictions());
            }
        }
        return needs.isEmpty()
                ? new Done(changes, warnings, List.copyOf(pending), values, asked)
                : new Needs(needs, asked);
    }

    /** What is worth asking early; whether its answers are good is for the parts to say. */
    private static <A> Set<Query> prefetch(CompositeModule<A> module, A args, Answers answers) {
        try {
            return module.prefetch(args).given(answers).needs();
        } catch (HostProblem e) {
            return Set.of();
        }
    }

    /** Keeps a part's values under its module's name; of several parts of one module as a list. */
    private static void collect(
            Map<String, @Nullable Object> all, String module, Map<String, @Nullable Object> values) {
        Object known = all.get(module);
        if (known == null) {
            all.put(module, values);
            return;
        }
        List<Object> list =
                known instanceof List<?> several ? new ArrayList<>(several) : new ArrayList<>(List.of(known));
        list.add(values);
        all.put(module, list);
    }

    private static <A, S> Evaluation evaluate(
            CompositeModule.Part<A, S> part, Answers answers, Set<Query> asked, List<StepOutcome> outcomes) {
        return evaluate(part.module(), part.args(), answers, asked, outcomes);
    }
}
