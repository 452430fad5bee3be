package io.pinwright.engine.plan;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.ControllerModule.Signal;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.playbook.Flag;
import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.playbook.Loop;
import io.pinwright.engine.playbook.Task;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Span;
import io.pinwright.engine.template.DependsOnUnknownException;
import io.pinwright.engine.template.NotYetKnown;
import io.pinwright.engine.template.TemplateText;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds what a task comes to on one host. Pure but for files of the controller that arguments name; thread-safe. */
public final class TaskPlanner {

    /** Says as which user a task acts, from its keywords and variables. */
    @FunctionalInterface
    public interface Becoming {
        Optional<Become> of(Keywords keywords, Variables variables);
    }

    private final ModuleRegistry modules;
    private final Templates templates;
    private final ArgumentBinder binder;
    private final Becoming becoming;
    private final Mode mode;
    private final PlanWatcher watcher;
    private final PerTask<Task, Map<String, @Nullable Object>> taskVars = new PerTask<>();
    private final LoopItems loopItems;

    public TaskPlanner(
            ModuleRegistry modules,
            Templates templates,
            ArgumentBinder binder,
            Becoming becoming,
            Mode mode,
            PlanWatcher watcher) {
        this.modules = modules;
        this.templates = templates;
        this.binder = binder;
        this.becoming = becoming;
        this.mode = mode;
        this.watcher = watcher;
        this.loopItems = new LoopItems(templates);
    }

    /**
     * Plans one task.
     *
     * @param host the host's variables
     * @param gathered facts found so far
     * @param facts what tasks set and registered so far
     * @param answers what is known of the host, predictions laid over, by the user that asked
     */
    public TaskPlan plan(
            Task task,
            HostVariables host,
            Map<String, @Nullable Object> gathered,
            Map<String, @Nullable Object> facts,
            Function<Optional<Become>, Answers> answers) {
        AnyModule<?> module = modules.find(task.module()).orElseThrow();
        Variables taskVariables = host.of(taskVars.get(task, HostVariables::of), gathered, facts);
        Planning planning = new Planning(task, module, host, taskVariables, answers);
        if (task.loop().isEmpty()) {
            planning.turn(host.complete(taskVariables, Map.of()), null);
        } else {
            planning.loop(task.loop().get());
        }
        TaskPlan plan = planning.result();
        watcher.planned(task, new PlanWatcher.Sight(host.complete(taskVariables, Map.of()), gathered, facts), plan);
        return plan;
    }

    /** One task's planning; lives for one call. */
    private final class Planning {

        private final Task task;
        private final AnyModule<?> module;
        private final HostVariables host;
        private final Variables taskVariables;
        private final Function<Optional<Become>, Answers> known;
        private final List<Turn> turns = new ArrayList<>();
        private final Map<Optional<Become>, Set<Query>> needs = new LinkedHashMap<>();
        private final Map<Optional<Become>, Set<Query>> asked = new LinkedHashMap<>();
        private Answers predicted = Answers.NONE;
        private Outlook outlook = Outlook.AS_FORETOLD;

        Planning(
                Task task,
                AnyModule<?> module,
                HostVariables host,
                Variables taskVariables,
                Function<Optional<Become>, Answers> known) {
            this.task = task;
            this.module = module;
            this.host = host;
            this.taskVariables = taskVariables;
            this.known = known;
        }

        TaskPlan result() {
            if (!needs.isEmpty()) {
                return new TaskPlan.Waiting(needs);
            }
            List<String> notifies = new ArrayList<>();
            boolean ignoresErrors = false;
            boolean fatal = false;
            // What cannot be told to be public is not shown.
            boolean hidden = task.keywords().noLog().isPresent();
            try {
                Variables variables = host.complete(taskVariables, Map.of());
                hidden = flag(task.keywords().noLog(), variables).orElse(false);
                ignoresErrors = flag(task.keywords().ignoreErrors(), variables).orElse(false);
                fatal = flag(task.keywords().anyErrorsFatal(), variables).orElse(false);
                for (TemplateText notify : task.notifies()) {
                    notifies.add(String.valueOf(templates.resolve(value(notify), variables)));
                }
            } catch (DiagnosticException | DependsOnUnknownException e) {
                turns.add(Turn.of(null, Status.FAILED, String.valueOf(e.getMessage())));
            }
            return new TaskPlan.Ready(
                    name(), turns, task.loop().isPresent(), notifies, ignoresErrors, hidden, fatal, asked, outlook);
        }

        /** A name that cannot be evaluated, because it uses the loop's item for example, is shown as it was written. */
        private String name() {
            if (!TemplateText.isTemplate(task.name().text())) {
                return task.name().text();
            }
            try {
                return String.valueOf(templates.resolve(task.name(), host.complete(taskVariables, Map.of())));
            } catch (DiagnosticException | DependsOnUnknownException e) {
                return task.name().text();
            }
        }

        void loop(Loop loop) {
            Variables variables = host.complete(taskVariables, Map.of());
            List<@Nullable Object> items;
            try {
                items = loopItems.of(loop, variables);
            } catch (DependsOnUnknownException e) {
                turns.add(deferred(null, e));
                return;
            } catch (DiagnosticException e) {
                // A loop over something undefined is no mistake where `when` says that the task does not apply.
                if (!applies(variables)) {
                    turns.add(skipped(null));
                } else {
                    turns.add(Turn.of(null, Status.FAILED, String.valueOf(e.getMessage())));
                }
                return;
            }
            if (items.isEmpty()) {
                turns.add(Turn.of(null, Status.SKIPPED, "no items in the list"));
            }
            for (int i = 0; i < items.size(); i++) {
                Map<String, @Nullable Object> loopVariables = new LinkedHashMap<>();
                loopVariables.put(loop.variable(), items.get(i));
                int index = i;
                loop.indexVariable().ifPresent(name -> loopVariables.put(name, (long) index));
                Variables turnVariables = host.complete(taskVariables, loopVariables);
                int before = turns.size();
                turn(turnVariables, loopItems.label(loop, items.get(i), turnVariables));
                for (int turn = before; turn < turns.size(); turn++) {
                    turns.set(turn, turns.get(turn).inLoop(loopVariables));
                }
            }
        }

        private boolean applies(Variables variables) {
            try {
                return task.when().stream().allMatch(condition -> test(condition, variables));
            } catch (DiagnosticException | DependsOnUnknownException e) {
                return true;
            }
        }

        void turn(Variables variables, @Nullable String item) {
            try {
                if (!applies(item, variables)) {
                    return;
                }
                ArgumentBinder.Bound<?> bound = binder.bind(module, task.args(), variables);
                turns.add(
                        module instanceof ControllerModule<?> controller
                                ? onController(controller, bound.args(), variables, item)
                                : onHost(bound, variables, item));
            } catch (DependsOnUnknownException e) {
                turns.add(deferred(item, e));
            } catch (DiagnosticException e) {
                turns.add(Turn.of(item, Status.FAILED, String.valueOf(e.getMessage())));
            } catch (RuntimeException | StackOverflowError e) {
                turns.add(Turn.of(item, Status.FAILED, Turn.internalError(module, e)));
            }
        }

        /** Whether the conditions hold; if not, or if that is not known yet, the turn has ended. */
        private boolean applies(@Nullable String item, Variables variables) {
            try {
                for (TemplateText condition : task.when()) {
                    if (!test(condition, variables)) {
                        turns.add(skipped(item));
                        return false;
                    }
                }
                return true;
            } catch (DependsOnUnknownException e) {
                ask(variables);
                turns.add(deferred(item, e));
                return false;
            }
        }

        /** Asks what the task would read if its condition held, in the round trip that will tell whether it does. */
        private void ask(Variables variables) {
            if (module instanceof ControllerModule<?>) {
                return;
            }
            try {
                Optional<Become> become = becoming.of(task.keywords(), variables);
                Answers answers = predicted.over(known.apply(become));
                Evaluation evaluation = Evaluation.of(
                        module, binder.bind(module, task.args(), variables).args(), answers, List.of());
                if (evaluation instanceof Evaluation.Needs more) {
                    boolean foretold = answers.awaited(more.queries()).isEmpty();
                    add(foretold ? needs : asked, become, foretold ? more.queries() : more.asked());
                } else if (evaluation instanceof Evaluation.Done done) {
                    add(asked, become, done.asked());
                }
            } catch (DiagnosticException | DependsOnUnknownException e) {
                // Its arguments are not known yet either, or wrong only where it does not apply.
            }
        }

        private static void add(Map<Optional<Become>, Set<Query>> all, Optional<Become> become, Set<Query> queries) {
            all.computeIfAbsent(become, key -> new LinkedHashSet<>()).addAll(queries);
        }

        private Turn skipped(@Nullable String item) {
            return Turn.of(item, Status.SKIPPED, "Conditional result was False");
        }

        private Turn deferred(@Nullable String item, DependsOnUnknownException cause) {
            if (mode != Mode.APPLY) {
                outlook = outlook.and(Outlook.unknown(!(module instanceof ControllerModule<?>)));
            }
            Turn turn = Turn.of(item, Status.DEFERRED, "deferred: needs the result of " + cause.task());
            if (!(module instanceof ControllerModule<?>) || !module.spec().anyArguments()) {
                return turn;
            }
            // What it would set is as unknown as what it would set it to.
            Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
            for (YamlNode.Entry entry : task.args().entries()) {
                if (module.spec().arguments().stream()
                        .noneMatch(argument -> argument.name().equals(entry.name()))) {
                    unknown.put(entry.name(), new NotYetKnown(cause.task()));
                }
            }
            return turn.setting(unknown);
        }

        private boolean test(TemplateText condition, Variables variables) {
            return templates.test(condition.text(), condition.span(), variables);
        }

        private <A> Turn onController(
                ControllerModule<A> controller, Object bound, Variables variables, @Nullable String item) {
            @SuppressWarnings("unchecked") // made by this module's own bind
            A args = (A) bound;
            ControllerModule.Outcome outcome = controller.run(args, new ScopedEvaluator(templates, variables));
            Turn.Judged judged = verdict(variables)
                    .judge(outcome.failed() ? Status.FAILED : Status.OK, outcome.message(), outcome.result());
            return new Turn(
                    item,
                    Map.of(),
                    judged.status(),
                    judged.message(),
                    List.of(),
                    List.of(),
                    List.of(),
                    outcome.result(),
                    outcome.facts(),
                    outcome.signal(),
                    null,
                    false);
        }

        private Turn onHost(ArgumentBinder.Bound<?> bound, Variables variables, @Nullable String item) {
            Object args = bound.args();
            Optional<Become> become = becoming.of(task.keywords(), variables);
            Answers answers = predicted.over(known.apply(become));
            Evaluation evaluation = Evaluation.of(module, args, answers, List.of());
            if (evaluation instanceof Evaluation.Needs more) {
                Optional<String> awaited = answers.awaited(more.queries());
                add(awaited.isEmpty() ? needs : asked, become, awaited.isEmpty() ? more.queries() : more.asked());
                return Turn.of(
                        item,
                        Status.DEFERRED,
                        awaited.map(first -> "deferred: needs " + first).orElse(null));
            }
            if (evaluation instanceof Evaluation.Impossible impossible) {
                add(asked, become, impossible.asked());
                Turn.Judged judged = verdict(variables).judge(Status.FAILED, impossible.message(), Map.of());
                Turn.Work work = new Turn.Work(
                        module,
                        args,
                        bound.resolved(),
                        become,
                        false,
                        false,
                        verdict(variables),
                        variables,
                        Optional.empty());
                return turn(item, judged, List.of(), List.of(), List.of(), Map.of(), work, false);
            }
            Evaluation.Done done = (Evaluation.Done) evaluation;
            add(asked, become, done.asked());
            boolean raw = isRaw(args);
            boolean executes = executes(variables);
            if (predicts(executes)) {
                predicted = predicted.with(done.predictions());
                if (!raw && !done.changes().isEmpty()) {
                    Answers foretold = predicted.over(known.apply(become));
                    Evaluation after = Evaluation.of(module, args, foretold, List.of());
                    // What nobody can foretell is not worth asking for: it is not there yet.
                    if (after instanceof Evaluation.Needs more
                            && foretold.awaited(more.queries()).isEmpty()) {
                        add(needs, become, more.queries());
                        return Turn.of(item, Status.DEFERRED, null);
                    }
                    done = done.registering(after, task.name().text());
                }
            }
            List<Change> changes = environment(done.changes(), variables);
            Turn.Work work = new Turn.Work(
                    module,
                    args,
                    bound.resolved(),
                    become,
                    raw,
                    predicts(executes),
                    verdict(variables),
                    variables,
                    raw || !predicts(executes) ? Optional.empty() : Optional.of(bound.wish()));
            if (!raw || changes.isEmpty()) {
                return judged(item, changes.isEmpty() ? Status.OK : Status.CHANGED, done, changes, work, executes);
            }
            if (!executes) {
                if (mode != Mode.APPLY) {
                    outlook = outlook.and(verdict(variables).outlook());
                }
                return turn(
                        item,
                        new Turn.Judged(Status.SKIPPED, "not run in check mode: its effect cannot be predicted"),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        work,
                        false);
            }
            return turn(
                    item,
                    new Turn.Judged(Status.CHANGED, null),
                    changes,
                    done.warnings(),
                    done.pending(),
                    done.values(),
                    work,
                    true);
        }

        /** In apply, a task that only looks does not make true what later tasks see. */
        private boolean predicts(boolean executes) {
            return executes || mode != Mode.APPLY;
        }

        private List<Change> environment(List<Change> changes, Variables variables) {
            return module instanceof TaskModule<?, ?> host && host.takesEnvironment()
                    ? Environment.given(changes, Environment.of(task.keywords().environment(), templates, variables))
                    : changes;
        }

        private Turn judged(
                @Nullable String item,
                Status status,
                Evaluation.Done done,
                List<Change> changes,
                Turn.Work work,
                boolean executes) {
            Turn.Judged judged = work.verdict().judge(status, null, done.values());
            return turn(item, judged, changes, done.warnings(), done.pending(), done.values(), work, executes);
        }

        private static Turn turn(
                @Nullable String item,
                Turn.Judged judged,
                List<Change> changes,
                List<String> warnings,
                List<Pending> pending,
                Map<String, @Nullable Object> values,
                Turn.Work work,
                boolean executes) {
            return new Turn(
                    item,
                    Map.of(),
                    judged.status(),
                    judged.message(),
                    changes,
                    warnings,
                    pending,
                    values,
                    Map.of(),
                    Signal.NONE,
                    work,
                    executes);
        }

        @SuppressWarnings("unchecked") // made by this module's own bind
        private boolean isRaw(Object args) {
            return module instanceof TaskModule<?, ?> host && ((TaskModule<Object, ?>) host).isRaw(args);
        }

        private boolean executes(Variables variables) {
            Optional<Boolean> asked = flag(task.keywords().checkMode(), variables);
            return switch (mode) {
                case APPLY -> !asked.orElse(false);
                case CHECK -> asked.isPresent() && !asked.get();
                case READ_ONLY -> false;
            };
        }

        private Turn.Verdict verdict(Variables variables) {
            return new Conditions(task, templates, variables);
        }
    }

    /** Whether a keyword holds for a task on a host. */
    public Optional<Boolean> flag(Optional<Flag> keyword, Variables variables) {
        return keyword.map(flag -> flag.fixed()
                .orElseGet(() -> isTrue(
                        templates.resolve(flag.text(), variables), flag.text().span())));
    }

    private static boolean isTrue(@Nullable Object value, Span span) {
        return ArgumentTypes.bool().read("this keyword", new ArgumentValue(value, span));
    }

    private static Object value(TemplateText text) {
        return TemplateText.isTemplate(text.text()) ? text : text.text();
    }
}
