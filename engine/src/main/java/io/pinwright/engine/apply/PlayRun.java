package io.pinwright.engine.apply;

import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.RolloutStop;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** One play on one batch of its hosts, as many at once as there are forks. */
final class PlayRun {

    /** How long a cancelled run waits for its hosts' threads; their connections are closed, so they end at once. */
    private static final long STOP_SECONDS_MAX = 30;

    private final PlayInfo info;
    private final HostPlay play;
    private final Function<HostTarget, WavePlanner.Planner> planners;
    private final RunLog log;
    private final AtomicBoolean cancelled;
    private final BatchFailures failures;
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> cutShort = ConcurrentHashMap.newKeySet();

    PlayRun(
            PlayInfo info,
            HostPlay play,
            Function<HostTarget, WavePlanner.Planner> planners,
            RunLog log,
            AtomicBoolean cancelled,
            BatchFailures failures) {
        this.info = info;
        this.play = play;
        this.planners = planners;
        this.log = log;
        this.cancelled = cancelled;
        this.failures = failures;
    }

    /**
     * Runs until all hosts have ended.
     *
     * @param lastPlay told of each host that ended, to free what it holds
     * @throws InterruptedException when the calling thread is interrupted; hosts are told to stop
     */
    void run(List<HostTarget> hosts, int forks, Consumer<HostTarget> lastPlay) throws InterruptedException {
        log.add(new RunEvent.PlayStarted(
                info, hosts.stream().map(HostTarget::name).toList()));
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
        HostRun run = new HostRun(
                host, host.start(play.tasks().apply(host.name())), planners.apply(host), new HostRun.Results() {
                    @Override
                    public void took(TaskResult result, boolean fatal) {
                        PlayRun.this.took(result, fatal);
                    }

                    @Override
                    public void planned(Wave.Planned task, HostAnswers answers) {
                        play.keeper().planned(host.name(), task, answers);
                    }

                    @Override
                    public void replanned(String message) {
                        log.add(new RunEvent.Replanned(info.index(), host.name(), message));
                    }

                    @Override
                    public void warned(String message) {
                        log.add(new RunEvent.Warned(Diagnostic.warning(null, message)));
                    }
                });
        boolean alive = false;
        try {
            alive = run.run(() -> cancelled.get() || failures.stopped());
        } finally {
            host.ended(run.state(), run.imagined(), alive);
            HostWrites writes = host.writes();
            if (writes != null) {
                writes.problems().forEach(problem -> log.add(new RunEvent.Warned(Diagnostic.warning(null, problem))));
            }
            ended(host.name(), run.state(), alive);
            lastPlay.accept(host);
            log.add(new RunEvent.HostFinished(info.index(), host.name()));
        }
    }

    private void ended(String host, HostState state, boolean alive) {
        if (!alive) {
            failures.add(host, false);
        } else if (state.next() != null && begun.contains(host)) {
            cutShort.add(host);
        }
    }

    private void took(TaskResult result, boolean fatal) {
        begun.add(result.host());
        if (isFailure(result)) {
            failures.add(result.host(), fatal);
        }
        log.add(new RunEvent.TaskFinished(result));
    }

    private static boolean isFailure(TaskResult result) {
        return switch (result.status()) {
            case UNREACHABLE, REFUSED -> true;
            case FAILED -> !result.ignored();
            case OK, CHANGED, SKIPPED, DEFERRED -> false;
        };
    }

    /** Hosts with a result: something was found out or done there. */
    Set<String> begun() {
        return Set.copyOf(begun);
    }

    /**
     * What failures in this batch leave undone; empty when the roll-out goes on.
     *
     * @param allBegun hosts that were begun in this batch and those before it
     * @param playsAfter names
     */
    Optional<RolloutStop> stop(Set<String> allBegun, List<String> playsAfter) {
        return failures.reason()
                .map(reason -> new RolloutStop(
                        info.name(),
                        info.batches().indexOf(failures.hosts()) + 1,
                        info.batches().size(),
                        reason,
                        failures.failed(),
                        info.hosts().stream().filter(cutShort::contains).toList(),
                        info.hosts().stream()
                                .filter(host -> !allBegun.contains(host))
                                .toList(),
                        playsAfter));
    }
}
