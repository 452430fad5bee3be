package io.pinwright.engine.drift;

import io.pinwright.engine.drift.AppliedWishes.Never;
import io.pinwright.engine.drift.AppliedWishes.Proof;
import io.pinwright.engine.drift.AppliedWishes.Proved;
import io.pinwright.engine.drift.AppliedWishes.Wish;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Salt;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What applies proved on one host. Holds digests only, no values.
 *
 * @param tasks by wish of a whole task; so that what was right already at the last apply counts too
 * @param values by thing that was changed; so that a wish is known again in a task that was edited since
 */
record AppliedRecord(String host, Map<WishKey, TaskProof> tasks, Map<WishKey, ValueProof> values) {

    /** How many proofs of each kind are kept; the oldest go. */
    static final int PROOFS_MAX = 20_000;

    /**
     * A task that ended well.
     *
     * @param place of the task: its later wish takes the place of this one
     */
    record TaskProof(Instant at, String run, WishKey place) {}

    /** A value that was set. */
    record ValueProof(Instant at, String run, WishKey value) {}

    AppliedRecord {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static AppliedRecord empty(String host) {
        return new AppliedRecord(host, Map.of(), Map.of());
    }

    Proof proof(Wish wish, Salt salt) {
        Optional<TaskProof> task =
                wish.digest().flatMap(digest -> Optional.ofNullable(tasks.get(WishKey.ofTask(host, digest))));
        @Nullable ValueProof value = values.get(WishKey.ofAttribute(host, wish.target(), wish.attribute()));
        boolean same = value != null && value.value().equals(WishKey.ofValue(salt, wish.value()));
        if (value != null
                && same
                && task.map(proof -> proof.at().isBefore(value.at())).orElse(true)) {
            return new Proved(value.at(), value.run());
        }
        // A later apply set something else: this wish is one of the past that came back.
        boolean superseded = value != null
                && !same
                && task.map(proof -> proof.at().isBefore(value.at())).orElse(true);
        return task.isEmpty() || superseded
                ? new Never()
                : new Proved(task.get().at(), task.get().run());
    }

    /** This record with the turns that a run proved. */
    AppliedRecord with(List<TaskResult> turns, List<PlayInfo> plays, Instant at, String run, Salt salt) {
        Map<WishKey, TaskProof> newTasks = new LinkedHashMap<>();
        Map<WishKey, ValueProof> newValues = new LinkedHashMap<>(values);
        Set<WishKey> places = new HashSet<>();
        for (TaskResult turn : turns) {
            WishKey place = WishKey.ofPlace(
                    plays.get(turn.task().play()).name(),
                    turn.name(),
                    turn.task().module(),
                    turn.item());
            places.add(place);
            turn.wish().ifPresent(wish -> newTasks.put(WishKey.ofTask(host, wish), new TaskProof(at, run, place)));
            for (Change change : turn.changes()) {
                if (!change.action()) {
                    newValues.put(
                            WishKey.ofAttribute(host, change.target(), change.attribute()),
                            new ValueProof(at, run, WishKey.ofValue(salt, change.after())));
                }
            }
        }
        tasks.forEach((key, proof) -> {
            if (proof.run().equals(run) || !places.contains(proof.place())) {
                newTasks.putIfAbsent(key, proof);
            }
        });
        return new AppliedRecord(host, newTasks, newValues);
    }

    /** The newest proofs only. */
    AppliedRecord bounded() {
        if (tasks.size() <= PROOFS_MAX && values.size() <= PROOFS_MAX) {
            return this;
        }
        return new AppliedRecord(
                host,
                newest(tasks, Comparator.comparing(TaskProof::at)),
                newest(values, Comparator.comparing(ValueProof::at)));
    }

    private static <T> Map<WishKey, T> newest(Map<WishKey, T> proofs, Comparator<T> byAge) {
        return proofs.size() <= PROOFS_MAX
                ? proofs
                : proofs.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(byAge.reversed()))
                        .limit(PROOFS_MAX)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
