package io.pinwright.engine.saved;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Span;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the arguments that a plan only refers to, and proves that they are still those that it was made with. */
public final class SealedArguments {

    /** What is asked of the references, for messages. */
    public enum When {
        /** Whether a plan may refer to them. */
        SAVING(
                "cannot be saved in a plan",
                "a plan holds no secret, but refers to the argument in the playbook, and that alone does not tell it:"
                        + " facts, results and what tasks set are gone when the plan is applied",
                "leave the task out of this plan with --skip-tags, and apply it from its playbook"),
        /** What they are. */
        APPLYING(
                "cannot be applied",
                "a plan holds no secret, but refers to the argument in the playbook: it is evaluated again and compared"
                        + " with a salted hash",
                "give the playbook, variables, -e and environment that `plan --out` had, or make the plan anew; nothing was"
                        + " done on any host");

        private final String what;
        private final String why;
        private final String fix;

        When(String what, String why, String fix) {
            this.what = what;
            this.why = why;
            this.fix = fix;
        }
    }

    private final Seals seals;
    private final ArgumentSource source;
    private final When when;
    private final Diagnostics diagnostics;
    private final Set<String> told = new HashSet<>();
    private final Map<SavedTask.Work, ArgumentValue> whole = new IdentityHashMap<>();

    private SealedArguments(SavedPlan plan, ArgumentSource source, When when, Diagnostics diagnostics) {
        this.seals = plan.seals();
        this.source = source;
        this.when = when;
        this.diagnostics = diagnostics;
    }

    /**
     * The whole arguments of all that is sealed.
     *
     * @param hosts that matter
     * @return by identity; what is missing has its problem among the diagnostics
     */
    public static Map<SavedTask.Work, ArgumentValue> of(
            SavedPlan plan, Set<String> hosts, ArgumentSource source, When when, Diagnostics diagnostics) {
        SealedArguments found = new SealedArguments(plan, source, when, diagnostics);
        int first = 0;
        for (int i = 0; i < plan.plays().size(); i++) {
            SavedPlay play = plan.plays().get(i);
            first = i > 0 && plan.plays().get(i - 1).playbook() != play.playbook() ? i : first;
            int index = i - first;
            play.hosts().forEach((host, tasks) -> {
                if (hosts.contains(host)) {
                    tasks.forEach(task -> found.task(play, index, host, task));
                }
            });
        }
        return found.whole;
    }

    private void task(SavedPlay play, int index, String host, SavedTask task) {
        List<String> hosts = play.batches().stream().flatMap(List::stream).toList();
        List<String> batch = play.batches().stream()
                .filter(one -> one.contains(host))
                .findFirst()
                .orElse(List.of());
        for (int turn = 0; turn < task.turns().size(); turn++) {
            SavedTask.Work work = task.turns().get(turn).work().orElse(null);
            if (work != null && work.sealed().isPresent()) {
                work(
                        new ArgumentSource.Place(play.playbook(), index, hosts, batch, host, task.info(), turn),
                        task,
                        work,
                        work.sealed().get());
            }
        }
    }

    private void work(ArgumentSource.Place place, SavedTask task, SavedTask.Work work, SavedTask.Sealed sealed) {
        Map<String, ArgumentValue> now;
        try {
            now = source.arguments(place, sealed.arguments().keySet());
        } catch (DiagnosticException e) {
            // What stands in a text of a task with no_log may be a secret itself.
            String said = task.hidden() ? "" : ": " + e.diagnostics().get(0).message();
            problem(place, task, "its secret arguments cannot be evaluated again" + said);
            return;
        }
        Map<String, ArgumentValue> all = new LinkedHashMap<>(work.arguments().entries());
        for (Map.Entry<String, String> one : sealed.arguments().entrySet()) {
            ArgumentValue value = now.get(one.getKey());
            if (value == null || !seals.argument(value).equals(one.getValue())) {
                problem(
                        place,
                        task,
                        "its argument `" + one.getKey() + "` is "
                                + (when == When.SAVING ? "not the same when it is evaluated again" : "another now"));
                return;
            }
            all.put(one.getKey(), value);
        }
        whole.put(work, new ArgumentValue(all, work.arguments().span()));
    }

    /** One for each task: the first host stands for all. */
    private void problem(ArgumentSource.Place place, SavedTask task, String what) {
        Span span = task.info().span();
        if (told.add(place.playbook() + " " + place.play() + " " + task.info().index())) {
            diagnostics.add(Diagnostic.error(
                            span, "task `" + task.name() + "` " + when.what + " for " + place.host() + ": " + what)
                    .why(when.why)
                    .fix(when.fix));
        }
    }
}
