package io.pinwright.runner.render;

import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.RecordedRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs of the journal as plain maps and lists, for JSON. */
public final class RunTree {

    private static final int VERSION = 1;

    private RunTree() {}

    /** A list of runs. */
    public static Map<String, @Nullable Object> of(List<RecordedRun> runs) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("version", VERSION);
        tree.put("runs", runs.stream().map(RunTree::head).toList());
        return tree;
    }

    /** One run with all that it did. */
    public static Map<String, @Nullable Object> of(RecordedRun run) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("version", VERSION);
        tree.putAll(head(run));
        Map<String, Object> hosts = new LinkedHashMap<>();
        run.hosts()
                .forEach((host, entries) ->
                        hosts.put(host, entries.stream().map(RunTree::entry).toList()));
        tree.put("hosts", hosts);
        tree.put("warnings", run.warnings());
        return tree;
    }

    private static Map<String, @Nullable Object> head(RecordedRun run) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("id", run.info().id());
        tree.put("started", run.info().started().toString());
        tree.put("owner", run.info().owner());
        tree.put("about", run.info().about());
        tree.put("hosts", List.copyOf(run.hosts().keySet()));
        tree.put("changes", changes(run));
        tree.put("state", state(run));
        return tree;
    }

    static long changes(RecordedRun run) {
        return run.hosts().values().stream()
                .flatMap(List::stream)
                .mapToLong(entry -> entry.changes().size())
                .sum();
    }

    /** The worst that became of it: {@code done}, {@code refused}, {@code taken back}, {@code failed}, {@code unknown}. */
    static String state(RecordedRun run) {
        List<String> order = List.of("done", "refused", "taken back", "failed", "unknown");
        return run.hosts().values().stream()
                .flatMap(List::stream)
                .map(RunTree::state)
                .max(java.util.Comparator.comparingInt(order::indexOf))
                .orElse("done");
    }

    static String state(RecordedRun.Entry entry) {
        if (entry.status() != EntryEnd.Status.DONE) {
            return label(entry.status());
        }
        return entry.end().orElseThrow().outcomes().stream().allMatch(StepOutcome.Status.DONE::equals)
                ? "done"
                : "failed";
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Map<String, @Nullable Object> entry(RecordedRun.Entry entry) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("entry", entry.name());
        tree.put("at", entry.at().toString());
        tree.put("state", state(entry));
        entry.end().map(EntryEnd::message).filter(text -> !text.isEmpty()).ifPresent(text -> tree.put("message", text));
        tree.put("folder", entry.folder());
        entry.become().ifPresent(become -> tree.put("become", become.user()));
        entry.confirmWithin().ifPresent(time -> tree.put("confirm_within_seconds", time.toSeconds()));
        List<Object> changes = new ArrayList<>();
        int first = 0;
        for (RecordedRun.Change change : entry.changes()) {
            changes.add(change(entry, change, first));
            first += change.steps().size();
        }
        tree.put("changes", changes);
        return tree;
    }

    private static Map<String, @Nullable Object> change(RecordedRun.Entry entry, RecordedRun.Change change, int first) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("task", change.task());
        tree.put("path", change.place());
        tree.put("module", change.module());
        tree.put("target", change.target());
        tree.put("attribute", change.attribute());
        if (change.hidden()) {
            tree.put("censored", "hidden by no_log");
        } else {
            tree.put("before", change.before());
            tree.put("after", change.after());
        }
        List<Object> steps = new ArrayList<>();
        for (int i = 0; i < change.steps().size(); i++) {
            RecordedRun.Step step = change.steps().get(i);
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("does", step.does());
            one.put("outcome", entry.outcome(first + i).map(RunTree::label).orElse("unknown"));
            step.undo().impossible().ifPresent(why -> one.put("cannot_be_taken_back", why));
            steps.add(one);
        }
        tree.put("steps", steps);
        return tree;
    }
}
