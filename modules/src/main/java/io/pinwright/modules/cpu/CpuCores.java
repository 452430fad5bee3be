package io.pinwright.modules.cpu;

import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The core, die and package of each CPU, and which CPUs share a core, from {@code /sys/devices/system/cpu/cpuN/topology}
 * (kernel: Documentation/admin-guide/cputopology.rst). An offline CPU has no such folder and so no core here.
 *
 * <pre>
 * /sys/devices/system/cpu/cpu2/topology/thread_siblings_list   2,10
 * /sys/devices/system/cpu/cpu2/topology/physical_package_id    0
 * </pre>
 *
 * @param byCpu one entry for each CPU the host tells something of
 */
public record CpuCores(SortedMap<Integer, Thread> byCpu) {

    private static final String FOLDER = "/sys/devices/system/cpu/cpu[0-9]*/topology/";

    /** All that is read, in one query: four files for each CPU, for 1,152 CPUs about 20 kB. */
    public static final Query.Glob QUERY = new Query.Glob(
            Query.GlobKind.CONTENT,
            FOLDER + "thread_siblings_list",
            FOLDER + "core_id",
            FOLDER + "physical_package_id",
            FOLDER + "die_id");

    private static final Pattern FILE =
            Pattern.compile("/sys/devices/system/cpu/cpu([0-9]{1,5})/topology/([a-z_]{1,40})");

    /**
     * One hardware thread.
     *
     * @param siblings the CPUs of its core, itself included; empty when unknown
     * @param core the core's number, unique only within its package and die; -1 is unknown
     * @param packageId the socket, -1 is unknown
     * @param die -1 is unknown
     */
    public record Thread(CpuSet siblings, int core, int packageId, int die) {}

    public CpuCores {
        byCpu = Collections.unmodifiableSortedMap(new TreeMap<>(byCpu));
    }

    /** Reads it in one round; equal for all who ask. */
    public static Observation<CpuCores> observe() {
        return Observation.glob(QUERY).map(CpuCores::parse).keptAs(CpuCores.class);
    }

    /** Makes it of file texts by absolute path; what is no number or list is unknown. */
    public static CpuCores parse(Map<String, String> files) {
        SortedMap<Integer, Thread> byCpu = new TreeMap<>();
        files.forEach((path, text) -> {
            Matcher matcher = FILE.matcher(path);
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > CpuSet.CPU_MAX) {
                return;
            }
            byCpu.merge(
                    Integer.valueOf(matcher.group(1)),
                    thread(matcher.group(2), text),
                    (a, b) -> new Thread(
                            a.siblings.plus(b.siblings),
                            Math.max(a.core, b.core),
                            Math.max(a.packageId, b.packageId),
                            Math.max(a.die, b.die)));
        });
        return new CpuCores(byCpu);
    }

    private static Thread thread(String file, String text) {
        return switch (file) {
            case "thread_siblings_list" -> new Thread(siblings(text), -1, -1, -1);
            case "core_id" -> new Thread(CpuSet.EMPTY, number(text), -1, -1);
            case "physical_package_id" -> new Thread(CpuSet.EMPTY, -1, number(text), -1);
            case "die_id" -> new Thread(CpuSet.EMPTY, -1, -1, number(text));
            default -> new Thread(CpuSet.EMPTY, -1, -1, -1);
        };
    }

    private static CpuSet siblings(String text) {
        try {
            return CpuSet.parse(text);
        } catch (IllegalArgumentException e) {
            return CpuSet.EMPTY;
        }
    }

    private static int number(String text) {
        return Digits.number(text.strip()).orElse(-1);
    }

    /** The CPUs that share a core with this one, itself included; empty when the host does not say. */
    public CpuSet siblingsOf(int cpu) {
        Thread thread = byCpu.get(cpu);
        return thread == null ? CpuSet.EMPTY : thread.siblings();
    }

    /** The package (socket) of a CPU. */
    public OptionalInt packageOf(int cpu) {
        Thread thread = byCpu.get(cpu);
        return thread == null || thread.packageId() < 0 ? OptionalInt.empty() : OptionalInt.of(thread.packageId());
    }

    /** The sets of CPUs that share a core, each once, in order of their first CPU; a core with one CPU is among them. */
    public List<CpuSet> cores() {
        Set<CpuSet> cores = new LinkedHashSet<>();
        byCpu.values().forEach(thread -> {
            if (!thread.siblings().isEmpty()) {
                cores.add(thread.siblings());
            }
        });
        return List.copyOf(new ArrayList<>(cores));
    }

    /** CPUs by package number. */
    public SortedMap<Integer, CpuSet> packages() {
        SortedMap<Integer, CpuSet> packages = new TreeMap<>();
        byCpu.forEach((cpu, thread) -> {
            if (thread.packageId() >= 0) {
                packages.merge(thread.packageId(), CpuSet.of(cpu), CpuSet::plus);
            }
        });
        return packages;
    }

    /** Most CPUs on one core; empty when the host does not say. */
    public OptionalInt threadsPerCore() {
        return byCpu.values().stream()
                .mapToInt(thread -> thread.siblings().size())
                .filter(n -> n > 0)
                .max();
    }
}
