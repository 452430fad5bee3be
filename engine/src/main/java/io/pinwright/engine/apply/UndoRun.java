package io.pinwright.engine.apply;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.undo.UndoOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Takes a run of the journal back on its hosts, as one play whose tasks are those of the run, the last first. */
public final class UndoRun {

    private static final long STOP_SECONDS_MAX = 30;

    /** The task that a change belongs to: hosts share tasks. */
    private record Key(String task, String place, String module) {
        static Key of(RecordedRun.Change change) {
            return new Key(change.task(), change.place(), change.module());
        }
    }

    private final Mode mode;
    private final RecordedRun run;
    private final List<String> hosts;
    private final Hosts targets;
    private final BiFunction<String, Optional<Become>, Optional<Become>> become;
    private final UndoOptions options;
    private final RunLog log;
    private final List<Diagnostic> warnings;
    private final Map<Key, TaskInfo> tasks = new LinkedHashMap<>();
    private final Map<String, ExchangeCounts> counts = new ConcurrentHashMap<>();

    /**
     * @param hosts of the run, those on which it is taken back
     * @param become of a host and a user that the journal names, with password and the like
     */
    public UndoRun(
            Mode mode,
            RecordedRun run,
            List<String> hosts,
            Hosts targets,
            BiFunction<String, Optional<Become>, Optional<Become>> become,
            UndoOptions options,
            RunListener listener,
            List<Diagnostic> warnings) {
        this.mode = mode;
        this.run = run;
        this.hosts = List.copyOf(hosts);
        this.targets = targets;
        this.become = become;
        this.options = options;
        this.log = new RunLog(listener);
        this.warnings = List.copyOf(warnings);
        for (String host : hosts) {
            List<RecordedRun.Entry> lastFirst = new ArrayList<>(entries(host));
            Collections.reverse(lastFirst);
            for (RecordedRun.Entry entry : lastFirst) {
                List<RecordedRun.Change> changes = new ArrayList<>(entry.changes());
                Collections.reverse(changes);
                for (RecordedRun.Change change : changes) {
                    tasks.computeIfAbsent(
                            Key.of(change),
                            key -> new TaskInfo(0, tasks.size(), key.task(), key.module(), false, null));
                }
            }
        }
    }

    private List<RecordedRun.Entry> entries(String host) {
        return run.hosts().getOrDefault(host, List.of());
    }

    /**
     * Runs on all hosts, so many at once.
     *
     * @param forks at least 1
     */
    public Report run(int forks) {
        warnings.forEach(warning -> log.add(new RunEvent.Warned(warning)));
        hosts.forEach(log::expect);
        PlayInfo play =
                new PlayInfo(0, "Undo of run " + run.info().id(), hosts, List.of(hosts), List.copyOf(tasks.values()));
        log.add(new RunEvent.PlayStarted(play, hosts));
        boolean interrupted = false;
        List<HostTarget> all = hosts.stream().map(targets::target).toList();
        ExecutorService pool = HostThreads.pool(forks);
        try {
            List<Future<?>> running = new ArrayList<>();
            all.forEach(target -> running.add(pool.submit(() -> host(target))));
            pool.shutdown();
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            stop(all, pool);
            throw new IllegalStateException("a host's run broke: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            interrupted = true;
            stop(all, pool);
            Thread.currentThread().interrupt();
        }
        log.add(new RunEvent.PlayFinished(play));
        Map<String, ExchangeCounts> ordered = new LinkedHashMap<>();
        hosts.forEach(host -> ordered.put(host, counts.getOrDefault(host, ExchangeCounts.NONE)));
        return new Report(
                mode, List.of(play), log.results(), log.recaps(), ordered, warnings, interrupted, Optional.empty());
    }

    private static void stop(List<HostTarget> all, ExecutorService pool) {
        all.forEach(target -> target.session().cancel());
        pool.shutdownNow();
        try {
            pool.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void host(HostTarget target) {
        String host = target.name();
        Map<TaskInfo, List<UndoHost.Ended>> ended = new LinkedHashMap<>();
        @Nullable TaskResult lost = null;
        try {
            new UndoHost(target, entries(host), user -> become.apply(host, user), options)
                    .run(one -> ended.computeIfAbsent(task(one), task -> new ArrayList<>())
                            .add(one));
        } catch (HostUnreachableException e) {
            String fix = e.fix().map(text -> "\n  fix: " + text).orElse("");
            lost = result(host, firstLeft(host, ended), Status.UNREACHABLE, e.message() + fix, List.of(), false);
        } finally {
            counts.put(host, target.session().counts());
            target.session().close();
        }
        List<TaskResult> results = new ArrayList<>();
        ended.forEach((task, changes) -> results.add(result(host, task, changes)));
        if (lost != null) {
            results.add(lost);
        }
        results.sort(Comparator.comparingInt(result -> result.task().index()));
        results.forEach(result -> log.add(new RunEvent.TaskFinished(result)));
        log.add(new RunEvent.HostFinished(0, host));
    }

    private TaskInfo task(UndoHost.Ended ended) {
        return java.util.Objects.requireNonNull(tasks.get(Key.of(ended.undo().recorded())));
    }

    /** The first task of which nothing is known when the host was lost. */
    private TaskInfo firstLeft(String host, Map<TaskInfo, List<UndoHost.Ended>> ended) {
        List<TaskInfo> own = entries(host).stream()
                .flatMap(entry -> entry.changes().stream())
                .map(change -> java.util.Objects.requireNonNull(tasks.get(Key.of(change))))
                .distinct()
                .sorted(Comparator.comparingInt(TaskInfo::index))
                .toList();
        return own.stream().filter(task -> !ended.containsKey(task)).findFirst().orElse(own.get(0));
    }

    /** Changes of one task that ended alike are one result; else each is an item of its own. */
    private static TaskResult result(String host, TaskInfo task, List<UndoHost.Ended> changes) {
        List<TaskResult> items =
                changes.stream().map(one -> item(host, task, one)).toList();
        TaskResult first = items.get(0);
        boolean alike = items.stream()
                .allMatch(item ->
                        item.status() == first.status() && java.util.Objects.equals(item.message(), first.message()));
        if (alike) {
            return result(
                    host,
                    task,
                    first.status(),
                    first.message(),
                    items.stream().flatMap(item -> item.changes().stream()).toList(),
                    items.stream().anyMatch(TaskResult::hidden));
        }
        Status worst = items.stream()
                .map(TaskResult::status)
                .max(Comparator.comparingInt(UndoRun::weight))
                .orElseThrow();
        return new TaskResult(
                task,
                task.name(),
                host,
                null,
                worst,
                false,
                null,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                false,
                items);
    }

    private static int weight(Status status) {
        return List.of(Status.OK, Status.CHANGED, Status.REFUSED, Status.FAILED).indexOf(status);
    }

    private static TaskResult item(String host, TaskInfo task, UndoHost.Ended one) {
        RecordedRun.Change recorded = one.undo().recorded();
        return new TaskResult(
                task,
                task.name(),
                host,
                recorded.target() + ": " + recorded.attribute(),
                one.status(),
                false,
                one.message().orElse(null),
                one.status() == Status.OK ? List.of() : List.of(one.undo().change()),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                recorded.hidden(),
                List.of());
    }

    private static TaskResult result(
            String host,
            TaskInfo task,
            Status status,
            @Nullable String message,
            List<io.pinwright.engine.module.Change> changes,
            boolean hidden) {
        return new TaskResult(
                task,
                task.name(),
                host,
                null,
                status,
                false,
                message,
                changes,
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                hidden,
                List.of());
    }
}
