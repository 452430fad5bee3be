package io.pinwright.modules.cpu;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One NUMA node as the kernel shows it.
 *
 * @param id the node's number; numbers can be sparse (0, 2, 3)
 * @param cpus as {@code cpulist} or {@code cpumap} says, offline and isolated ones included; empty of a memory-only node, and
 *     {@code Optional.empty()} when neither file could be read
 * @param memoryKib MemTotal of {@code meminfo} in KiB; empty when unknown
 * @param distances by node number, 10 is local (ACPI SLIT); empty when unknown
 */
public record NumaNode(int id, Optional<CpuSet> cpus, OptionalLong memoryKib, SortedMap<Integer, Integer> distances) {

    public NumaNode {
        distances = Collections.unmodifiableSortedMap(new TreeMap<>(distances));
    }
}
