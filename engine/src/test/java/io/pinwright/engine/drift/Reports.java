package io.pinwright.engine.drift;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports as a run would give them, one task after another. */
final class Reports {

    private static final Source PLAYBOOK = new Source("play.yml", "- hosts: all\n");

    private final List<TaskResult> results = new ArrayList<>();
    private final Map<String, Recap> recaps = new LinkedHashMap<>();
    private String host = "kvm1";

    static Reports of() {
        return new Reports();
    }

    static Change pin(@Nullable String before, @Nullable String after) {
        return Change.of("domain adc", "emulatorpin (live)", before, after, List.of());
    }

    Reports on(String name) {
        host = name;
        return this;
    }

    Reports changed(String wish, Change... changes) {
        return add(Status.CHANGED, null, List.of(changes), List.of(), Optional.of(wish), false, false);
    }

    Reports ok(String wish, Pending... pending) {
        return add(Status.OK, null, List.of(), List.of(pending), Optional.of(wish), false, false);
    }

    Reports ended(Status status, String message) {
        return add(status, message, List.of(), List.of(), Optional.empty(), false, false);
    }

    Reports ignored(String message) {
        return add(Status.FAILED, message, List.of(), List.of(), Optional.empty(), true, false);
    }

    Reports hidden(Status status, String wish, Change... changes) {
        return add(status, "what nobody may see", List.of(changes), List.of(), Optional.of(wish), false, true);
    }

    Reports loop(Status status, @Nullable String message, List<TaskResult> items) {
        return add(
                status,
                message,
                items.stream().flatMap(item -> item.changes().stream()).toList(),
                List.of(),
                Optional.empty(),
                false,
                false,
                items);
    }

    private Reports add(
            Status status,
            @Nullable String message,
            List<Change> changes,
            List<Pending> pending,
            Optional<String> wish,
            boolean ignored,
            boolean hidden) {
        return add(status, message, changes, pending, wish, ignored, hidden, List.of());
    }

    private Reports add(
            Status status,
            @Nullable String message,
            List<Change> changes,
            List<Pending> pending,
            Optional<String> wish,
            boolean ignored,
            boolean hidden,
            List<TaskResult> items) {
        int index = (int)
                results.stream().filter(result -> result.host().equals(host)).count();
        TaskResult result = new TaskResult(
                new TaskInfo(0, index, "Task " + index, "virt_pin", false, new Span(PLAYBOOK, 4 + index, 7)),
                "Task " + index,
                host,
                null,
                status,
                ignored,
                message,
                changes,
                List.of(),
                pending,
                wish,
                Map.of(),
                hidden,
                items);
        results.add(result);
        recaps.merge(host, Recap.NONE.plus(result), (old, one) -> old.plus(result));
        return this;
    }

    Report build(Mode mode) {
        PlayInfo play = new PlayInfo(
                0,
                "Dataplane",
                List.copyOf(recaps.keySet()),
                List.of(List.copyOf(recaps.keySet())),
                results.stream().map(TaskResult::task).distinct().toList());
        return new Report(mode, List.of(play), results, recaps, Map.of(), List.of(), false, Optional.empty());
    }

    Report applied() {
        return build(Mode.APPLY);
    }

    Report seen() {
        return build(Mode.READ_ONLY);
    }
}
