package io.pinwright.engine.template;

/** An expression needs a value that is not known yet. */
public final class DependsOnUnknownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String task;

    public DependsOnUnknownException(String task) {
        super("needs the result of " + task, null, false, false);
        this.task = task;
    }

    /** The task whose result is missing. */
    public String task() {
        return task;
    }
}
