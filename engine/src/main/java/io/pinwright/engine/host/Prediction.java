package io.pinwright.engine.host;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a query will be answered once a step has run. Check mode lays predictions over the answers, so that later tasks see
 * them; apply reads again.
 *
 * @param guards whether the answer before the step is what the change rests on, so that the step must not run when it is another.
 *     Not where one read shows many things that come and go: the module gives a {@link Guard} of its own then.
 */
public record Prediction(Query query, Answer answer, boolean guards) {

    public Prediction(Query query, Answer answer) {
        this(query, answer, true);
    }

    /** Predictions as answers; a later one of the same query wins. */
    public static Answers answers(Collection<Prediction> predictions) {
        Map<Query, Answer> answers = new LinkedHashMap<>();
        predictions.forEach(prediction -> answers.put(prediction.query(), prediction.answer()));
        return Answers.of(answers);
    }
}
