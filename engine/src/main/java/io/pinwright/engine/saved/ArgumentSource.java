package io.pinwright.engine.saved;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.report.TaskInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Evaluates arguments again from where they are written. */
@FunctionalInterface
public interface ArgumentSource {

    /**
     * A turn of a task on a host.
     *
     * @param play among those of its playbook, from 0
     * @param hosts of the play
     * @param turn from 0
     */
    record Place(
            int playbook, int play, List<String> hosts, List<String> batch, String host, TaskInfo task, int turn) {}

    /**
     * The arguments of these names, by what is written down alone: nothing that tasks found, set or registered.
     *
     * @throws io.pinwright.engine.source.DiagnosticException when they cannot be evaluated
     */
    Map<String, ArgumentValue> arguments(Place place, Set<String> names);
}
