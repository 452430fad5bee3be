package io.pinwright.engine.host;

/**
 * What a query will be answered once a step has run. Check mode lays predictions over the answers, so that later tasks see
 * them; apply reads again.
 */
public record Prediction(Query query, Answer answer) {}
