package io.pinwright.engine.apply;

import io.pinwright.engine.report.Recap;
import io.pinwright.engine.report.RunEvent;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.TaskResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects a run's results from all its threads and tells the listener, one event at a time. Thread-safe. */
final class RunLog {

    private final RunListener listener;
    private final List<TaskResult> results = new ArrayList<>();
    private final Map<String, Recap> recaps = new LinkedHashMap<>();

    RunLog(RunListener listener) {
        this.listener = listener;
    }

    /** Names a host for the recap, in the order that the recap shall have. */
    synchronized void expect(String host) {
        recaps.putIfAbsent(host, Recap.NONE);
    }

    synchronized void add(RunEvent event) {
        if (event instanceof RunEvent.TaskFinished finished) {
            results.add(finished.result());
            recaps.merge(
                    finished.result().host(),
                    Recap.NONE.plus(finished.result()),
                    (old, one) -> old.plus(finished.result()));
        }
        listener.on(event);
    }

    synchronized Map<String, Recap> recaps() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(recaps));
    }

    /** By play, then task, then host in recap order. */
    synchronized List<TaskResult> results() {
        List<String> order = new ArrayList<>(recaps.keySet());
        Map<String, Integer> position = new LinkedHashMap<>();
        order.forEach(host -> position.put(host, position.size()));
        return results.stream()
                .sorted((one, other) -> order(one, other, position))
                .toList();
    }

    /** In one method: comparators put together of serializable lambdas are classes made anew at each start. */
    private static int order(TaskResult one, TaskResult other, Map<String, Integer> position) {
        int order = Integer.compare(one.task().play(), other.task().play());
        order = order != 0
                ? order
                : Integer.compare(one.task().index(), other.task().index());
        return order != 0
                ? order
                : Integer.compare(
                        position.getOrDefault(one.host(), Integer.MAX_VALUE),
                        position.getOrDefault(other.host(), Integer.MAX_VALUE));
    }
}
