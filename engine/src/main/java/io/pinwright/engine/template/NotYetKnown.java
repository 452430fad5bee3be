package io.pinwright.engine.template;

/**
 * Stands among the variables for a result that is not there yet: of a raw command that check mode does not run, or that the
 * engine has not come to. Whoever touches it gets a {@link DependsOnUnknownException}.
 *
 * @param task the name of the task whose result is missing
 */
public record NotYetKnown(String task) {

    @Override
    public String toString() {
        return "(not known before " + task + " ran)";
    }
}
