package io.pinwright.engine.apply;

import io.pinwright.engine.plan.Outlook;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.template.NotYetKnown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a host stands in its play: the next task, what tasks registered and set, which handlers are due. Copied to look ahead;
 * not thread-safe.
 */
final class HostState {

    /** What tasks set and registered: wins over a play's variables. */
    private Map<String, @Nullable Object> facts;

    /** What gathering facts found: a play's variables win over it. */
    private Map<String, @Nullable Object> gathered;

    /** Handlers that are to run, by their index: a topic is over for one who ran and not for the others. */
    private final Set<Integer> notified;

    /** Handlers of which it is not known whether they will run, with the task that decides. */
    private final Map<Integer, String> notifiedPerhaps;

    /** Tasks that are not run and may change on the host what is not foretold. */
    private final Set<String> unforetold;

    private final PlayTasks tasks;
    private int position;
    private boolean inHandlers;
    private int resumeAt = -1;
    private boolean ended;
    private int flushedAt = -1;

    /**
     * @param unforetold tasks of earlier plays that are not run and may change what is not foretold
     * @param facts and {@code gathered} must not change any more; neither do the maps that this gives, for what a task saw must
     *     not change behind its back
     */
    HostState(
            PlayTasks tasks,
            Map<String, @Nullable Object> facts,
            Map<String, @Nullable Object> gathered,
            Set<String> unforetold) {
        this.tasks = tasks;
        this.facts = facts;
        this.gathered = gathered;
        this.notified = new LinkedHashSet<>();
        this.notifiedPerhaps = new LinkedHashMap<>();
        this.unforetold = new LinkedHashSet<>(unforetold);
    }

    private HostState(HostState other) {
        this.tasks = other.tasks;
        this.facts = other.facts;
        this.gathered = other.gathered;
        this.notified = new LinkedHashSet<>(other.notified);
        this.notifiedPerhaps = new LinkedHashMap<>(other.notifiedPerhaps);
        this.unforetold = new LinkedHashSet<>(other.unforetold);
        this.position = other.position;
        this.inHandlers = other.inHandlers;
        this.resumeAt = other.resumeAt;
        this.ended = other.ended;
        this.flushedAt = other.flushedAt;
    }

    HostState copy() {
        return new HostState(this);
    }

    Map<String, @Nullable Object> facts() {
        return facts;
    }

    Map<String, @Nullable Object> gathered() {
        return gathered;
    }

    Set<String> unforetold() {
        return Collections.unmodifiableSet(unforetold);
    }

    /** The task to look at next, or null at the end of the play. */
    PlayTasks.@Nullable Entry next() {
        if (ended) {
            return null;
        }
        if (!inHandlers && position == tasks.tasks().size()) {
            startHandlers(-1);
        } else if (!inHandlers && isSectionStart() && flushedAt != position) {
            flushedAt = position;
            startHandlers(position);
        }
        while (inHandlers) {
            if (position == tasks.handlers().size()) {
                inHandlers = false;
                position = resumeAt < 0 ? tasks.tasks().size() : resumeAt;
                if (resumeAt < 0) {
                    ended = true;
                    return null;
                }
                resumeAt = -1;
                return next();
            }
            PlayTasks.Entry handler = tasks.handlers().get(position);
            if (notified.contains(handler.info().index())
                    || notifiedPerhaps.containsKey(handler.info().index())) {
                return handler;
            }
            position++;
        }
        return tasks.tasks().get(position);
    }

    private boolean isSectionStart() {
        return position > 0
                && tasks.tasks().get(position).section()
                        != tasks.tasks().get(position - 1).section();
    }

    private void startHandlers(int resume) {
        inHandlers = true;
        resumeAt = resume;
        position = 0;
    }

    /** A task as planned, with what is wrong with it and what is in doubt about it only here, behind the tasks before it. */
    TaskPlan.Ready checked(PlayTasks.Entry entry, TaskPlan.Ready plan) {
        TaskPlan.Ready checked = withKnownHandlers(plan);
        Integer handler = entry.info().index();
        if (inHandlers && !notified.contains(handler) && notifiedPerhaps.containsKey(handler)) {
            return Doubt.notified(checked, Objects.requireNonNull(notifiedPerhaps.get(handler)));
        }
        return unforetold.isEmpty() ? checked : Doubt.judged(checked, unforetold);
    }

    /** Fails a task that notifies what no handler answers to: known only now when the name came from a template. */
    private TaskPlan.Ready withKnownHandlers(TaskPlan.Ready plan) {
        for (String name : plan.notifies()) {
            if (tasks.handlers().stream().noneMatch(handler -> handler.answersTo(name))) {
                List<Turn> turns = new ArrayList<>(plan.turns());
                turns.add(Turn.of(
                        null,
                        Status.FAILED,
                        "no handler is called `" + name + "`\n  fix: add it under `handlers:` of this play"));
                return plan.withTurns(turns);
            }
        }
        return plan;
    }

    /**
     * Goes past a task whose result is not known, leaving a mark where its result would be. Its handlers may have to run, so they
     * are looked at too.
     */
    void skipUnknown(PlayTasks.Entry entry) {
        entry.task().notifies().forEach(name -> handlers(name.text()).forEach(notified::add));
        entry.registers().ifPresent(name -> facts = with(facts, Map.of(name, unknown(entry))));
        if (entry.gathersFacts()) {
            gathered = with(gathered, Map.of("ansible_facts", unknown(entry)));
        }
        position++;
    }

    private List<Integer> handlers(String name) {
        return tasks.handlers().stream()
                .filter(handler -> handler.answersTo(name))
                .map(handler -> handler.info().index())
                .toList();
    }

    private void notify(TaskPlan.Ready result) {
        List<Integer> meant = result.notifies().stream()
                .flatMap(name -> handlers(name).stream())
                .toList();
        Outlook.Changes changes = result.outlook().changes();
        if (changes == Outlook.Changes.YES
                || result.turns().stream().anyMatch(turn -> turn.status() == Status.CHANGED)) {
            notified.addAll(meant);
        } else if (changes == Outlook.Changes.PERHAPS) {
            meant.forEach(handler -> notifiedPerhaps.putIfAbsent(handler, Doubt.task(result.name())));
        }
    }

    private static NotYetKnown unknown(PlayTasks.Entry entry) {
        return new NotYetKnown("task `" + entry.info().name() + "`");
    }

    private static Map<String, @Nullable Object> with(
            Map<String, @Nullable Object> old, Map<String, ? extends @Nullable Object> more) {
        if (more.isEmpty()) {
            return old;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(old);
        all.putAll(more);
        return Collections.unmodifiableMap(all);
    }

    /** Facts that a host told, beside those it told before; what {@code set_fact} sets is no such thing. */
    private void gather(Map<?, ?> found) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        if (gathered.get("ansible_facts") instanceof Map<?, ?> before) {
            before.forEach((name, value) -> facts.put(String.valueOf(name), value));
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(gathered);
        found.forEach((name, value) -> {
            facts.put(String.valueOf(name), value);
            all.put(String.valueOf(name), value);
        });
        all.put("ansible_facts", Collections.unmodifiableMap(facts));
        gathered = Collections.unmodifiableMap(all);
    }

    /** Goes past a task with its result. */
    void pass(PlayTasks.Entry entry, TaskPlan.Ready result) {
        // What was read of a host of which not all is foretold may be otherwise by then.
        boolean inDoubt = !unforetold.isEmpty() && result.turns().stream().anyMatch(Doubt::restsOnHost);
        for (Turn turn : result.turns()) {
            facts = with(facts, turn.facts());
            if (turn.work() != null && turn.values().get("ansible_facts") instanceof Map<?, ?> found) {
                gather(inDoubt ? Doubt.unknown(found, unforetold) : found);
            }
        }
        entry.registers()
                .ifPresent(name -> facts = with(
                        facts,
                        Collections.singletonMap(
                                name,
                                result.isUnknown()
                                        ? unknown(entry)
                                        : inDoubt ? Doubt.unknown(unforetold) : result.registered())));
        notify(result);
        if (result.outlook().touchesHost()) {
            unforetold.add(result.name());
        }
        if (inHandlers) {
            notified.remove(entry.info().index());
            notifiedPerhaps.remove(entry.info().index());
        }
        position++;
        for (Turn turn : result.turns()) {
            switch (turn.signal()) {
                case FLUSH_HANDLERS -> {
                    if (!inHandlers) {
                        startHandlers(position);
                    }
                }
                case END_HOST, END_PLAY -> ended = true;
                case CLEAR_FACTS -> gathered = Map.of();
                case NONE -> {}
            }
        }
    }
}
