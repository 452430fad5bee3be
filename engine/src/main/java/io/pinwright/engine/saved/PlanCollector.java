package io.pinwright.engine.saved;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerFile;
import io.pinwright.engine.plan.Evaluation;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.saved.SavedPlan.Outside;
import io.pinwright.engine.saved.SavedTask.SavedChange;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a saved plan of a run that only looks. Thread-safe. */
public final class PlanCollector implements PlanKeeper {

    private static final String SECRET_TYPE = "secret string";

    private final Secrets secrets = Secrets.fresh();
    private final Seals seals = new Seals(secrets);

    /** By play and host; a host's list is written by its own thread. */
    private final Map<Integer, Map<String, List<SavedTask>>> kept = new ConcurrentHashMap<>();

    private final Map<Integer, OptionalDouble> percentages = new ConcurrentHashMap<>();

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
        Answers answers = foretold.over(sight.known().apply(work.become()));
        if (!turn.changes().isEmpty() && (sight.plan().hidden() || hasSecret(work))) {
            return new SavedTask.Turn(
                    item(turn, sight),
                    turn.status(),
                    message(turn, sight),
                    Optional.empty(),
                    Optional.of(sealed(turn, work, answers, sight.plan().hidden())));
        }
        List<SavedChange> all = turn.changes().stream().map(seals::open).toList();
        List<Step> steps = turn.changes().stream()
                .flatMap(change -> change.steps().stream())
                .toList();
        return new SavedTask.Turn(
                item(turn, sight),
                turn.status(),
                message(turn, sight),
                Optional.empty(),
                Optional.of(new SavedTask.Work(
                        work.become(), work.resolved(), all, Guard.of(steps, answers), Optional.empty())));
    }

    /** What may be seen of a turn that a secret is in, and hashes of the rest. */
    private SavedTask.Work sealed(Turn turn, Turn.Work work, Answers answers, boolean hidden) {
        Set<String> declared = declared(work);
        Map<String, ArgumentValue> open = new LinkedHashMap<>();
        Map<String, String> hashes = new LinkedHashMap<>();
        work.resolved().entries().forEach((name, value) -> {
            if (hidden || declared.contains(name) || holdsSecret(value)) {
                hashes.put(name, seals.argument(value));
            } else {
                open.put(name, value);
            }
        });
        // Looked at once more: what others of the task asked too would not be known when it is found again.
        Set<Query> asked = work.evaluate(answers, List.of()) instanceof Evaluation.Done done ? done.asked() : Set.of();
        return new SavedTask.Work(
                work.become(),
                new ArgumentValue(open, work.resolved().span()),
                turn.changes().stream()
                        .map(change -> seals.sealed(change, hidden))
                        .toList(),
                List.of(),
                Optional.of(new SavedTask.Sealed(hashes, seals.guards(turn.changes(), asked, answers))));
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

    private static boolean hasSecret(Turn.Work work) {
        Set<String> named = work.resolved().entries().keySet();
        return declared(work).stream().anyMatch(named::contains) || holdsSecret(work.resolved());
    }

    /** The names of arguments that are secret whatever they hold. */
    private static Set<String> declared(Turn.Work work) {
        return work.module().spec().arguments().stream()
                .filter(argument -> argument.type().describe().equals(SECRET_TYPE))
                .flatMap(PlanCollector::names)
                .collect(Collectors.toSet());
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
     * @param playbooks by play: which of the playbooks it is from
     * @param source of secret arguments, which the plan refers to
     * @throws DiagnosticException when something of it must not be written down
     */
    public SavedPlan plan(Report report, SavedPlan.Origin origin, List<Integer> playbooks, ArgumentSource source) {
        SavedPlan plan = plan(report, origin, playbooks);
        Diagnostics diagnostics = new Diagnostics();
        SealedArguments.of(plan, plan.hosts(), source, SealedArguments.When.SAVING, diagnostics);
        diagnostics.throwIfErrors();
        return plan;
    }

    private SavedPlan plan(Report report, SavedPlan.Origin origin, List<Integer> playbooks) {
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
                    playbooks.get(info.index()),
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
