package io.pinwright.modules.cpu;

import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The CPUs that a playbook asks for: some by number, some by NUMA node. What a node means is known only on the host, so the
 * playbook keeps the symbol and the plan shows the CPUs.
 *
 * <pre>
 * cpus: "1,3,5-7"         cpus: 2         cpus: {node: 1}         cpus: [1, 3, {node: 1}]
 * </pre>
 *
 * @param cpus by number
 * @param nodes NUMA nodes, ascending
 */
public record CpuWish(CpuSet cpus, SortedSet<Integer> nodes) {

    /** The highest node number taken for sane; Linux is built for at most 1024 nodes. */
    public static final int NODE_MAX = 1023;

    private static final String EXAMPLE = "write a CPU list such as \"1,3,5-7\", a CPU number, or {node: 1}";

    public CpuWish {
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        if (cpus.isEmpty() && nodes.isEmpty()) {
            throw new IllegalArgumentException("a wish for no CPU at all");
        }
    }

    public static CpuWish of(CpuSet cpus) {
        return new CpuWish(cpus, new TreeSet<>());
    }

    public static CpuWish ofNode(int node) {
        return new CpuWish(CpuSet.EMPTY, new TreeSet<>(List.of(node)));
    }

    /** The CPUs of both wishes. */
    public CpuWish plus(CpuWish other) {
        SortedSet<Integer> all = new TreeSet<>(nodes);
        all.addAll(other.nodes);
        return new CpuWish(cpus.plus(other.cpus), all);
    }

    /**
     * The CPUs meant on a host: those named, and of each node those that are online and not isolated. Named CPUs must be online,
     * isolated or not: libvirt takes a CPU that the host lacks, and the guest then fails at its next start.
     *
     * @throws HostProblem when a CPU is not online, or a node does not exist or has no usable CPU
     */
    public CpuSet resolve(NumaTopology topology) {
        CpuSet missing = cpus.minus(topology.online());
        if (!missing.isEmpty()) {
            throw new HostProblem(
                    (missing.size() == 1 ? "CPU " + missing + " is" : "CPUs " + missing + " are")
                            + " not online on this host; online: " + topology.online(),
                    "name online CPUs, or use {node: N}");
        }
        CpuSet all = cpus;
        for (int node : nodes) {
            all = all.plus(topology.cpusOf(node));
        }
        return all;
    }

    /** A CPU list as text, a CPU number, {@code {node: N}}, or a list of those, whose union is meant. */
    public static ArgumentType<CpuWish> type() {
        return ArgumentTypes.type("CPU list, CPU number or {node: N}", schema(), CpuWish::readUnion);
    }

    /**
     * One wish for each of several positions (vCPUs, workers): a list has one item for each; anything else is one wish that holds
     * for all of them, a list of one here.
     */
    public static ArgumentType<List<CpuWish>> perPosition() {
        return ArgumentTypes.type(
                "CPU list, CPU number, {node: N}, or a list with one of those for each", schema(), (name, value) -> {
                    if (!(value.value() instanceof List<?>)) {
                        return List.of(readOne(name, value));
                    }
                    requireItems(name, value);
                    List<CpuWish> wishes = new ArrayList<>();
                    for (int i = 0; i < value.items().size(); i++) {
                        wishes.add(readOne(name + "[" + i + "]", value.items().get(i)));
                    }
                    return List.copyOf(wishes);
                });
    }

    /** A NUMA node by its bare number, as in {@code vhost_node: 1}, or anything that {@link #type} takes but a bare number. */
    public static ArgumentType<CpuWish> nodeOrCpus() {
        return ArgumentTypes.type("NUMA node number, CPU list or {node: N}", schema(), (name, value) -> {
            if (value.value() instanceof Long || value.value() instanceof Integer) {
                return ofNode(node(name, value));
            }
            return readUnion(name, value);
        });
    }

    private static CpuWish readUnion(String name, ArgumentValue value) {
        if (!(value.value() instanceof List<?>)) {
            return readOne(name, value);
        }
        requireItems(name, value);
        return value.items().stream()
                .map(item -> readOne(name, item))
                .reduce(CpuWish::plus)
                .orElseThrow();
    }

    private static void requireItems(String name, ArgumentValue value) {
        if (value.items().isEmpty()) {
            throw value.problem(name + " must name at least one CPU, but is an empty list", null, EXAMPLE);
        }
    }

    private static CpuWish readOne(String name, ArgumentValue value) {
        if (value.value() instanceof Map<?, ?>) {
            Map<String, ArgumentValue> entries = value.entries();
            ArgumentValue node = entries.get("node");
            if (node == null || entries.size() != 1) {
                throw value.problem(
                        name + " must be {node: N} when it is a mapping, but has the keys "
                                + String.join(", ", entries.keySet()),
                        null,
                        EXAMPLE);
            }
            return ofNode(node(name + ".node", node));
        }
        String text = ArgumentTypes.string().read(name, value);
        CpuSet cpus;
        try {
            cpus = CpuSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw value.problem(name + " is " + e.getMessage(), null, EXAMPLE);
        }
        if (cpus.isEmpty()) {
            throw value.problem(name + " must name at least one CPU, but is " + value.shown(), null, EXAMPLE);
        }
        return of(cpus);
    }

    private static int node(String name, ArgumentValue value) {
        return ArgumentTypes.integer(0, NODE_MAX).read(name, value).intValue();
    }

    private static Map<String, Object> schema() {
        Map<String, Object> node = Map.of(
                "type",
                "object",
                "properties",
                Map.of("node", Map.of("type", List.of("integer", "string"))),
                "required",
                List.of("node"),
                "additionalProperties",
                false);
        List<Map<String, Object>> one = List.of(Map.of("type", List.of("string", "integer")), node);
        List<Map<String, Object>> any = new ArrayList<>(one);
        any.add(Map.of("type", "array", "minItems", 1, "items", Map.of("anyOf", one)));
        return Map.of("anyOf", any);
    }

    /** As a person would say it: {@code 1,3,5-7}, {@code node 1}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(cpus.toString());
        nodes.forEach(
                node -> out.append(out.isEmpty() ? "" : " and ").append("node ").append(node));
        return out.toString();
    }
}
