package io.pinwright.engine.template;

import java.util.LinkedHashSet;
import java.util.Set;

/** One call from outside: its budget of steps, and the variables that are being evaluated. Not thread-safe. */
final class Evaluation {

    /** Steps are evaluated parts of expressions, loop turns (ten each) and characters seen by patterns. */
    static final long STEPS_MAX = 5_000_000;

    private static final int DEPTH_MAX = 60;

    final Templates templates;
    private final Set<String> inProgress = new LinkedHashSet<>();
    private long steps;
    private int depth;

    Evaluation(Templates templates) {
        this.templates = templates;
    }

    void step() {
        step(1);
    }

    void step(long count) {
        steps += count;
        if (steps > STEPS_MAX) {
            throw Problem.of("the template needs more than " + STEPS_MAX + " steps and was stopped")
                    .fix("look for nested loops or a pattern that tries too many ways");
        }
        if (Thread.currentThread().isInterrupted() && (steps & 1023) == 0) {
            throw Problem.of("the template was stopped because the run is being cancelled");
        }
    }

    void enter(String variable) {
        if (!inProgress.add(variable)) {
            throw Problem.of("the variable `" + variable + "` is defined by itself: " + String.join(" -> ", inProgress)
                            + " -> " + variable)
                    .fix("give one of them a value that does not use the others");
        }
        deeper();
    }

    void leave(String variable) {
        inProgress.remove(variable);
        depth--;
    }

    void deeper() {
        if (++depth > DEPTH_MAX) {
            depth--;
            throw Problem.of("templates or macros are nested deeper than " + DEPTH_MAX + " levels");
        }
    }

    void shallower() {
        depth--;
    }
}
