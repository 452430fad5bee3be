package io.pinwright.engine.apply;

import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** One play on all its hosts, as many at once as there are forks. */
final class PlayRun {

    /** How long a cancelled run waits for its hosts' threads; their connections are closed, so they end at once. */
    private static final long STOP_SECONDS_MAX = 30;

    private final PlayInfo info;
    private final PlayTasks tasks;
    private final Function<HostTarget, WavePlanner.Planner> planners;
    private final RunLog log;
    private final AtomicBoolean cancelled;
    private final AtomicBoolean stopped = new AtomicBoolean();

    PlayRun(
            PlayInfo info,
            PlayTasks tasks,
            Function<HostTarget, WavePlanner.Planner> planners,
            RunLog log,
            AtomicBoolean cancelled) {
        this.info = info;
        this.tasks = tasks;
        this.planners = planners;
        this.log = log;
        this.cancelled = cancelled;
    }

    /**
     * Runs until all hosts have ended.
     *
     * @param lastPlay told of each host that ended, to free what it holds
     * @throws InterruptedException when the calling thread is interrupted; hosts are told to stop
     */
    void run(List<HostTarget> hosts, int forks, Consumer<HostTarget> lastPlay) throws InterruptedException {
        log.add(new RunEvent.PlayStarted(info));
        ExecutorService pool = HostThreads.pool(Math.max(1, Math.min(forks, hosts.size())));
        try {
            List<Future<?>> running = new ArrayList<>();
            for (HostTarget host : hosts) {
                running.add(pool.submit(() -> runHost(host, lastPlay)));
            }
            pool.shutdown();
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            stop(hosts, pool);
            throw new IllegalStateException("a host's run broke: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            stop(hosts, pool);
            throw e;
        }
        log.add(new RunEvent.PlayFinished(info));
    }

    /** Ends all connections and waits until the hosts' threads have told what they did. */
    private void stop(List<HostTarget> hosts, ExecutorService pool) {
        cancelled.set(true);
        hosts.forEach(host -> host.session().cancel());
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            pool.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void runHost(HostTarget host, Consumer<HostTarget> lastPlay) {
        HostRun run = new HostRun(host, host.start(tasks), planners.apply(host), this::took);
        boolean alive = false;
        try {
            alive = run.run(() -> cancelled.get() || stopped.get());
        } finally {
            host.ended(run.state(), run.imagined(), alive);
            lastPlay.accept(host);
            log.add(new RunEvent.HostFinished(info.index(), host.name()));
        }
    }

    private void took(TaskResult result, boolean fatal) {
        boolean failed = result.status() == Status.UNREACHABLE || result.status() == Status.FAILED && !result.ignored();
        if (failed && fatal) {
            stopped.set(true);
        }
        log.add(new RunEvent.TaskFinished(result));
    }

    /** Whether {@code any_errors_fatal} ended the play. */
    boolean isStopped() {
        return stopped.get();
    }
}
