package io.pinwright.engine.apply;

import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.template.NotYetKnown;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a host stands in its play: the next task, what tasks registered and set, which handlers are due. Copied to look ahead;
 * not thread-safe.
 */
final class HostState {

    /** What tasks set and registered: wins over a play's variables. */
    private final Map<String, @Nullable Object> facts;

    /** What gathering facts found: a play's variables win over it. */
    private final Map<String, @Nullable Object> gathered;

    private final Set<String> notified;
    private final PlayTasks tasks;
    private int position;
    private boolean inHandlers;
    private int resumeAt = -1;
    private boolean ended;
    private int flushedAt = -1;

    HostState(PlayTasks tasks, Map<String, @Nullable Object> facts, Map<String, @Nullable Object> gathered) {
        this.tasks = tasks;
        this.facts = new LinkedHashMap<>(facts);
        this.gathered = new LinkedHashMap<>(gathered);
        this.notified = new LinkedHashSet<>();
    }

    private HostState(HostState other) {
        this.tasks = other.tasks;
        this.facts = new LinkedHashMap<>(other.facts);
        this.gathered = new LinkedHashMap<>(other.gathered);
        this.notified = new LinkedHashSet<>(other.notified);
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
            if (handler.answersTo(notified)) {
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

    /** Goes past a task whose result is not known, leaving a mark where its result would be. */
    void skipUnknown(PlayTasks.Entry entry) {
        entry.registers()
                .ifPresent(name ->
                        facts.put(name, new NotYetKnown("task `" + entry.info().name() + "`")));
        if (entry.gathersFacts()) {
            gathered.put(
                    "ansible_facts", new NotYetKnown("task `" + entry.info().name() + "`"));
        }
        position++;
    }

    /** Goes past a task with its result. */
    void pass(PlayTasks.Entry entry, TaskPlan.Ready result) {
        for (Turn turn : result.turns()) {
            facts.putAll(turn.facts());
            if (turn.values().get("ansible_facts") instanceof Map<?, ?> found) {
                gathered.put("ansible_facts", found);
                found.forEach((name, value) -> gathered.put(String.valueOf(name), value));
            }
        }
        if (result.isUnknown()) {
            entry.registers()
                    .ifPresent(name -> facts.put(
                            name, new NotYetKnown("task `" + entry.info().name() + "`")));
        } else {
            entry.registers().ifPresent(name -> facts.put(name, result.registered()));
        }
        if (result.turns().stream().anyMatch(turn -> turn.status() == Status.CHANGED)) {
            notified.addAll(result.notifies());
        }
        if (inHandlers) {
            entry.handlerNames().forEach(notified::remove);
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
                case CLEAR_FACTS -> gathered.clear();
                case NONE -> {}
            }
        }
    }

    /** Ends the play on this host. */
    void end() {
        ended = true;
    }
}
