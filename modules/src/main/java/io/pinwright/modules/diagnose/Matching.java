package io.pinwright.modules.diagnose;

import io.pinwright.modules.cpu.CpuSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether each vCPU can have a CPU of its own: by Hall's theorem it can, unless some vCPUs are kept to fewer CPUs. */
final class Matching {

    private Matching() {}

    /** vCPUs that are kept to fewer CPUs than they are. */
    record Group(List<VcpuRules.Demand> demands, CpuSet cpus) {}

    /** One group that is too large for its CPUs; empty when every vCPU can have its own. */
    static Optional<Group> overcommitted(List<VcpuRules.Demand> demands) {
        Map<Integer, Integer> owner = new HashMap<>(); // CPU -> demand
        for (int start = 0; start < demands.size(); start++) {
            Map<Integer, Integer> reachedFrom = new HashMap<>(); // CPU -> demand that reached it
            Set<Integer> visited = new HashSet<>(Set.of(start));
            Deque<Integer> todo = new ArrayDeque<>(List.of(start));
            int free = -1;
            while (free < 0 && !todo.isEmpty()) {
                int demand = todo.poll();
                for (int cpu : demands.get(demand).cpus().toList()) {
                    if (reachedFrom.putIfAbsent(cpu, demand) != null) {
                        continue;
                    }
                    Integer holder = owner.get(cpu);
                    if (holder == null) {
                        free = cpu;
                        break;
                    }
                    if (visited.add(holder)) {
                        todo.add(holder);
                    }
                }
            }
            if (free < 0) {
                List<VcpuRules.Demand> group = new ArrayList<>();
                visited.stream().sorted().forEach(index -> group.add(demands.get(index)));
                return Optional.of(new Group(group, CpuSet.of(reachedFrom.keySet())));
            }
            flip(owner, reachedFrom, free, start);
        }
        return Optional.empty();
    }

    /** Gives the free CPU to who reached it, whose former CPU to who reached that, and so on up to the start. */
    private static void flip(Map<Integer, Integer> owner, Map<Integer, Integer> reachedFrom, int free, int start) {
        int cpu = free;
        while (true) {
            int demand = reachedFrom.getOrDefault(cpu, start);
            Integer former = null;
            for (Map.Entry<Integer, Integer> held : owner.entrySet()) {
                if (held.getValue() == demand) {
                    former = held.getKey();
                    break;
                }
            }
            owner.put(cpu, demand);
            if (demand == start || former == null) {
                return;
            }
            owner.remove(former, demand);
            cpu = former;
        }
    }
}
