package io.pinwright.engine.transport.ssh;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/** Threads of connections: virtual where the JDK has sound ones. From JDK 24 on `synchronized` no longer pins them. */
final class Threads {

    /** Ends connections whose time is up; its tasks only close sockets. */
    static final ScheduledExecutorService WATCHDOG = watchdog();

    private static final ThreadFactory FACTORY = virtual();

    private Threads() {}

    static ThreadFactory factory() {
        return FACTORY;
    }

    /** Forgets at once what is cancelled, which is nearly all: its time would come when the run is long over. */
    private static ScheduledExecutorService watchdog() {
        ScheduledThreadPoolExecutor watchdog =
                new ScheduledThreadPoolExecutor(1, runnable -> daemon(runnable, "pinwright-ssh-watchdog"));
        watchdog.setRemoveOnCancelPolicy(true);
        return watchdog;
    }

    private static Thread daemon(Runnable runnable, String name) {
        Thread thread = new Thread(runnable, name);
        thread.setDaemon(true);
        return thread;
    }

    private static ThreadFactory virtual() {
        if (Runtime.version().feature() >= 24) {
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                Class<?> type = Class.forName("java.lang.Thread$Builder");
                return (ThreadFactory) type.getMethod("factory").invoke(builder);
            } catch (ReflectiveOperationException e) {
                // A JDK that calls them otherwise: platform threads do as well.
            }
        }
        return runnable -> daemon(runnable, "pinwright-ssh");
    }
}
