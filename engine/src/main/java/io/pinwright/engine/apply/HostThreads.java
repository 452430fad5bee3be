package io.pinwright.engine.apply;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for hosts: virtual ones where the JDK has sound ones (24 on), daemon threads elsewhere. */
public final class HostThreads {

    private HostThreads() {}

    /** A pool in which at most {@code forks} hosts run at once. */
    static ExecutorService pool(int forks) {
        return Executors.newFixedThreadPool(forks, factory("host-"));
    }

    /**
     * Makes named daemon threads.
     *
     * @param prefix of the threads' names
     */
    public static ThreadFactory factory(String prefix) {
        if (Runtime.version().feature() >= 24) {
            try {
                // JEP 491: since 24 a virtual thread that blocks in a synchronized block no longer holds its carrier.
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                Class<?> type = Class.forName("java.lang.Thread$Builder");
                type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
                return (ThreadFactory) type.getMethod("factory").invoke(builder);
            } catch (ReflectiveOperationException e) {
                // Falls back to platform threads.
            }
        }
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
