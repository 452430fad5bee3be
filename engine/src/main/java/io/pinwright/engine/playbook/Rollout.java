package io.pinwright.engine.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a play is rolled out: in which batches, and how many hosts of a batch may fail.
 *
 * @param serial sizes of the batches, the last one repeating; empty for all hosts at once
 * @param maxFailPercentage the roll-out stops when more of a batch's hosts failed, in percent
 */
public record Rollout(List<BatchSize> serial, OptionalDouble maxFailPercentage) {

    public Rollout {
        serial = List.copyOf(serial);
    }

    /** The hosts in their batches, in order; one batch without hosts when there are none. */
    public <T> List<List<T>> batches(List<T> hosts) {
        if (serial.isEmpty() || hosts.isEmpty()) {
            return List.of(List.copyOf(hosts));
        }
        List<List<T>> batches = new ArrayList<>();
        int taken = 0;
        while (taken < hosts.size()) {
            BatchSize size = serial.get(Math.min(batches.size(), serial.size() - 1));
            int end = (int) Math.min(hosts.size(), (long) taken + size.of(hosts.size()));
            batches.add(List.copyOf(hosts.subList(taken, end)));
            taken = end;
        }
        return List.copyOf(batches);
    }
}
