package io.pinwright.engine.explain;

import io.pinwright.engine.explain.ChangeExplanation.Argument;
import io.pinwright.engine.explain.ChangeExplanation.Turn;
import io.pinwright.engine.explain.ChangeExplanation.Why;
import io.pinwright.engine.inventory.Definition;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.plan.PlanWatcher;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.DependsOnUnknownException;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Values;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says why something on a host would change. It watches a plan that is made for this host alone, and is then asked. Thread-safe
 * as a watcher.
 */
public final class ChangeExplainer implements PlanWatcher {

    private final ModuleRegistry modules;
    private final Map<Span, Seen> seen = Collections.synchronizedMap(new IdentityHashMap<>());

    private record Seen(Task task, Sight sight, TaskPlan.Ready plan) {}

    public ChangeExplainer(ModuleRegistry modules) {
        this.modules = modules;
    }

    @Override
    public void planned(Task task, Sight sight, TaskPlan plan) {
        if (plan instanceof TaskPlan.Ready ready) {
            seen.put(task.span(), new Seen(task, sight, ready));
        }
    }

    /**
     * Explains.
     *
     * @param scopes of the host, by the index of their play
     * @param target part of a change's target or attribute, case ignored
     */
    public ChangeExplanation explain(String host, String target, Report report, Map<Integer, Scope> scopes) {
        List<Turn> turns = new ArrayList<>();
        Set<String> targets = new LinkedHashSet<>();
        for (TaskResult result : report.results()) {
            Scope scope = scopes.get(result.task().play());
            if (!result.host().equals(host) || scope == null) {
                continue;
            }
            if (!result.hidden()) {
                result.changes().forEach(change -> targets.add(change.target()));
            }
            Seen task =
                    result.task().span() == null ? null : seen.get(result.task().span());
            String play = report.plays().get(result.task().play()).name();
            if (result.status() == Status.UNREACHABLE || task == null) {
                turns.add(untold(play, result));
            } else {
                new OneTask(play, result.task(), task, scope, new Topic(target)).addTo(turns);
            }
        }
        return new ChangeExplanation(host, target, turns, new ArrayList<>(targets), report);
    }

    /** A task of which nothing more is known than how it ended. */
    private Turn untold(String play, TaskResult result) {
        return new Turn(
                play,
                result.name(),
                Optional.ofNullable(result.task().span()),
                null,
                result.task().module(),
                summary(result.task().module()),
                result.status(),
                Why.of(result.message() == null ? result.status().label() : result.message()),
                result.hidden(),
                List.of(),
                List.of(),
                0,
                List.of());
    }

    private String summary(String module) {
        return modules.find(module).map(found -> found.spec().summary()).orElse("");
    }

    /** One task of the host; lives for one explanation. */
    private final class OneTask {

        private final String play;
        private final TaskInfo info;
        private final Seen seen;
        private final Scope scope;
        private final Topic topic;

        OneTask(String play, TaskInfo info, Seen seen, Scope scope, Topic topic) {
            this.play = play;
            this.info = info;
            this.seen = seen;
            this.scope = scope;
            this.topic = topic;
        }

        void addTo(List<Turn> all) {
            for (io.pinwright.engine.plan.Turn turn : seen.plan().turns()) {
                List<Change> changes =
                        turn.changes().stream().filter(topic::isOf).toList();
                boolean hidden = seen.plan().hidden();
                List<Argument> arguments = hidden ? List.of() : arguments(variables(turn));
                if (!changes.isEmpty() || topic.isOf(seen.plan().name(), arguments)) {
                    all.add(explained(turn, changes, arguments, hidden));
                }
            }
        }

        private Turn explained(
                io.pinwright.engine.plan.Turn turn, List<Change> changes, List<Argument> arguments, boolean hidden) {
            return new Turn(
                    play,
                    seen.plan().name(),
                    Optional.ofNullable(info.span()),
                    hidden ? null : turn.item(),
                    info.module(),
                    summary(info.module()),
                    turn.status(),
                    hidden ? Why.of("hidden by no_log") : why(turn, changes),
                    hidden,
                    arguments,
                    hidden ? List.of() : changes,
                    turn.changes().size() - changes.size(),
                    hidden || turn.work() == null
                            ? List.of()
                            : Reads.of(seen.plan().asked()));
        }

        /** The variables of one turn; the command line's win over the loop's. */
        private Variables variables(io.pinwright.engine.plan.Turn turn) {
            Map<String, @Nullable Object> loop = new LinkedHashMap<>(turn.loop());
            loop.keySet().removeAll(scope.extra().keySet());
            loop.put("hostvars", scope.magic().get("hostvars"));
            return seen.sight().variables().with(loop);
        }

        private List<Argument> arguments(Variables variables) {
            Shown shown = new Shown(scope.templates(), variables);
            List<Argument> arguments = new ArrayList<>();
            for (YamlNode.Entry entry : seen.task().args().entries()) {
                Object raw = Values.of(entry.value());
                Shown.Result result = shown.written(entry.name(), raw);
                arguments.add(new Argument(
                        entry.name(),
                        result.value(),
                        result.problem(),
                        Shown.isTemplate(raw) ? Masking.of(entry.name(), raw) : null,
                        entry.value().span(),
                        shown.uses(raw, this::from)));
            }
            return arguments;
        }

        private Optional<Definition> from(String name) {
            return scope.definition(name, seen.task(), seen.sight());
        }

        private Why why(io.pinwright.engine.plan.Turn turn, List<Change> changes) {
            String message = turn.message() == null ? "" : turn.message();
            return switch (turn.status()) {
                case CHANGED ->
                    changes.isEmpty()
                            ? Why.of("as wished: nothing differs here")
                            : Why.of("the host differs from the wish");
                case OK -> Why.of("as wished: nothing differs");
                case SKIPPED -> falseCondition(turn).orElseGet(() -> Why.of("skipped: " + message));
                case DEFERRED, FAILED, UNREACHABLE, REFUSED ->
                    Why.of(message.isEmpty() ? turn.status().label() : message);
            };
        }

        /** The condition that was false. */
        private Optional<Why> falseCondition(io.pinwright.engine.plan.Turn turn) {
            Variables variables = variables(turn);
            for (TemplateText condition : seen.task().when()) {
                try {
                    if (!scope.templates().test(condition.text(), condition.span(), variables)) {
                        Shown shown = new Shown(scope.templates(), variables);
                        return Optional.of(new Why(
                                "skipped: `when` is false: " + condition.text(),
                                Optional.of(condition.span()),
                                shown.uses(scope.templates().names(condition.text()), this::from)));
                    }
                } catch (DiagnosticException | DependsOnUnknownException e) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }
    }
}
