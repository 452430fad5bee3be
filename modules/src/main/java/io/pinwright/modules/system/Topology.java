package io.pinwright.modules.system;

import io.pinwright.engine.host.Observation;
import io.pinwright.modules.cpu.CpuCores;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.NumaNode;
import io.pinwright.modules.cpu.NumaTopology;
import io.pinwright.modules.irq.NicInterrupt;
import io.pinwright.modules.net.Channels;
import io.pinwright.modules.net.Nic;
import io.pinwright.modules.net.Nics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Nodes, CPUs and NICs of a host: what {@code topology} shows. */
public record Topology(NumaTopology numa, CpuCores cores, Nics nics) {

    /** Reads it in one round. */
    public static Observation<Topology> observe() {
        return Observation.both(
                NumaTopology.observe(),
                Observation.both(CpuCores.observe(), Nics.observe(), CoresAndNics::new),
                (numa, rest) -> new Topology(numa, rest.cores, rest.nics));
    }

    private record CoresAndNics(CpuCores cores, Nics nics) {}

    /** Plain maps, lists and scalars in a fixed order: {@code cpus}, {@code numa}, {@code nics}, {@code problems}. */
    public Map<String, @Nullable Object> toTree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("cpus", cpuTree());
        tree.put("numa", numaTree());
        tree.put("nics", nicTree());
        tree.put("problems", numa.problems());
        return tree;
    }

    /**
     * CPU sets as kernel lists. {@code online_known} is false when the host has no file {@code online} and the set was inferred;
     * {@code offline} are those plugged in and switched off.
     */
    Map<String, @Nullable Object> cpuTree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("online", numa.online().toString());
        tree.put("online_count", numa.online().size());
        tree.put("online_known", numa.isOnlineKnown());
        tree.put("offline", numa.presentOffline().toString());
        tree.put("isolated", numa.isolated().toString());
        tree.put("nohz_full", numa.nohzFull().toString());
        tree.put("possible", numa.possible().toString());
        OptionalInt threads = cores.threadsPerCore();
        tree.put("threads_per_core", threads.isPresent() ? threads.getAsInt() : null);
        tree.put("cores", cores.cores().stream().map(CpuSet::toString).toList());
        Map<String, @Nullable Object> packages = new LinkedHashMap<>();
        cores.packages().forEach((id, cpus) -> packages.put(id.toString(), cpus.toString()));
        tree.put("packages", packages);
        return tree;
    }

    /** {@code known: false} on a kernel without NUMA; nodes by their number as a string. */
    Map<String, @Nullable Object> numaTree() {
        Map<String, @Nullable Object> nodes = new LinkedHashMap<>();
        for (NumaNode node : numa.nodes().values()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("cpus", node.cpus().map(CpuSet::toString).orElse(null));
            one.put("usable", node.cpus().map(cpus -> usable(cpus).toString()).orElse(null));
            one.put("has_memory", numa.hasMemory(node.id()).orElse(null));
            one.put(
                    "memory_mib",
                    node.memoryKib().isPresent() ? node.memoryKib().getAsLong() / 1024 : null);
            Map<String, @Nullable Object> distances = new LinkedHashMap<>();
            node.distances().forEach((other, distance) -> distances.put(other.toString(), distance));
            one.put("distances", distances);
            nodes.put(Integer.toString(node.id()), one);
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("known", numa.hasNodes());
        tree.put("nodes", nodes);
        return tree;
    }

    private CpuSet usable(CpuSet cpus) {
        return cpus.and(numa.online()).minus(numa.isolated());
    }

    /** All devices by name; interrupts, channels and driver only of those with hardware. */
    Map<String, @Nullable Object> nicTree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (Nic nic : nics.byName().values()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("physical", nic.device().isPhysical());
            one.put("state", nic.state().orElse(null));
            one.put("mtu", boxed(nic.mtu()));
            one.put("mac", nic.mac().orElse(null));
            one.put("lower", List.copyOf(nic.device().lower()));
            one.put("upper", List.copyOf(nic.device().upper()));
            one.put("on", nics.physicalOf(nic.name()).stream().map(Nic::name).toList());
            if (nic.device().isPhysical()) {
                one.put("driver", nic.device().driver().orElse(null));
                one.put("pci", nic.device().pciAddress().orElse(null));
                one.put(
                        "physical_function",
                        nics.physicalFunctionOf(nic.name()).map(Nic::name).orElse(null));
                one.put("numa_node", boxed(nic.numaNode()));
                one.put("speed_mbps", boxed(nic.speedMbps()));
                one.put("rx_queues", nic.receiveQueues());
                one.put("tx_queues", nic.transmitQueues());
                one.put("channels", nic.channels().map(Topology::channelTree).orElse(null));
                one.put("interrupts", interruptTree(nic.name()));
            }
            tree.put(nic.name(), one);
        }
        return tree;
    }

    private static Map<String, @Nullable Object> channelTree(Channels channels) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (Channels.Kind kind : Channels.Kind.values()) {
            Integer most = channels.maximum().get(kind);
            if (most != null) {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put("current", channels.current().get(kind));
                one.put("maximum", most);
                tree.put(kind.name().toLowerCase(java.util.Locale.ROOT), one);
            }
        }
        return tree;
    }

    private List<Object> interruptTree(String device) {
        List<Object> list = new ArrayList<>();
        for (NicInterrupt interrupt : nics.interrupts().of(device)) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("number", interrupt.number());
            one.put("name", interrupt.name());
            one.put("role", interrupt.role().name().toLowerCase(java.util.Locale.ROOT));
            one.put("queue", boxed(interrupt.queue()));
            one.put("allowed", interrupt.allowed().map(CpuSet::toString).orElse(null));
            one.put(
                    "effective",
                    Optional.ofNullable(nics.effective().get(interrupt.number()))
                            .map(CpuSet::toString)
                            .orElse(null));
            one.put("count", interrupt.count().isPresent() ? interrupt.count().getAsLong() : null);
            list.add(one);
        }
        return list;
    }

    static @Nullable Object boxed(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    /** Tables for people, ending in a line end. */
    public String toText() {
        StringBuilder out = new StringBuilder();
        out.append(cpuText());
        out.append('\n').append(nicText());
        if (!numa.problems().isEmpty()) {
            out.append("\nNot understood:\n");
            numa.problems()
                    .forEach(problem ->
                            out.append("  ").append(TextTable.shown(problem)).append('\n'));
        }
        return out.toString();
    }

    String cpuText() {
        StringBuilder out = new StringBuilder("CPUs: ").append(numa.online()).append(" online");
        out.append(" (").append(numa.online().size()).append(numa.isOnlineKnown() ? ")" : ", inferred)");
        OptionalInt threads = cores.threadsPerCore();
        out.append(
                threads.isEmpty()
                        ? "; threads per core unknown"
                        : "; " + cores.cores().size() + " cores with up to " + threads.getAsInt() + " CPUs");
        out.append("; ")
                .append(cores.packages().size())
                .append(cores.packages().size() == 1 ? " package\n" : " packages\n");
        out.append("  offline ").append(none(numa.presentOffline()));
        out.append("; isolated ").append(none(numa.isolated()));
        out.append("; nohz_full ").append(none(numa.nohzFull())).append('\n');
        if (!numa.hasNodes()) {
            return out.append("\nNUMA: no information (the kernel shows no nodes)\n")
                    .toString();
        }
        TextTable nodes = new TextTable("NODE", "CPUS", "USABLE", "MEMORY", "DISTANCES");
        for (NumaNode node : numa.nodes().values()) {
            List<String> distances = new ArrayList<>();
            node.distances().forEach((other, distance) -> distances.add(other + ":" + distance));
            nodes.row(
                    Integer.toString(node.id()),
                    node.cpus().map(Topology::none).orElse("unknown"),
                    node.cpus()
                            .map(cpus -> usable(cpus).equals(cpus) && !cpus.isEmpty() ? "all" : none(usable(cpus)))
                            .orElse("unknown"),
                    node.memoryKib().isPresent() ? node.memoryKib().getAsLong() / 1024 + " MiB" : "unknown",
                    distances.isEmpty() ? "unknown" : String.join(" ", distances));
        }
        return out.append('\n').append(nodes.print(0)).toString();
    }

    static String none(CpuSet cpus) {
        return cpus.isEmpty() ? "none" : cpus.toString();
    }

    String nicText() {
        TextTable hardware = new TextTable("NIC", "STATE", "NODE", "DRIVER", "PCI", "SPEED", "CHANNELS", "INTERRUPTS");
        TextTable others = new TextTable("DEVICE", "STATE", "ON", "LOWER");
        for (Nic nic : nics.byName().values()) {
            if (nic.device().isPhysical()) {
                hardware.row(
                        nic.name(),
                        nic.state().orElse("unknown"),
                        number(nic.numaNode(), ""),
                        nic.device().driver().orElse("unknown"),
                        nic.device().pciAddress().orElse("-"),
                        number(nic.speedMbps(), " Mbit/s"),
                        nic.channels().map(Topology::channelText).orElse("unknown"),
                        interruptText(nic.name()));
            } else {
                List<String> on =
                        nics.physicalOf(nic.name()).stream().map(Nic::name).toList();
                others.row(
                        nic.name(),
                        nic.state().orElse("unknown"),
                        on.isEmpty() ? "-" : String.join(",", on),
                        nic.device().lower().isEmpty()
                                ? "-"
                                : String.join(",", nic.device().lower()));
            }
        }
        String first = hardware.isEmpty() ? "NICs: none with hardware\n" : hardware.print(0);
        return others.isEmpty() ? first : first + "\n" + others.print(0);
    }

    private static String number(OptionalInt value, String unit) {
        return value.isPresent() ? value.getAsInt() + unit : "unknown";
    }

    private static String channelText(Channels channels) {
        List<String> parts = new ArrayList<>();
        for (Channels.Kind kind : List.of(Channels.Kind.COMBINED, Channels.Kind.RX, Channels.Kind.TX)) {
            Integer most = channels.maximum().get(kind);
            if (most != null && most > 0) {
                parts.add(kind.name().toLowerCase(java.util.Locale.ROOT) + " "
                        + channels.current().getOrDefault(kind, 0) + "/" + most);
            }
        }
        return parts.isEmpty() ? "-" : String.join(" ", parts);
    }

    /** {@code 8 queues on 0,2,4 (+1 other)}. */
    private String interruptText(String device) {
        List<NicInterrupt> all = nics.interrupts().of(device);
        List<NicInterrupt> queues = nics.interrupts().queuesOf(device);
        if (all.isEmpty()) {
            return "none seen";
        }
        if (queues.isEmpty()) {
            return all.size() + (nics.interrupts().isNamed() ? ", none in use" : ", names unknown");
        }
        CpuSet union = CpuSet.EMPTY;
        boolean known = true;
        for (NicInterrupt interrupt : queues) {
            known &= interrupt.allowed().isPresent();
            union = union.plus(interrupt.allowed().orElse(CpuSet.EMPTY));
        }
        String where = known ? union.toString() : union.isEmpty() ? "unknown CPUs" : union + " and unknown CPUs";
        String word = queues.get(0).isQueue() ? " queues" : " of unknown use";
        int others = all.size() - queues.size();
        return queues.size() + word + " on " + where + (others > 0 ? " (+" + others + " other)" : "");
    }
}
