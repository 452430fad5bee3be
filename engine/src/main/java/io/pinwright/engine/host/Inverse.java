package io.pinwright.engine.host;

import java.util.List;

/** How what a {@link Step} does is taken back. */
public sealed interface Inverse {

    /** What stood at the step's path before, with its mode and owner; of a file step. */
    Inverse AS_BEFORE = new AsBefore();

    /** There is nothing to take back: the step makes others' changes known, or leaves nothing behind. */
    Inverse NOTHING = new Nothing();

    /**
     * The step is done again once all that stands before it is taken back: a restart made a file's new text known, and so it makes
     * the old one known. Where nothing else is taken back, there is nothing to make known.
     */
    Inverse AGAIN = new Again();

    /** Nobody knows what the step does. */
    Inverse UNKNOWN = new Impossible("what it does is not known");

    /** See {@link #AS_BEFORE}. */
    record AsBefore() implements Inverse {}

    /** See {@link #NOTHING}. */
    record Nothing() implements Inverse {}

    /** See {@link #AGAIN}. */
    record Again() implements Inverse {}

    /** By other steps, in order. */
    record By(List<Step> steps) implements Inverse {
        public By {
            steps = List.copyOf(steps);
        }
    }

    /**
     * By a command that takes a whole document on its standard input: it is given what a read gave before the step.
     *
     * @param document its standard output is the document
     * @param argv that sets it
     * @param secret whether the document may hold a secret, which the controller must not keep
     */
    record Restore(Query.Run document, List<String> argv, boolean secret) implements Inverse {
        public Restore {
            argv = List.copyOf(argv);
        }
    }

    /**
     * Not at all.
     *
     * @param why in a few words that follow "cannot be taken back: "
     */
    record Impossible(String why) implements Inverse {}
}
