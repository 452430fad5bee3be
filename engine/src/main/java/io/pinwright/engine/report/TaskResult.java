package io.pinwright.engine.report;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Pending;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended on one host.
 *
 * @param name the task's name as this host sees it: templates evaluated where they can be
 * @param items results of the single turns, when it is a loop; their own {@code items} are empty
 * @param item the loop item's label, or null
 * @param ignored whether it failed and {@code ignore_errors} let the host go on
 * @param message what to tell the user: why it failed, was skipped or deferred, or what debug prints; null for none
 * @param changes what was, or would be, changed
 * @param warnings worth a line whether or not something changed
 * @param pending what is configured and waits for a restart
 * @param wish digest of the module and its arguments, the same for the same wish; empty for what no apply can prove
 * @param values what {@code register} holds
 * @param hidden whether {@code no_log} forbids showing values, changes and messages
 */
public record TaskResult(
        TaskInfo task,
        String name,
        String host,
        @Nullable String item,
        Status status,
        boolean ignored,
        @Nullable String message,
        List<Change> changes,
        List<String> warnings,
        List<Pending> pending,
        Optional<String> wish,
        Map<String, @Nullable Object> values,
        boolean hidden,
        List<TaskResult> items) {

    public TaskResult {
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
        pending = List.copyOf(pending);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        items = List.copyOf(items);
    }

    public boolean isChanged() {
        return status == Status.CHANGED;
    }

    public boolean isFailed() {
        return status == Status.FAILED;
    }
}
