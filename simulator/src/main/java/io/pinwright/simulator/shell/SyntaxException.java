package io.pinwright.simulator.shell;

/** A script is not in the language, or uses a part of it that this shell refuses. */
final class SyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    SyntaxException(int line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    int line() {
        return line;
    }
}
