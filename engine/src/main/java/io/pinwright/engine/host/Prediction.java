package io.pinwright.engine.host;

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
}
