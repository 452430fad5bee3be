package io.pinwright.engine.plan;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.report.Status;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a task comes to on one host, given what is known of it. */
public sealed interface TaskPlan {

    /** Not known before these queries are answered too, by the user it becomes. */
    record Waiting(Map<Optional<Become>, Set<Query>> needs) implements TaskPlan {}

    /**
     * Known.
     *
     * @param name the task's name as this host sees it; as written where it cannot be evaluated
     * @param turns one, or one an item of its loop
     * @param notifies handlers to run at the end if one of the turns changed something
     * @param ignoresErrors whether the host goes on when the task failed
     * @param hidden whether {@code no_log} forbids showing it
     * @param fatal whether {@code any_errors_fatal} ends the play for all hosts when it fails
     * @param asked what the answer rests on, by the user it becomes
     * @param outlook what is to be expected of it beyond what its turns foretell, where it is not run
     */
    record Ready(
            String name,
            List<Turn> turns,
            boolean loop,
            List<String> notifies,
            boolean ignoresErrors,
            boolean hidden,
            boolean fatal,
            Map<Optional<Become>, Set<Query>> asked,
            Outlook outlook)
            implements TaskPlan {

        public Ready {
            turns = List.copyOf(turns);
            notifies = List.copyOf(notifies);
        }

        /** The same task with its turns as they ended. */
        public Ready withTurns(List<Turn> ended) {
            return new Ready(name, ended, loop, notifies, ignoresErrors, hidden, fatal, asked, outlook);
        }

        /** The same task with another outlook. */
        public Ready withOutlook(Outlook other) {
            return new Ready(name, turns, loop, notifies, ignoresErrors, hidden, fatal, asked, other);
        }

        /** The worst of its turns' ends: refused, failed, then changed, deferred, ok; skipped only when all are. */
        public Status status() {
            return worst(turns.stream().map(Turn::status).toList());
        }

        /**
         * Whether what it would give is not known: it, or what it depends on, is a raw command that does not run, or changes what
         * it looks at in a way that nobody can foretell.
         */
        public boolean isUnknown() {
            return turns.stream()
                    .anyMatch(turn -> turn.status() == Status.DEFERRED
                            || turn.work() != null
                                    && !turn.executes()
                                    && (turn.work().raw() && turn.status() == Status.SKIPPED || turn.isOpaque()));
        }

        /** What {@code register} holds. */
        public Map<String, @Nullable Object> registered() {
            if (!loop) {
                return turns.isEmpty() ? Map.of() : registered(turns.get(0));
            }
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            all.put(
                    "results",
                    turns.stream()
                            .filter(turn -> turn.item() != null)
                            .map(TaskPlan::registeredItem)
                            .toList());
            all.put(
                    "changed",
                    status() == Status.CHANGED || turns.stream().anyMatch(t -> t.status() == Status.CHANGED));
            all.put("failed", status() == Status.FAILED);
            all.put("skipped", status() == Status.SKIPPED);
            all.put("msg", message());
            return Collections.unmodifiableMap(all);
        }

        private String message() {
            return turns.stream()
                    .filter(turn -> turn.item() == null && turn.message() != null)
                    .map(Turn::message)
                    .findFirst()
                    .orElse(status() == Status.FAILED ? "One or more items failed" : "All items completed");
        }

        private static Map<String, @Nullable Object> registered(Turn turn) {
            return TaskPlan.registeredItem(turn);
        }
    }

    private static Map<String, @Nullable Object> registeredItem(Turn turn) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("changed", turn.status() == Status.CHANGED);
        values.put("failed", turn.status() == Status.FAILED);
        if (turn.status() == Status.SKIPPED) {
            values.put("skipped", true);
        }
        if (turn.message() != null) {
            values.put("msg", turn.message());
        }
        values.putAll(turn.loop());
        values.putAll(turn.values());
        return Collections.unmodifiableMap(values);
    }

    private static Status worst(List<Status> statuses) {
        for (Status status : List.of(Status.REFUSED, Status.FAILED, Status.DEFERRED, Status.CHANGED, Status.OK)) {
            if (statuses.contains(status)) {
                return status;
            }
        }
        return Status.SKIPPED;
    }
}
