package io.pinwright.engine.report;

/** Told of a run's events, one at a time, from the run's threads; must return soon. */
@FunctionalInterface
public interface RunListener {

    RunListener NONE = event -> {};

    void on(RunEvent event);
}
