package io.pinwright.engine.plan;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ControllerModule.Signal;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.template.Variables;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a task on one host as planned: the whole task, or one item of its loop.
 *
 * @param item the loop item's label, or null
 * @param loop the loop's variables with the item itself, for {@code register}; empty without a loop
 * @param status what it comes to: in apply, CHANGED means that its changes are to be made
 * @param changes to make, in order
 * @param pending what is configured and waits for a restart
 * @param values for {@code register}
 * @param facts variables that it sets for the host
 * @param work what to look at again after the changes, or null when it never reaches a host
 * @param executes whether its steps are to be run: not in check mode
 */
public record Turn(
        @Nullable String item,
        Map<String, @Nullable Object> loop,
        Status status,
        @Nullable String message,
        List<Change> changes,
        List<String> warnings,
        List<Pending> pending,
        Map<String, @Nullable Object> values,
        Map<String, @Nullable Object> facts,
        Signal signal,
        @Nullable Work work,
        boolean executes) {

    /**
     * What a turn does on a host.
     *
     * @param args bound for the module
     * @param resolved the same arguments before they were bound, for who keeps them
     * @param raw whether its effect cannot be predicted
     * @param predicts whether later tasks see what it would do: not when only this task is in check mode
     * @param variables seen by {@code changed_when} and {@code failed_when}
     * @param wish digest of the module and its arguments; empty where a good end proves nothing: of a raw command, and of a task
     *     that is only looked at in an apply
     */
    public record Work(
            AnyModule<?> module,
            Object args,
            ArgumentValue resolved,
            Optional<Become> become,
            boolean raw,
            boolean predicts,
            Verdict verdict,
            Variables variables,
            Optional<String> wish) {

        /** Looks at the host again. */
        public Evaluation evaluate(Answers answers, List<StepOutcome> outcomes) {
            return Evaluation.of(module, args, answers, outcomes);
        }
    }

    /** {@code changed_when} and {@code failed_when}: the user's own reading of a result. */
    @FunctionalInterface
    public interface Verdict {

        /** Takes a turn's status and values and gives the status that the user's conditions make of it. */
        Judged judge(Status status, @Nullable String message, Map<String, @Nullable Object> values);

        /** What is to be expected of a raw command that is not run, as far as the conditions tell without its result. */
        default Outlook outlook() {
            return new Outlook(true, Outlook.Changes.YES);
        }
    }

    /** A status with its message. */
    public record Judged(Status status, @Nullable String message) {}

    public Turn {
        loop = Collections.unmodifiableMap(new LinkedHashMap<>(loop));
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
        pending = List.copyOf(pending);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** A turn that does nothing on the host. */
    public static Turn of(@Nullable String item, Status status, @Nullable String message) {
        return new Turn(
                item,
                Map.of(),
                status,
                message,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Signal.NONE,
                null,
                false);
    }

    /** The same turn as one of a loop. */
    Turn inLoop(Map<String, @Nullable Object> variables) {
        return new Turn(
                item, variables, status, message, changes, warnings, pending, values, facts, signal, work, executes);
    }

    /** The same turn, setting variables. */
    Turn setting(Map<String, ? extends @Nullable Object> variables) {
        return new Turn(
                item,
                loop,
                status,
                message,
                changes,
                warnings,
                pending,
                values,
                new LinkedHashMap<>(variables),
                signal,
                work,
                executes);
    }

    /** How a defect of a module is told: it is nobody's fault but the program's. */
    static String internalError(AnyModule<?> module, Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        return "internal error in module " + module.spec().name() + ": " + error
                + (trace.length == 0 ? "" : "\n  at " + trace[0])
                + "\n  fix: this is a defect of the program, please report it; nothing more was done on this host";
    }

    /** The same turn, judged on less than all that counts. */
    public Turn doubted(Status newStatus, @Nullable String newMessage, List<String> newWarnings) {
        return new Turn(
                item,
                loop,
                newStatus,
                newMessage,
                changes,
                newWarnings,
                pending,
                values,
                facts,
                signal,
                work,
                executes);
    }

    /** The same turn with another end. */
    public Turn ended(
            Status newStatus,
            @Nullable String newMessage,
            List<Change> newChanges,
            Map<String, @Nullable Object> newValues) {
        return new Turn(
                item,
                loop,
                newStatus,
                newMessage,
                newChanges,
                warnings,
                pending,
                newValues,
                facts,
                signal,
                work,
                executes);
    }

    /** What the host will answer once its changes are made, as later tasks of the same wave shall see it. */
    public Answers predictions() {
        return work == null || !work.predicts() || changes.isEmpty()
                ? Answers.NONE
                : new Evaluation.Done(changes, List.of(), List.of(), Map.of(), Set.of()).predictions();
    }

    /** Whether its changes change reads in a way that nobody can foretell: the restart of a guest. */
    public boolean isOpaque() {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .flatMap(step -> step.predicts().stream())
                .anyMatch(prediction -> prediction.answer() instanceof Answer.NotForetold);
    }

    /** The steps of all its changes, in order; none in check mode. */
    public List<Step> steps() {
        return executes
                ? changes.stream().flatMap(change -> change.steps().stream()).toList()
                : List.of();
    }
}
