package io.pinwright.modules.libvirt;

import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.CpuWish;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * CPUs wished for numbered threads (vCPUs, iothreads).
 *
 * <pre>
 * vcpus: {0: "0", 1: "2", 2-9: {node: 0}}     by number or range of numbers
 * vcpus: {2-4: ["4", "6", "8"], all: "0-7"}   one each; all: those not named otherwise
 * vcpus: ["0", "2", {node: 0}]                in order from the first
 * vcpus: {node: 0}                            all alike; also a CPU list
 * </pre>
 *
 * @param byNumber wishes by thread number
 * @param others the wish for every thread that is not named, or null
 */
public record VcpuWishes(
        SortedMap<Integer, CpuWish> byNumber, @Nullable CpuWish others) {

    public static final VcpuWishes NONE = new VcpuWishes(new TreeMap<>(), null);

    private static final String ALL = "all";

    public VcpuWishes {
        byNumber = Collections.unmodifiableSortedMap(new TreeMap<>(byNumber));
    }

    /** One wish for all threads. */
    public static VcpuWishes all(CpuWish wish) {
        return new VcpuWishes(new TreeMap<>(), wish);
    }

    public boolean isEmpty() {
        return byNumber.isEmpty() && others == null;
    }

    /** The wish of each thread of a domain; of threads it lacks, too, so that they are noticed. */
    SortedMap<Integer, CpuWish> forThreads(Iterable<Integer> numbers) {
        SortedMap<Integer, CpuWish> wishes = new TreeMap<>(byNumber);
        CpuWish rest = others;
        if (rest != null) {
            numbers.forEach(number -> wishes.putIfAbsent(number, rest));
        }
        return wishes;
    }

    /**
     * The type of such an argument.
     *
     * @param first the number of the first thread: 0 of vCPUs, 1 of iothreads
     */
    static ArgumentType<VcpuWishes> type(int first) {
        Map<String, Object> item = CpuWish.type().schema();
        return ArgumentTypes.type(
                "mapping of numbers to CPUs, or CPUs for all",
                Map.of("anyOf", List.of(Map.of("type", "object", "additionalProperties", item), item)),
                (name, value) -> {
                    if (value.value() instanceof Map<?, ?>
                            && !value.entries().keySet().equals(java.util.Set.of("node"))) {
                        return byKeys(name, value);
                    }
                    if (value.value() instanceof List<?>) {
                        List<CpuWish> wishes = CpuWish.perPosition().read(name, value);
                        SortedMap<Integer, CpuWish> byNumber = new TreeMap<>();
                        wishes.forEach(wish -> byNumber.put(first + byNumber.size(), wish));
                        return new VcpuWishes(byNumber, null);
                    }
                    return all(CpuWish.type().read(name, value));
                });
    }

    private static VcpuWishes byKeys(String name, ArgumentValue value) {
        SortedMap<Integer, CpuWish> byNumber = new TreeMap<>();
        CpuWish others = null;
        for (Map.Entry<String, ArgumentValue> entry : value.entries().entrySet()) {
            String key = entry.getKey();
            ArgumentValue item = entry.getValue();
            if (key.equals(ALL)) {
                others = CpuWish.type().read(name + "." + ALL, item);
                continue;
            }
            List<Integer> numbers = numbers(name, key, item);
            List<CpuWish> wishes = CpuWish.perPosition().read(name + "." + key, item);
            if (wishes.size() != 1 && wishes.size() != numbers.size()) {
                throw item.problem(
                        name + "." + key + " has " + wishes.size() + " items for " + numbers.size() + " numbers",
                        "a list has one item for each",
                        "give " + numbers.size() + " items, or one CPU list for all of them");
            }
            for (int i = 0; i < numbers.size(); i++) {
                CpuWish wish = wishes.get(wishes.size() == 1 ? 0 : i);
                if (byNumber.put(numbers.get(i), wish) != null) {
                    throw item.problem(
                            name + " names " + numbers.get(i) + " twice", null, "keep one, or use `all` for the rest");
                }
            }
        }
        if (byNumber.isEmpty() && others == null) {
            throw value.problem(name + " is an empty mapping", null, "write for example {0: \"0\", 1-3: {node: 0}}");
        }
        return new VcpuWishes(byNumber, others);
    }

    private static List<Integer> numbers(String name, String key, ArgumentValue item) {
        try {
            List<Integer> numbers = new ArrayList<>(CpuSet.parse(key).toList());
            if (!numbers.isEmpty()) {
                return numbers;
            }
        } catch (IllegalArgumentException e) {
            // said below, in the words of this argument
        }
        throw item.problem(
                name + " has the key \"" + key + "\", which is no number or range of numbers",
                null,
                "write for example `0`, `2-9` or `all`");
    }
}
