package io.pinwright.engine.report;

import java.util.List;

/**
 * A play as results name it.
 *
 * @param index position in the run, from 0
 * @param hosts it runs on, in inventory order
 * @param tasks in order, handlers last
 */
public record PlayInfo(int index, String name, List<String> hosts, List<TaskInfo> tasks) {
    public PlayInfo {
        hosts = List.copyOf(hosts);
        tasks = List.copyOf(tasks);
    }
}
