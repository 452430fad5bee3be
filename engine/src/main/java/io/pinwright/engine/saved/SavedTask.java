package io.pinwright.engine.saved;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.json.JsonText;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task of a saved plan on one host.
 *
 * @param name as the host sees it
 * @param hidden whether {@code no_log} forbids showing it
 * @param fatal whether {@code any_errors_fatal} holds
 * @param turns one, or one an item of its loop
 */
public record SavedTask(TaskInfo info, String name, boolean loop, boolean hidden, boolean fatal, List<Turn> turns) {

    public SavedTask {
        turns = List.copyOf(turns);
    }

    /**
     * One turn.
     *
     * @param item the loop item's label, or null
     * @param status what it was planned to come to
     * @param outside why it is not part of the plan, if it is not
     * @param work what it does on the host; empty where it does nothing
     */
    public record Turn(
            @Nullable String item,
            Status status,
            @Nullable String message,
            Optional<String> outside,
            Optional<Work> work) {

        /** The changes that were planned. */
        public List<SavedChange> changes() {
            return work.map(Work::changes).orElse(List.of());
        }
    }

    /**
     * What a turn does on a host.
     *
     * @param become as whom, without a password
     * @param arguments of the module, nothing left to evaluate
     * @param guards what the changes rest on besides what they say themselves
     * @param sealed what stands for its secrets; then the arguments are those that anybody may see, and no guards are named
     */
    public record Work(
            Optional<Become> become,
            ArgumentValue arguments,
            List<SavedChange> changes,
            List<Guard> guards,
            Optional<Sealed> sealed) {
        public Work {
            changes = List.copyOf(changes);
            guards = List.copyOf(guards);
        }
    }

    /**
     * A change as it was planned.
     *
     * @param tree the same as the plan's file has it: by this it is known again
     * @param seal by which it is known again when a secret is in it; then the change is only what may be seen of it
     */
    public record SavedChange(Change change, Map<String, @Nullable Object> tree, Optional<String> seal) {

        /** By which it is known again. */
        String key() {
            return seal.orElseGet(() -> JsonText.canonical(tree));
        }
    }

    /**
     * Salted hashes of what must not be written down.
     *
     * @param arguments by name: each is evaluated again, from where it stands in the playbook, when the plan is applied
     * @param guards of what the changes rest on
     */
    public record Sealed(Map<String, String> arguments, String guards) {
        public Sealed {
            arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        }
    }
}
