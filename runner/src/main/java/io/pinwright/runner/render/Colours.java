package io.pinwright.runner.render;

import io.pinwright.engine.report.Status;

/** Ansible's colours on a terminal, nothing elsewhere. */
public enum Colours {
    ON,
    OFF;

    private static final String RESET = "\u001b[0m";

    /** A line in the colour of a status. */
    public String status(Status status, String text) {
        return switch (status) {
            case OK -> paint("32", text);
            case CHANGED -> paint("33", text);
            case SKIPPED -> paint("36", text);
            case FAILED, UNREACHABLE, REFUSED -> paint("31", text);
            case DEFERRED -> paint("35", text);
        };
    }

    /** A line in red: it is not as it should be. */
    public String bad(String text) {
        return paint("31", text);
    }

    public String added(String text) {
        return paint("32", text);
    }

    public String removed(String text) {
        return paint("31", text);
    }

    public String warning(String text) {
        return paint("35", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return this == OFF || text.isEmpty() ? text : "\u001b[" + code + "m" + text + RESET;
    }
}
