package io.pinwright.modules.cpu;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which CPUs a host has, which of them run, and the NUMA node of each, from sysfs: {@code /sys/devices/system/cpu} and {@code
 * /sys/devices/system/node} (kernel: Documentation/ABI/stable/sysfs-devices-node, Documentation/admin-guide/cputopology.rst).
 *
 * <pre>
 * /sys/devices/system/cpu/online           0-15
 * /sys/devices/system/node/node1/cpulist   1,3,5,7,9,11,13,15
 * </pre>
 *
 * <p>Nothing is assumed about numbering: nodes can be sparse, interleaved, without CPUs, with CPUs that are offline, or missing
 * altogether (a kernel without NUMA). Cores and SMT siblings are {@link CpuCores}, apart, because they cost some files for each
 * CPU.
 */
public final class NumaTopology {

    private static final String CPU = "/sys/devices/system/cpu/";
    private static final String NODE = "/sys/devices/system/node/";

    /** All that is read, in one query: a handful of files and five for each node. */
    public static final Query.Glob QUERY = new Query.Glob(
            Query.GlobKind.CONTENT,
            CPU + "online",
            CPU + "offline",
            CPU + "possible",
            CPU + "present",
            CPU + "isolated",
            CPU + "nohz_full",
            NODE + "online",
            NODE + "has_cpu",
            NODE + "has_memory",
            NODE + "node[0-9]*/cpulist",
            NODE + "node[0-9]*/cpumap",
            NODE + "node[0-9]*/distance",
            NODE + "node[0-9]*/meminfo");

    private static final int DISTANCE_DIGITS_MAX = 5;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern NODE_FILE =
            Pattern.compile(Pattern.quote(NODE) + "node([0-9]{1,5})/(cpulist|cpumap|distance|meminfo)");
    private static final Observation<NumaTopology> OBSERVED =
            Observation.glob(QUERY).map(NumaTopology::parse).keptAs(NumaTopology.class);

    private static final String MEMORY_LABEL = "MemTotal:";
    private static final Pattern MEMORY_TOTAL = Pattern.compile(MEMORY_LABEL + "\\s+([0-9]{1,15}) kB");

    private final Map<String, CpuSet> cpuFiles;
    private final SortedMap<Integer, NumaNode> nodes;
    private final Optional<SortedSet<Integer>> withMemory;
    private final List<String> problems;

    /** Made once: each change that rests on the topology has it. Whoever misses another thread's makes the same. */
    private volatile @Nullable List<Guard> guards;

    private NumaTopology(
            Map<String, CpuSet> cpuFiles,
            SortedMap<Integer, NumaNode> nodes,
            Optional<SortedSet<Integer>> withMemory,
            List<String> problems) {
        this.cpuFiles = cpuFiles;
        this.nodes = nodes;
        this.withMemory = withMemory;
        this.problems = List.copyOf(problems);
    }

    /** Reads it in one round; equal for all who ask. */
    public static Observation<NumaTopology> observe() {
        return OBSERVED;
    }

    /**
     * Makes a topology of file texts by absolute path. Never fails: what cannot be understood is unknown, and named in {@link
     * #problems}.
     */
    public static NumaTopology parse(Map<String, String> files) {
        List<String> problems = new ArrayList<>();
        Map<String, CpuSet> cpuFiles = new TreeMap<>();
        for (String name : List.of("online", "offline", "possible", "present", "isolated", "nohz_full")) {
            cpuList(files, CPU + name, problems).ifPresent(set -> cpuFiles.put(name, set));
        }
        Optional<CpuSet> onlineNodes = cpuList(files, NODE + "online", problems);
        TreeSet<Integer> ids = new TreeSet<>();
        files.keySet().forEach(path -> {
            if (path.startsWith(NODE)) {
                Matcher matcher = NODE_FILE.matcher(path);
                if (matcher.matches()) {
                    ids.add(Integer.valueOf(matcher.group(1)));
                }
            }
        });
        onlineNodes.ifPresent(set -> ids.addAll(set.toList()));
        List<Integer> columns = List.copyOf(onlineNodes.map(CpuSet::toList).orElse(List.copyOf(ids)));
        SortedMap<Integer, NumaNode> nodes = new TreeMap<>();
        for (int id : ids) {
            nodes.put(
                    id,
                    new NumaNode(
                            id,
                            cpusOfNode(files, id, problems),
                            memory(files.get(NODE + "node" + id + "/meminfo")),
                            distances(files, id, columns, problems)));
        }
        Optional<SortedSet<Integer>> withMemory =
                cpuList(files, NODE + "has_memory", problems).map(set -> new TreeSet<>(set.toList()));
        return new NumaTopology(cpuFiles, Collections.unmodifiableSortedMap(nodes), withMemory, problems);
    }

    private static Optional<CpuSet> cpuList(Map<String, String> files, String path, List<String> problems) {
        String text = files.get(path);
        if (text == null) {
            return Optional.empty();
        }
        if (text.strip().equals("(null)") || text.strip().equals("\0")) {
            return Optional.of(CpuSet.EMPTY); // nohz_full of kernels 3.x to 5.x when none is set
        }
        try {
            return Optional.of(CpuSet.parse(text));
        } catch (IllegalArgumentException e) {
            problems.add(path + ": " + shortened(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<CpuSet> cpusOfNode(Map<String, String> files, int id, List<String> problems) {
        String folder = NODE + "node" + id + "/";
        Optional<CpuSet> list = cpuList(files, folder + "cpulist", problems);
        Optional<CpuSet> mask = Optional.empty();
        String maskText = files.get(folder + "cpumap");
        if (maskText != null && !maskText.isBlank()) {
            try {
                mask = Optional.of(CpuSet.parseMask(maskText));
            } catch (IllegalArgumentException e) {
                problems.add(folder + "cpumap: " + shortened(e.getMessage()));
            }
        }
        if (list.isEmpty() || (list.get().isEmpty() && mask.isPresent())) {
            return mask.isPresent() ? mask : list;
        }
        if (mask.isPresent() && !mask.get().equals(list.get())) {
            problems.add(folder + "cpulist says " + list.get() + ", cpumap says " + mask.get() + "; the list is taken");
        }
        return list;
    }

    private static OptionalLong memory(@Nullable String text) {
        int start = text == null ? -1 : text.indexOf(MEMORY_LABEL);
        if (text == null || start < 0) {
            return OptionalLong.empty();
        }
        Matcher matcher = MEMORY_TOTAL.matcher(text);
        return matcher.find(start) ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** A row has one number for each online node, ascending; a row of another length says nothing. */
    private static SortedMap<Integer, Integer> distances(
            Map<String, String> files, int id, List<Integer> columns, List<String> problems) {
        SortedMap<Integer, Integer> row = new TreeMap<>();
        String path = NODE + "node" + id + "/distance";
        String text = files.getOrDefault(path, "").strip();
        if (text.isEmpty()) {
            return row;
        }
        String[] numbers = SPACE.split(text);
        if (numbers.length != columns.size()) {
            problems.add(path + ": " + numbers.length + " distances for " + columns.size() + " nodes");
            return row;
        }
        for (int i = 0; i < numbers.length; i++) {
            OptionalInt distance = Digits.number(numbers[i]);
            if (distance.isEmpty() || numbers[i].length() > DISTANCE_DIGITS_MAX) {
                problems.add(path + ": not a distance: \"" + shortened(numbers[i]) + "\"");
                return new TreeMap<>();
            }
            row.put(columns.get(i), distance.getAsInt());
        }
        return row;
    }

    private static String shortened(@Nullable String text) {
        String whole = String.valueOf(text);
        return whole.length() <= 200 ? whole : whole.substring(0, 200) + "...";
    }

    /** Whether the kernel shows any NUMA node; when not, node numbers mean nothing on this host. */
    public boolean hasNodes() {
        return !nodes.isEmpty();
    }

    /** The nodes by number, those without CPUs included. */
    public SortedMap<Integer, NumaNode> nodes() {
        return nodes;
    }

    /** Whether a node has memory; empty when the host does not say. */
    public Optional<Boolean> hasMemory(int node) {
        return withMemory.map(set -> set.contains(node));
    }

    /** CPUs that run now; without the file {@code online}, those present or of any node, less the offline ones. */
    public CpuSet online() {
        CpuSet told = cpuFiles.get("online");
        if (told != null && !told.isEmpty()) {
            return told;
        }
        CpuSet all = cpuFiles.getOrDefault("present", CpuSet.EMPTY);
        for (NumaNode node : nodes.values()) {
            all = all.plus(node.cpus().orElse(CpuSet.EMPTY));
        }
        return all.minus(offline());
    }

    /** Whether {@link #online} was said by the host, not inferred. */
    public boolean isOnlineKnown() {
        CpuSet told = cpuFiles.get("online");
        return told != null && !told.isEmpty();
    }

    /** That the same CPUs run: what a wish for CPUs comes to rests on that, and nothing else of this moves while a host is up. */
    public List<Guard> guards() {
        List<Guard> known = guards;
        if (known == null) {
            known = made();
            guards = known;
        }
        return known;
    }

    private List<Guard> made() {
        Answer answer = new Answer.Content(Bytes.utf8(online() + "\n"));
        return isOnlineKnown()
                ? Guard.of(new Query.ReadFile(CPU + "online"), answer).stream().toList()
                : List.of();
    }

    /** CPUs that could run and do not; the kernel counts CPUs that are not plugged in among them. */
    public CpuSet offline() {
        return cpuFiles.getOrDefault("offline", CpuSet.EMPTY);
    }

    /** CPUs that are plugged in and switched off. */
    public CpuSet presentOffline() {
        return offline().and(present());
    }

    /** CPUs the kernel has room for; the online ones when it does not say. */
    public CpuSet possible() {
        return cpuFiles.getOrDefault("possible", online());
    }

    /** CPUs that are plugged in; the online ones when the host does not say. */
    public CpuSet present() {
        return cpuFiles.getOrDefault("present", online());
    }

    /** CPUs without load balancing ({@code isolcpus=}): a thread allowed several of them stays on one. */
    public CpuSet isolated() {
        return cpuFiles.getOrDefault("isolated", CpuSet.EMPTY);
    }

    /** CPUs without the periodic tick ({@code nohz_full=}). */
    public CpuSet nohzFull() {
        return cpuFiles.getOrDefault("nohz_full", CpuSet.EMPTY);
    }

    /** What sysfs said that could not be understood, a line each. */
    public List<String> problems() {
        return problems;
    }

    /**
     * The CPUs that {@code node: N} means: those of the node that are online and not isolated.
     *
     * @throws HostProblem when the host has no such node, or the node has no usable CPU
     */
    public CpuSet cpusOf(int node) {
        if (nodes.isEmpty()) {
            throw new HostProblem(
                    "node " + node + " cannot be resolved: the host gives no NUMA information (there is no " + NODE
                            + "node*)",
                    "name the CPUs instead, for example \"" + online() + "\"");
        }
        NumaNode found = nodes.get(node);
        if (found == null) {
            throw new HostProblem(
                    "the host has no NUMA node " + node + "; it has " + shownNodes(), "use one of those nodes");
        }
        CpuSet all = found.cpus()
                .orElseThrow(() -> new HostProblem(
                        "the CPUs of NUMA node " + node
                                + " cannot be seen: neither cpulist nor cpumap of it can be read",
                        "name the CPUs instead"));
        if (all.isEmpty()) {
            throw new HostProblem(
                    "NUMA node " + node + " has memory only, no CPU; the host has " + shownNodes(),
                    "use a node that has CPUs");
        }
        CpuSet running = all.and(online());
        if (running.isEmpty()) {
            throw new HostProblem(
                    "all CPUs of NUMA node " + node + " (" + all + ") are offline",
                    "switch one on (`echo 1 > " + CPU + "cpu" + all.first() + "/online`) or use another node");
        }
        CpuSet usable = running.minus(isolated());
        if (usable.isEmpty()) {
            throw new HostProblem(
                    "all online CPUs of NUMA node " + node + " (" + running
                            + ") are isolated (isolcpus), where the kernel does not balance threads",
                    "name the CPUs if you mean them, for example \"" + running + "\"");
        }
        return usable;
    }

    private String shownNodes() {
        List<String> shown = new ArrayList<>();
        nodes.forEach((id, node) -> shown.add("node " + id + " (CPUs "
                + node.cpus()
                        .map(set -> set.isEmpty() ? "none" : set.toString())
                        .orElse("unknown") + ")"));
        return String.join(", ", shown);
    }

    /** The node of a CPU, offline ones included; empty when no node lists it. */
    public OptionalInt nodeOf(int cpu) {
        return nodes.values().stream()
                .filter(node -> node.cpus().orElse(CpuSet.EMPTY).contains(cpu))
                .mapToInt(NumaNode::id)
                .findFirst();
    }

    /** The numbers of all nodes that have a CPU of the set. */
    public SortedSet<Integer> nodesOf(CpuSet cpus) {
        TreeSet<Integer> found = new TreeSet<>();
        nodes.values().stream()
                .filter(node -> node.cpus().orElse(CpuSet.EMPTY).intersects(cpus))
                .forEach(node -> found.add(node.id()));
        return found;
    }

    /** The distance between two nodes as the firmware tells it, 10 is local; empty when unknown. */
    public OptionalInt distance(int from, int to) {
        NumaNode node = nodes.get(from);
        Integer distance = node == null ? null : node.distances().get(to);
        return distance == null ? OptionalInt.empty() : OptionalInt.of(distance);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumaTopology that
                && that.cpuFiles.equals(cpuFiles)
                && that.nodes.equals(nodes)
                && that.withMemory.equals(withMemory)
                && that.problems.equals(problems);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(cpuFiles, nodes, withMemory);
    }

    @Override
    public String toString() {
        return "online " + online() + ", " + (nodes.isEmpty() ? "no NUMA information" : shownNodes());
    }
}
