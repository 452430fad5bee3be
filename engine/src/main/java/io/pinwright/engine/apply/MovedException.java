package io.pinwright.engine.apply;

/** A host moved between look and write, before anything of a wave was written: the wave can be planned anew. */
final class MovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Wave.Planned first;

    MovedException(String message, Wave.Planned first) {
        super(message);
        this.first = first;
    }

    /** The first task that would have written. */
    Wave.Planned first() {
        return first;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
