package io.pinwright.simulator.shell;

import java.util.concurrent.atomic.AtomicLong;

/** What a running shell and all it starts may still use. Thread-safe. */
final class Budget {

    private final PosixShell.Limits limits;
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong output = new AtomicLong();
    private final long deadlineNanos;

    Budget(PosixShell.Limits limits) {
        this.limits = limits;
        this.deadlineNanos = System.nanoTime() + limits.time().toNanos();
    }

    /** Counts one command or turn of a loop. */
    void step() {
        long count = steps.incrementAndGet();
        if (count > limits.stepsMax()) {
            throw new LimitException("more than " + limits.stepsMax() + " steps");
        }
        if ((count & 63) == 0) {
            time();
        }
    }

    void time() {
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new LimitException("more than " + limits.time().toSeconds() + " s");
        }
    }

    long nanosLeft() {
        return deadlineNanos - System.nanoTime();
    }

    void output(int bytes) {
        if (output.addAndGet(bytes) > limits.outputBytesMax()) {
            throw new LimitException("more than " + limits.outputBytesMax() + " bytes of output");
        }
    }

    void depth(int depth) {
        if (depth > limits.depthMax()) {
            throw new LimitException("more than " + limits.depthMax() + " nested calls");
        }
    }

    /** A limit was passed; ends the whole shell. */
    static final class LimitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LimitException(String message) {
            super(message, null, false, false);
        }
    }
}
