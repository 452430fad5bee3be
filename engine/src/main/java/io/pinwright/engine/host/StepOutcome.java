package io.pinwright.engine.host;

/**
 * How one {@link Step} ended.
 *
 * @param exit exit status of a command, 0 for a file step that succeeded; -1 when it did not run
 */
public record StepOutcome(Status status, int exit, Bytes stdout, Bytes stderr) {

    /** How it ended. */
    public enum Status {
        DONE,
        /** The exit status is not one that counts as success, or the file could not be written. */
        FAILED,
        /** Ended by its deadline on the host. */
        TIMED_OUT,
        /** An earlier step of the exchange failed. */
        NOT_RUN
    }

    public static final StepOutcome NOT_RUN = new StepOutcome(Status.NOT_RUN, -1, Bytes.EMPTY, Bytes.EMPTY);

    public boolean isDone() {
        return status == Status.DONE;
    }
}
