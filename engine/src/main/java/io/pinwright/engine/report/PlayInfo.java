package io.pinwright.engine.report;

import java.util.List;

/**
 * A play as results name it.
 *
 * @param index position in the run, from 0
 * @param hosts it runs on, in inventory order
 * @param batches the same hosts as apply takes them, one batch after another; a single one without {@code serial}
 * @param tasks in order, handlers last
 */
public record PlayInfo(int index, String name, List<String> hosts, List<List<String>> batches, List<TaskInfo> tasks) {
    public PlayInfo {
        hosts = List.copyOf(hosts);
        batches = batches.stream().map(List::copyOf).toList();
        tasks = List.copyOf(tasks);
    }
}
