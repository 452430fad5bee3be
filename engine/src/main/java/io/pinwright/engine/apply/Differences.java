package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.plan.Evaluation;
import io.pinwright.engine.plan.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What still differs from a turn's wish; things that are done each time do not count.
 *
 * @param needs queries to ask before it can be said
 * @param problem why it cannot be said at all
 */
record Differences(
        List<Change> changes,
        Set<Query> needs,
        Optional<String> problem,
        Optional<Map<String, @Nullable Object>> values) {

    static Differences of(Turn.Work work, Answers answers, List<StepOutcome> outcomes) {
        Evaluation evaluation = work.evaluate(answers, outcomes);
        if (evaluation instanceof Evaluation.Needs more) {
            return new Differences(List.of(), more.queries(), Optional.empty(), Optional.empty());
        }
        if (evaluation instanceof Evaluation.Impossible impossible) {
            return new Differences(List.of(), Set.of(), Optional.of(impossible.message()), Optional.empty());
        }
        Evaluation.Done done = (Evaluation.Done) evaluation;
        return new Differences(
                done.changes().stream().filter(change -> !change.action()).toList(),
                Set.of(),
                Optional.empty(),
                Optional.of(done.values()));
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** A turn's values for {@code register}, if they can be told from these answers. */
    static Optional<Map<String, @Nullable Object>> values(Turn.Work work, Answers answers, List<StepOutcome> outcomes) {
        return of(work, answers, outcomes).values();
    }
}
