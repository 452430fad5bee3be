package io.pinwright.simulator.shell;

import java.io.IOException;

/** A system call of the simulated host failed; the message is the C library's, for example {@code No such file or directory}. */
public final class VirtualIoException extends IOException {

    private static final long serialVersionUID = 1L;

    public VirtualIoException(String message) {
        super(message);
    }
}
