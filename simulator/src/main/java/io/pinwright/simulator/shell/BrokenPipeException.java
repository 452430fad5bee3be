package io.pinwright.simulator.shell;

import java.io.IOException;

/** A write to a pipe that nobody reads any more; ends the writer as SIGPIPE does. */
final class BrokenPipeException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenPipeException() {
        super("Broken pipe");
    }
}
