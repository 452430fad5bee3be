package io.pinwright.modules.system;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of the facts, or why it is unknown: what cannot be read of one part must not hide the others.
 *
 * @param problem empty when there is a value
 */
public record Attempt<T>(Optional<T> value, String problem) {

    static <T> Attempt<T> of(T value) {
        return new Attempt<>(Optional.of(value), "");
    }

    static <T> Attempt<T> failed(String problem) {
        return new Attempt<>(Optional.empty(), problem);
    }

    /** The same reads in the same round, with a {@link HostProblem} as a value. For observations of one round only. */
    static <T> Observation<Attempt<T>> of(Observation<T> observation) {
        List<Observation<Map.Entry<Query, Answer>>> reads = new ArrayList<>();
        for (Query query : observation.given(Answers.NONE).needs()) {
            reads.add(Observation.of(query).map(answer -> Map.entry(query, answer)));
        }
        return Observation.all(reads).map(entries -> {
            Map<Query, Answer> answers = new HashMap<>();
            entries.forEach(entry -> answers.put(entry.getKey(), entry.getValue()));
            try {
                return observation
                        .given(Answers.of(answers))
                        .value()
                        .map(Attempt::of)
                        .orElseThrow(() -> new IllegalStateException("facts must be read in one round"));
            } catch (HostProblem e) {
                return failed(e.message());
            }
        });
    }
}
