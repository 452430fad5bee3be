package io.pinwright.engine.apply;

import io.pinwright.engine.plan.HostVariables;
import io.pinwright.engine.plan.TaskPlanner;
import io.pinwright.engine.playbook.Play;
import io.pinwright.engine.playbook.Rollout;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RolloutStop;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.saved.PlanKeeper;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ExchangeCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plays in order on their hosts. Each host keeps its connection from its first play to its last. */
public final class Run {

    /**
     * A play with all that it needs to run.
     *
     * @param hosts in inventory order, with their inventory and magic variables
     * @param rollout in which batches, and how many hosts may fail
     * @param gatherFacts the task to put in front, if facts are gathered
     * @param tasks those that the tags leave
     * @param planner for the playbook that the play is from
     * @param keeper told of each task that was planned
     */
    public record PlannedPlay(
            Play play,
            String name,
            Map<String, Map<String, @Nullable Object>> hosts,
            Rollout rollout,
            Optional<Task> gatherFacts,
            List<Task> tasks,
            TaskPlanner planner,
            PlanKeeper keeper) {

        /** Whether a check of this play can write: Ansible's {@code check_mode: false}. */
        private boolean writesInCheck() {
            return Stream.concat(tasks.stream(), play.handlers().stream())
                    .anyMatch(task -> task.keywords()
                            .checkMode()
                            .filter(flag -> !flag.fixed().orElse(false))
                            .isPresent());
        }
    }

    private final Mode mode;
    private final List<HostPlay> plays;
    private final Function<String, HostTarget> hosts;
    private final IntUnaryOperator forks;
    private final RunLog log;
    private final List<Diagnostic> warnings;
    private final Map<String, HostTarget> targets = new ConcurrentHashMap<>();
    private final Map<String, Integer> lastPlay = new LinkedHashMap<>();
    private final Map<String, ExchangeCounts> counts = new ConcurrentHashMap<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    private Run(
            Mode mode,
            List<HostPlay> plays,
            Hosts hosts,
            IntUnaryOperator forks,
            RunListener listener,
            List<Diagnostic> warnings) {
        this.mode = mode;
        this.plays = plays;
        this.hosts = hosts::target;
        this.forks = forks;
        this.log = new RunLog(listener);
        this.warnings = warnings;
    }

    /**
     * A run of plays of playbooks.
     *
     * @param forks how many of so many hosts run at once
     */
    public static Run of(
            Mode mode,
            List<PlannedPlay> plays,
            Map<String, @Nullable Object> extra,
            Hosts hosts,
            IntUnaryOperator forks,
            RunListener listener,
            List<Diagnostic> warnings) {
        List<HostPlay> all = new ArrayList<>();
        for (PlannedPlay play : plays) {
            all.add(hostPlay(all.size(), play, extra));
        }
        return new Run(mode, all, hosts, forks, listener, warnings);
    }

    /**
     * An apply of a saved plan.
     *
     * @param taking hosts that take part
     */
    public static Run of(
            SavedPlan plan,
            Set<String> taking,
            SavedBinding binding,
            Hosts hosts,
            IntUnaryOperator forks,
            RunListener listener,
            List<Diagnostic> warnings) {
        SavedPlays plays = new SavedPlays(plan, binding);
        return new Run(
                Mode.APPLY,
                plan.plays().stream().map(play -> plays.of(play, taking)).toList(),
                hosts,
                forks,
                listener,
                warnings);
    }

    private static HostPlay hostPlay(int index, PlannedPlay planned, Map<String, @Nullable Object> extra) {
        PlayTasks tasks = PlayTasks.of(
                index, planned.gatherFacts(), planned.tasks(), planned.play().handlers());
        Map<String, @Nullable Object> playVariables = HostVariables.of(planned.play());
        return new HostPlay(
                planned.name(),
                List.copyOf(planned.hosts().keySet()),
                planned.rollout()::batches,
                planned.rollout().maxFailPercentage(),
                planned.writesInCheck(),
                tasks.infos(),
                host -> tasks,
                (host, batches) -> planner(planned, playVariables, extra, host, batches),
                HostPlay.Keeping.by(planned));
    }

    private static WavePlanner.Planner planner(
            PlannedPlay planned,
            Map<String, @Nullable Object> playVariables,
            Map<String, @Nullable Object> extra,
            String host,
            List<String> batch) {
        Variables own = Variables.of(planned.hosts().get(host)).with(Map.of("ansible_play_batch", batch));
        HostVariables variables = new HostVariables(own, playVariables, extra);
        return (entry, state, answers) ->
                planned.planner().plan(entry.task(), variables, state.gathered(), state.facts(), answers);
    }

    /** Runs all plays; an interrupt of the calling thread ends the run early, with what was done in the report. */
    public Report run() {
        warnings.forEach(warning -> log.add(new RunEvent.Warned(warning)));
        List<PlayInfo> infos = new ArrayList<>();
        for (int i = 0; i < plays.size(); i++) {
            for (String host : plays.get(i).hosts()) {
                lastPlay.put(host, i);
                log.expect(host);
            }
        }
        boolean interrupted = false;
        Optional<RolloutStop> stop = Optional.empty();
        try {
            for (int i = 0; i < plays.size() && stop.isEmpty(); i++) {
                stop = runPlay(i, plays.get(i), infos);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            Thread.currentThread().interrupt();
        } finally {
            targets.values().forEach(this::release);
        }
        Map<String, ExchangeCounts> ordered = new LinkedHashMap<>();
        log.recaps().keySet().forEach(host -> ordered.put(host, counts.getOrDefault(host, ExchangeCounts.NONE)));
        return new Report(
                mode,
                infos,
                log.results(),
                log.recaps(),
                ordered,
                warnings,
                interrupted,
                stop.filter(RolloutStop::leavesWork));
    }

    /** Runs one play, batch after batch; says so when failures end the run with it. */
    private Optional<RolloutStop> runPlay(int index, HostPlay play, List<PlayInfo> infos) throws InterruptedException {
        Map<String, HostTarget> selected = new LinkedHashMap<>();
        for (String name : play.hosts()) {
            HostTarget target = targets.computeIfAbsent(name, hosts);
            if (!target.isLost()) {
                selected.put(name, target);
            }
        }
        List<List<String>> batches = play.batches().apply(List.copyOf(selected.keySet()));
        PlayInfo info = new PlayInfo(index, play.name(), List.copyOf(selected.keySet()), batches, play.infos());
        infos.add(info);
        // What cannot write need not be careful: all hosts are looked at together, and each is told of.
        boolean careful = mode == Mode.APPLY || mode == Mode.CHECK && play.writesInCheck();
        BatchFailures.Rule rule = careful ? BatchFailures.Rule.ROLLOUT : BatchFailures.Rule.NONE;
        Function<HostTarget, WavePlanner.Planner> planners = planners(play, info);
        Set<String> begun = new HashSet<>();
        for (List<String> names : careful ? batches : List.of(info.hosts())) {
            List<HostTarget> batch = names.stream()
                    .map(name -> Objects.requireNonNull(selected.get(name)))
                    .toList();
            BatchFailures failures = new BatchFailures(rule, names, play.maxFailPercentage());
            PlayRun run = new PlayRun(info, play, planners, log, cancelled, failures);
            run.run(batch, forks.applyAsInt(batch.size()), host -> {
                if (host.isLost() || lastPlay.getOrDefault(host.name(), index) <= index) {
                    release(host);
                }
            });
            begun.addAll(run.begun());
            Optional<RolloutStop> stop = run.stop(begun, playsAfter(index));
            if (stop.isPresent()) {
                stop.filter(RolloutStop::leavesWork).ifPresent(left -> log.add(new RunEvent.Stopped(left)));
                return stop;
            }
        }
        return Optional.empty();
    }

    private List<String> playsAfter(int index) {
        return plays.subList(index + 1, plays.size()).stream()
                .map(HostPlay::name)
                .toList();
    }

    private static Function<HostTarget, WavePlanner.Planner> planners(HostPlay play, PlayInfo info) {
        // In a plan a host has the batch that apply will take it in, though all hosts are looked at together.
        Map<String, List<String>> batchOf = new HashMap<>();
        info.batches().forEach(batch -> batch.forEach(host -> batchOf.put(host, batch)));
        return host -> play.planners().of(host.name(), Objects.requireNonNull(batchOf.get(host.name())));
    }

    private void release(HostTarget host) {
        counts.put(host.name(), host.session().counts());
        host.session().close();
    }

    /** The tasks that are left when only some tags are wanted, as Ansible chooses them. */
    public static List<Task> tagged(List<Task> tasks, Set<String> wanted, Set<String> unwanted) {
        return tasks.stream()
                .filter(task -> isWanted(task.keywords().tags(), wanted, unwanted))
                .toList();
    }

    /** Whether something with these tags runs: {@code always} does unless named as unwanted, {@code never} only when wanted. */
    public static boolean isWanted(Set<String> tags, Set<String> wanted, Set<String> unwanted) {
        Set<String> own = tags.isEmpty() ? Set.of("untagged") : tags;
        boolean asked = own.contains("always")
                || own.stream().anyMatch(wanted::contains)
                || (wanted.isEmpty() || wanted.contains("all")) && !own.contains("never")
                || wanted.contains("tagged") && !tags.isEmpty() && !own.contains("never");
        boolean refused = own.stream().anyMatch(unwanted::contains)
                || unwanted.contains("all") && !own.contains("always")
                || unwanted.contains("tagged") && !tags.isEmpty();
        return asked && !refused;
    }
}
