package io.pinwright.runner.render;

import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.PlayInfo;
import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RolloutStop;
import io.pinwright.engine.report.TaskInfo;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as plain maps and lists: the document of {@code --output json}. Its shape is described in docs/output.md. */
public final class ReportTree {

    /** Raised when the document's shape changes in a way that breaks readers. */
    static final int VERSION = 1;

    private ReportTree() {}

    public static Map<String, @Nullable Object> of(Report report) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("version", VERSION);
        tree.put("mode", report.mode().name().toLowerCase(Locale.ROOT));
        List<Object> plays = new ArrayList<>();
        for (PlayInfo play : report.plays()) {
            plays.add(play(play, report));
        }
        tree.put("plays", plays);
        Map<String, Object> stats = new LinkedHashMap<>();
        report.recaps().forEach((host, recap) -> stats.put(host, recap(recap)));
        tree.put("stats", stats);
        Map<String, Object> exchanges = new LinkedHashMap<>();
        report.exchanges().forEach((host, counts) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("execs", counts.execs());
            one.put("round_trips", counts.roundTrips());
            one.put("bytes_sent", counts.bytesSent());
            one.put("bytes_received", counts.bytesReceived());
            exchanges.put(host, one);
        });
        tree.put("exchanges", exchanges);
        tree.put("warnings", report.warnings().stream().map(Diagnostic::render).toList());
        tree.put("interrupted", report.interrupted());
        report.run().ifPresent(id -> tree.put("run", id));
        report.stop().ifPresent(stop -> tree.put("stopped", stop(stop)));
        return tree;
    }

    private static Map<String, Object> stop(RolloutStop stop) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("play", stop.play());
        tree.put("batch", stop.batch());
        tree.put("batches", stop.batches());
        tree.put("reason", stop.reason());
        tree.put("failed", stop.failed());
        tree.put("cut_short", stop.cutShort());
        tree.put("not_touched", stop.notTouched());
        tree.put("plays_not_begun", stop.playsNotBegun());
        return tree;
    }

    private static Map<String, Object> play(PlayInfo play, Report report) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", play.name());
        tree.put("hosts", play.hosts());
        if (play.batches().size() > 1) {
            tree.put("batches", play.batches());
        }
        List<Object> tasks = new ArrayList<>();
        for (TaskInfo task : play.tasks()) {
            List<TaskResult> results = report.results().stream()
                    .filter(result -> result.task().equals(task))
                    .toList();
            if (results.isEmpty()) {
                continue;
            }
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", results.get(0).name());
            one.put("module", task.module());
            if (task.handler()) {
                one.put("handler", true);
            }
            if (task.span() != null) {
                one.put("path", task.span().toString());
            }
            Map<String, Object> hosts = new LinkedHashMap<>();
            results.forEach(result -> hosts.put(result.host(), result(result)));
            one.put("hosts", hosts);
            tasks.add(one);
        }
        tree.put("tasks", tasks);
        return tree;
    }

    private static Map<String, @Nullable Object> result(TaskResult result) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("status", result.status().label());
        if (result.item() != null && !result.hidden()) {
            tree.put("item", result.item());
        }
        if (result.ignored()) {
            tree.put("ignored", true);
        }
        if (result.hidden()) {
            tree.put("censored", "hidden by no_log");
            return tree;
        }
        if (result.message() != null) {
            tree.put("msg", result.message());
        }
        if (result.items().isEmpty()) {
            tree.put(
                    "changes", result.changes().stream().map(ReportTree::change).toList());
            if (!result.values().isEmpty()) {
                tree.put("result", result.values());
            }
        } else {
            tree.put("items", result.items().stream().map(ReportTree::result).toList());
        }
        if (!result.warnings().isEmpty()) {
            tree.put("warnings", result.warnings());
        }
        return tree;
    }

    static Map<String, @Nullable Object> change(Change change) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("target", change.target());
        tree.put("attribute", change.attribute());
        tree.put("before", change.before());
        tree.put("after", change.after());
        tree.put("effect", change.effect().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        tree.put("disruption", change.disruption().label());
        tree.put("steps", change.steps().stream().map(Step::describe).toList());
        return tree;
    }

    private static Map<String, Object> recap(Recap recap) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("ok", recap.ok());
        tree.put("changed", recap.changed());
        tree.put("unreachable", recap.unreachable());
        tree.put("failures", recap.failed());
        tree.put("skipped", recap.skipped());
        tree.put("rescued", recap.rescued());
        tree.put("ignored", recap.ignored());
        tree.put("deferred", recap.deferred());
        tree.put("refused", recap.refused());
        return tree;
    }
}
