package io.pinwright.engine.plan;

/**
 * What is to be expected of a task that a plan does not run, beyond what it foretells.
 *
 * @param touchesHost whether it may change on the host what is not foretold: what is read of the host now may be otherwise then
 * @param changes whether it will count as changed, so that handlers run
 */
public record Outlook(boolean touchesHost, Changes changes) {

    /** Nothing beyond what it foretells. */
    public static final Outlook AS_FORETOLD = new Outlook(false, Changes.AS_FORETOLD);

    /** A task of which it is not known whether it runs, or with what result. */
    public static Outlook unknown(boolean touchesHost) {
        return new Outlook(touchesHost, Changes.PERHAPS);
    }

    /** Whether a task will count as changed. */
    public enum Changes {
        /** As the status of its turns says. */
        AS_FORETOLD,
        /** Though it is not run now. */
        YES,
        /** Nobody can tell. */
        PERHAPS
    }

    /** Of two turns of one task. */
    Outlook and(Outlook other) {
        Changes first = changes == Changes.YES || other.changes == Changes.YES
                ? Changes.YES
                : changes == Changes.PERHAPS ? changes : other.changes;
        return new Outlook(touchesHost || other.touchesHost, first);
    }
}
