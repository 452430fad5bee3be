package io.pinwright.engine.saved;

import io.pinwright.engine.report.TaskInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A play of a saved plan.
 *
 * @param playbook which of the plan's playbooks it is from, from 0
 * @param batches its hosts as they are taken, one batch after another
 * @param maxFailPercentage the roll-out stops when more of a batch's hosts failed, in percent
 * @param tasks as results name them
 * @param hosts what each host does, in its order; handlers stand where they run
 */
public record SavedPlay(
        String name,
        int playbook,
        List<List<String>> batches,
        OptionalDouble maxFailPercentage,
        List<TaskInfo> tasks,
        Map<String, List<SavedTask>> hosts) {

    public SavedPlay {
        batches = batches.stream().map(List::copyOf).toList();
        tasks = List.copyOf(tasks);
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    }
}
