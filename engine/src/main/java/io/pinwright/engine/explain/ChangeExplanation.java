package io.pinwright.engine.explain;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why something on a host would change, or would not.
 *
 * @param target as asked for
 * @param turns tasks that are about it, in order; each item of a loop by itself
 * @param targets everything on the host that this plan would change
 * @param report of the plan
 */
public record ChangeExplanation(String host, String target, List<Turn> turns, List<String> targets, Report report) {

    /**
     * A task, or one item of its loop.
     *
     * @param name as the host sees it
     * @param place of the task; empty for one that the engine added
     * @param summary the module's rule in one sentence
     * @param why what it rests on that it comes to this
     * @param hidden whether {@code no_log} forbids showing more
     * @param changes those that are about the target
     * @param otherChanges how many more it makes
     */
    public record Turn(
            String play,
            String name,
            Optional<Span> place,
            @Nullable String item,
            String module,
            String summary,
            Status status,
            Why why,
            boolean hidden,
            List<Argument> arguments,
            List<Change> changes,
            int otherChanges,
            List<Read> reads) {

        public Turn {
            arguments = List.copyOf(arguments);
            changes = List.copyOf(changes);
            reads = List.copyOf(reads);
        }
    }

    /**
     * A reason.
     *
     * @param text one sentence without a full stop; more lines when a host or file says more
     * @param place of the condition that decided
     * @param uses the variables of that condition
     */
    public record Why(String text, Optional<Span> place, List<Use> uses) {

        static Why of(String text) {
            return new Why(text, Optional.empty(), List.of());
        }
    }

    /**
     * An argument of a task.
     *
     * @param value evaluated; null also when there is a problem
     * @param problem why it has none
     * @param written as it stands in the playbook, when it holds a template; else null
     * @param place of the value
     * @param uses the variables that its templates use
     */
    public record Argument(
            String name,
            @Nullable Object value,
            Optional<String> problem,
            @Nullable Object written,
            Span place,
            List<Use> uses) {}

    /**
     * A read that the task's outcome rests on.
     *
     * @param command as a person would type it
     * @param user as whom, when not as the one who logs in
     */
    public record Read(String command, Optional<String> user) {}

    public ChangeExplanation {
        turns = List.copyOf(turns);
        targets = List.copyOf(targets);
    }
}
