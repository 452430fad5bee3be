package io.pinwright.engine.saved;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A saved plan as the report of the run that made it, as far as it was kept: for who shows reports. */
public final class SavedReport {

    private SavedReport() {}

    public static Report of(SavedPlan plan) {
        List<PlayInfo> infos = new ArrayList<>();
        List<TaskResult> results = new ArrayList<>();
        Map<String, Recap> recaps = new LinkedHashMap<>();
        for (SavedPlay play : plan.plays()) {
            List<String> hosts = play.batches().stream()
                    .flatMap(List::stream)
                    .filter(play.hosts()::containsKey)
                    .toList();
            infos.add(new PlayInfo(infos.size(), play.name(), hosts, play.batches(), play.tasks()));
            List<TaskResult> own = new ArrayList<>();
            for (String host : hosts) {
                recaps.putIfAbsent(host, Recap.NONE);
                for (SavedTask task : play.hosts().getOrDefault(host, List.of())) {
                    TaskResult result = result(host, task);
                    own.add(result);
                    recaps.merge(host, Recap.NONE, (old, none) -> old.plus(result));
                }
            }
            own.stream()
                    .sorted(java.util.Comparator.comparingInt(
                            result -> result.task().index()))
                    .forEach(results::add);
        }
        return new Report(Mode.READ_ONLY, infos, results, recaps, Map.of(), List.of(), false, Optional.empty());
    }

    private static TaskResult result(String host, SavedTask task) {
        List<TaskResult> turns =
                task.turns().stream().map(turn -> turn(host, task, turn)).toList();
        if (!task.loop() && turns.size() == 1) {
            return turns.get(0);
        }
        Status worst = Status.SKIPPED;
        for (Status status : List.of(Status.OK, Status.CHANGED, Status.DEFERRED)) {
            worst = turns.stream().anyMatch(turn -> turn.status() == status) ? status : worst;
        }
        return bare(
                host,
                task,
                null,
                worst,
                null,
                turns.stream().flatMap(turn -> turn.changes().stream()).toList(),
                turns.stream().filter(turn -> turn.item() != null).toList());
    }

    private static TaskResult turn(String host, SavedTask task, SavedTask.Turn turn) {
        List<Change> changes =
                turn.changes().stream().map(SavedTask.SavedChange::change).toList();
        return turn.outside().isPresent()
                ? bare(
                        host,
                        task,
                        turn.item(),
                        Status.SKIPPED,
                        "not part of the saved plan: " + turn.outside().get(),
                        changes,
                        List.of())
                : bare(host, task, turn.item(), turn.status(), turn.message(), changes, List.of());
    }

    private static TaskResult bare(
            String host,
            SavedTask task,
            @Nullable String item,
            Status status,
            @Nullable String message,
            List<Change> changes,
            List<TaskResult> items) {
        return new TaskResult(
                task.info(),
                task.name(),
                host,
                item,
                status,
                false,
                message,
                changes,
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                task.hidden(),
                items);
    }
}
