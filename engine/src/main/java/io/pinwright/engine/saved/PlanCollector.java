package io.pinwright.engine.saved;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.json.ChangeJson;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.saved.SavedPlan.Outside;
import io.pinwright.engine.saved.SavedTask.SavedChange;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a saved plan of a run that only looks. Thread-safe. */
public final class PlanCollector implements PlanKeeper {

    private static final String SECRET_TYPE = "secret string";

    private final Secrets secrets = Secrets.fresh();
    private final ChangeJson changes = SavedPlan.changes(secrets);

    /** By play and host; a host's list is written by its own thread. */
    private final Map<Integer, Map<String, List<SavedTask>>> kept = new ConcurrentHashMap<>();

    private final Map<Integer, OptionalDouble> percentages = new ConcurrentHashMap<>();
    private final Map<String, Diagnostic> problems = new ConcurrentHashMap<>();

    @Override
    public void planned(String host, TaskInfo task, Sight sight) {
        percentages.put(task.play(), sight.maxFailPercentage());
        List<SavedTask.Turn> turns = new ArrayList<>();
        Answers foretold = sight.foretold();
        for (Turn turn : sight.plan().turns()) {
            turns.add(turn(host, task, turn, sight, foretold));
            foretold = foretold.with(turn.predictions());
        }
        boolean reachesHost =
                sight.plan().turns().stream().anyMatch(turn -> turn.work() != null || turn.status() == Status.DEFERRED);
        boolean skipped = sight.plan().turns().stream().allMatch(turn -> turn.status() == Status.SKIPPED);
        if (reachesHost || skipped) {
            kept.computeIfAbsent(task.play(), play -> new ConcurrentHashMap<>())
                    .computeIfAbsent(host, name -> new ArrayList<>())
                    .add(new SavedTask(
                            task,
                            sight.plan().name(),
                            sight.plan().loop(),
                            sight.plan().hidden(),
                            sight.plan().fatal(),
                            turns));
        }
    }

    private SavedTask.Turn turn(String host, TaskInfo task, Turn turn, Sight sight, Answers foretold) {
        Optional<String> outside = outside(task, turn, sight);
        Turn.Work work = turn.work();
        if (outside.isPresent() || work == null || turn.status() == Status.SKIPPED) {
            return new SavedTask.Turn(
                    item(turn, sight), turn.status(), message(turn, sight), outside, Optional.empty());
        }
        if (!turn.changes().isEmpty() && (sight.plan().hidden() || hasSecret(work))) {
            secret(host, task, sight.plan().hidden());
        }
        List<SavedChange> all = turn.changes().stream()
                .map(change -> new SavedChange(change, changes.write(change)))
                .toList();
        List<Step> steps = turn.changes().stream()
                .flatMap(change -> change.steps().stream())
                .toList();
        return new SavedTask.Turn(
                item(turn, sight),
                turn.status(),
                message(turn, sight),
                Optional.empty(),
                Optional.of(new SavedTask.Work(
                        work.become(),
                        work.resolved(),
                        all,
                        Guard.of(steps, foretold.over(sight.known().apply(work.become()))))));
    }

    private static @Nullable String item(Turn turn, Sight sight) {
        return turn.item() == null || !sight.plan().hidden() ? turn.item() : Secret.MASK;
    }

    private static @Nullable String message(Turn turn, Sight sight) {
        return sight.plan().hidden() ? null : turn.message();
    }

    private static Optional<String> outside(TaskInfo task, Turn turn, Sight sight) {
        Turn.Work work = turn.work();
        if (work != null && work.raw()) {
            return Optional.of("runs a command whose effect cannot be foretold");
        }
        if (turn.status() == Status.DEFERRED) {
            return Optional.of(Objects.requireNonNullElse(turn.message(), "deferred"));
        }
        if (turn.status() == Status.FAILED) {
            return Optional.of("fails, which is ignored");
        }
        if (work == null || turn.status() == Status.SKIPPED) {
            return Optional.empty();
        }
        if (sight.onlyLooks().test(work)) {
            return Optional.of("only looks, by check_mode");
        }
        if (turn.changes().isEmpty() && (sight.plan().hidden() || hasSecret(work))) {
            return Optional.of("has secret arguments, and nothing to change");
        }
        return Optional.empty();
    }

    private void secret(String host, TaskInfo task, boolean hidden) {
        problems.computeIfAbsent(
                String.valueOf(task.span()) + task.name(),
                key -> Diagnostic.error(
                                task.span(),
                                "task `" + task.name() + "` cannot be saved in a plan: it has "
                                        + (hidden ? "no_log" : "a secret argument") + ", and something to change on "
                                        + host)
                        .why("a plan is a file, and no secret is written to files; without it the plan could not be"
                                + " applied")
                        .fix("leave the task out of this plan with --skip-tags, and apply it from its playbook"));
    }

    private static boolean hasSecret(Turn.Work work) {
        Map<String, ArgumentValue> named = work.resolved().entries();
        boolean declared = work.module().spec().arguments().stream()
                .filter(argument -> argument.type().describe().equals(SECRET_TYPE))
                .flatMap(PlanCollector::names)
                .anyMatch(named::containsKey);
        return declared || holdsSecret(work.resolved());
    }

    private static Stream<String> names(ArgumentSpec argument) {
        return Stream.concat(Stream.of(argument.name()), argument.aliases().stream());
    }

    private static boolean holdsSecret(ArgumentValue value) {
        return value.value() instanceof Secret
                || value.value() instanceof ControllerFile file && file.secret()
                || value.items().stream().anyMatch(PlanCollector::holdsSecret)
                || value.entries().values().stream().anyMatch(PlanCollector::holdsSecret);
    }

    /**
     * The plan.
     *
     * @param report of the run
     * @throws DiagnosticException when something of it must not be written down
     */
    public SavedPlan plan(Report report, SavedPlan.Origin origin) {
        if (!problems.isEmpty()) {
            throw new DiagnosticException(
                    new TreeMap<>(problems).values().stream().toList());
        }
        List<Outside> outside = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>();
        for (TaskResult result : report.results()) {
            boolean failed = result.status() == Status.FAILED && !result.ignored();
            if ((failed || result.status() == Status.UNREACHABLE) && left.add(result.host())) {
                outside.add(new Outside(
                        report.plays().get(result.task().play()).name(),
                        result.host(),
                        "",
                        (failed ? "not planned: task `" + result.name() + "` fails" : "not planned: unreachable")));
            }
        }
        List<SavedPlay> plays = new ArrayList<>();
        for (PlayInfo info : report.plays()) {
            Map<String, List<SavedTask>> hosts = new LinkedHashMap<>();
            Map<String, List<SavedTask>> own = kept.getOrDefault(info.index(), Map.of());
            for (String host : info.hosts()) {
                if (left.contains(host)) {
                    continue;
                }
                List<SavedTask> tasks = own.getOrDefault(host, List.of());
                hosts.put(host, tasks);
                tasks.forEach(task -> task.turns()
                        .forEach(turn -> turn.outside()
                                .ifPresent(
                                        why -> outside.add(new Outside(info.name(), host, named(task, turn), why)))));
            }
            plays.add(new SavedPlay(
                    info.name(),
                    info.batches(),
                    percentages.getOrDefault(info.index(), OptionalDouble.empty()),
                    info.tasks(),
                    hosts));
        }
        return new SavedPlan(origin, secrets, plays, outside);
    }

    private static String named(SavedTask task, SavedTask.Turn turn) {
        return "task `" + task.name() + "`"
                + (turn.item() == null ? "" : " (item=" + turn.item() + ")")
                + (task.info().span() == null ? "" : " at " + task.info().span());
    }
}
