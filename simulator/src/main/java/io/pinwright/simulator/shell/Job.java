package io.pinwright.simulator.shell;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A process that runs beside the shell. */
record Job(int pid, ProcessGroup group, CompletableFuture<Integer> result) {

    /** Waits for its exit status. */
    int await() {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Control.Killed(2);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Budget.LimitException limit) {
                throw limit;
            }
            throw new IllegalStateException("a job of the shell failed", e.getCause());
        }
    }
}
