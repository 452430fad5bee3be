package io.pinwright.simulator.shell;

/** How a command leaves more than itself. */
abstract class Control extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private Control() {
        super(null, null, false, false);
    }

    /** The shell ends. */
    static final class Exit extends Control {
        private static final long serialVersionUID = 1L;
        final int status;
        final boolean runsTrap;

        Exit(int status) {
            this(status, true);
        }

        Exit(int status, boolean runsTrap) {
            this.status = status;
            this.runsTrap = runsTrap;
        }
    }

    /** A function or sourced file ends. */
    static final class Return extends Control {
        private static final long serialVersionUID = 1L;
        final int status;

        Return(int status) {
            this.status = status;
        }
    }

    /** {@code break} and {@code continue}. */
    static final class Loop extends Control {
        private static final long serialVersionUID = 1L;
        final int levels;
        final boolean again;

        Loop(int levels, boolean again) {
            this.levels = levels;
            this.again = again;
        }
    }

    /** A signal ended the process. */
    static final class Killed extends Control {
        private static final long serialVersionUID = 1L;
        final int signal;

        Killed(int signal) {
            this.signal = signal;
        }
    }
}
