package io.pinwright.simulator.shell;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The threads of pipelines and background jobs: virtual from JDK 24 on, where a monitor no longer pins them; else pooled. */
final class Threads {

    private static final int FIRST_SOUND_JDK = 24;
    static final ExecutorService JOBS = jobs();
    static final ScheduledExecutorService TIMER = timer();

    private Threads() {}

    private static ExecutorService jobs() {
        if (Runtime.version().feature() >= FIRST_SOUND_JDK) {
            try {
                Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
                return (ExecutorService) factory.invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("JDK without virtual threads", e);
            }
        }
        return Executors.newCachedThreadPool(task -> daemon(task, "shell-job"));
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "shell-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 4L << 20);
        thread.setDaemon(true);
        return thread;
    }
}
