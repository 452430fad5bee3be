package io.pinwright.modules.irq;

import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.source.NearestName;
import io.pinwright.modules.cpu.CpuSet;
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
import java.util.function.UnaryOperator;

/**
 * The network devices of a host, and the interrupts of those that have any.
 *
 * <p>A PCI NIC's interrupts are the names of the files in {@code /sys/class/net/DEV/device/msi_irqs}; a virtio NIC's stand one
 * folder up. Only where that folder is missing (legacy interrupts, old kernels) are they found by name in {@code
 * /proc/interrupts}: by the device's name, its PCI address or its virtio name, the longest match of all devices.
 */
public final class NicInterrupts {

    private static final String NET = "/sys/class/net/*";

    /** Where devices stand in sysfs. */
    public static final Query.Glob LINKS =
            new Query.Glob(Query.GlobKind.LINK, NET, NET + "/device", NET + "/device/driver", NET + "/device/physfn");

    /** Which devices there are, their neighbours and their interrupts. */
    public static final Query.Glob NAMES = new Query.Glob(
            Query.GlobKind.NAME,
            NET,
            NET + "/lower_*",
            NET + "/upper_*",
            NET + "/brif/*",
            NET + "/device/msi_irqs/*",
            NET + "/device/../msi_irqs/*");

    /** Where each interrupt may run. */
    public static final Query.Glob AFFINITIES =
            new Query.Glob(Query.GlobKind.CONTENT, "/proc/irq/[0-9]*/smp_affinity_list");

    private final SortedMap<String, NicDevice> devices;
    private final SortedMap<String, List<NicInterrupt>> interrupts;
    private final boolean named;

    private NicInterrupts(
            SortedMap<String, NicDevice> devices, SortedMap<String, List<NicInterrupt>> interrupts, boolean named) {
        this.named = named;
        this.devices = Collections.unmodifiableSortedMap(devices);
        this.interrupts = Collections.unmodifiableSortedMap(interrupts);
    }

    private static final Observation<NicInterrupts> OBSERVED = observed();

    /** Under which the interrupts are kept before it is known where they may run: that alone is foretold to change. */
    private record Unplaced() {}

    private static Observation<NicInterrupts> observed() {
        Observation<NicDevices> devices = Observation.both(
                        Observation.glob(LINKS), Observation.glob(NAMES), NicDevices::parse)
                .keptAs(NicDevices.class);
        Observation<NicInterrupts> unplaced = Observation.both(
                        devices, ProcInterrupts.observe(), NicInterrupts::unplaced)
                .keptAs(new Unplaced());
        return Observation.both(
                        unplaced,
                        Observation.entries(AFFINITIES),
                        (nics, affinities) -> nics.placed(path -> {
                            Bytes text = affinities.get(path);
                            return text == null ? "" : text.text();
                        }))
                .keptAs(NicInterrupts.class);
    }

    /** Reads all of it in one round, whatever devices are asked for later; equal for all who ask. */
    public static Observation<NicInterrupts> observe() {
        return OBSERVED;
    }

    /**
     * Puts together what was read.
     *
     * @param lines empty when {@code /proc/interrupts} is not there: then no interrupt has a name
     * @param affinities texts by path {@code /proc/irq/N/smp_affinity_list}
     */
    public static NicInterrupts parse(
            NicDevices devices, Optional<ProcInterrupts> lines, Map<String, String> affinities) {
        return unplaced(devices, lines).placed(path -> affinities.getOrDefault(path, ""));
    }

    private static NicInterrupts unplaced(NicDevices devices, Optional<ProcInterrupts> lines) {
        ProcInterrupts rows = lines.orElse(ProcInterrupts.NONE);
        SortedMap<String, List<NicInterrupt>> interrupts = new TreeMap<>();
        devices.byName().forEach((name, device) -> {
            if (device.isPhysical()) {
                SortedSet<Integer> numbers = devices.messageInterrupts(name);
                List<NicInterrupt> found = new ArrayList<>();
                if (numbers.isEmpty()) {
                    byName(devices, device, rows, found);
                } else {
                    numbers.forEach(number -> found.add(interrupt(number, rows.row(number), device)));
                }
                interrupts.put(name, settled(found));
            }
        });
        return new NicInterrupts(devices.byName(), interrupts, lines.isPresent());
    }

    /** The same interrupts with the CPUs that the text at the path of each allows. */
    private NicInterrupts placed(UnaryOperator<String> affinities) {
        SortedMap<String, List<NicInterrupt>> placed = new TreeMap<>();
        interrupts.forEach((device, found) -> {
            List<NicInterrupt> own = new ArrayList<>(found.size());
            for (NicInterrupt one : found) {
                own.add(one.allowedOn(cpus(affinities.apply(one.affinityPath()))));
            }
            placed.put(device, List.copyOf(own));
        });
        return new NicInterrupts(devices, placed, named);
    }

    private static void byName(NicDevices devices, NicDevice device, ProcInterrupts rows, List<NicInterrupt> found) {
        rows.numbers().forEach(number -> {
            Optional<ProcInterrupts.Row> row = rows.row(number);
            for (String action : actions(row)) {
                int length = match(action, device);
                boolean isLongest = length > 0
                        && devices.byName().values().stream().allMatch(other -> match(action, other) <= length);
                if (isLongest) {
                    found.add(interrupt(number, row, action, device));
                    return;
                }
            }
        });
    }

    private static int match(String action, NicDevice device) {
        if (!device.isPhysical()) {
            return 0;
        }
        int length = InterruptName.matchLength(action, device.name());
        if (device.virtio().isPresent()) {
            return Math.max(
                    length, InterruptName.matchLength(action, device.virtio().get()));
        }
        return device.pciAddress()
                .map(address -> Math.max(length, InterruptName.matchLength(action, address)))
                .orElse(length);
    }

    private static List<String> actions(Optional<ProcInterrupts.Row> row) {
        return row.map(ProcInterrupts.Row::actions).orElse(List.of());
    }

    private static NicInterrupt interrupt(int number, Optional<ProcInterrupts.Row> row, NicDevice device) {
        List<String> actions = actions(row);
        for (String action : actions) {
            if (match(action, device) > 0) {
                return interrupt(number, row, action, device);
            }
        }
        return interrupt(number, row, actions.isEmpty() ? "" : actions.get(0), device);
    }

    private static NicInterrupt interrupt(
            int number, Optional<ProcInterrupts.Row> row, String action, NicDevice device) {
        InterruptName name = InterruptName.of(action, device.name());
        return new NicInterrupt(
                number,
                action,
                name.role(),
                name.queue(),
                name.direction(),
                Optional.empty(),
                row.isEmpty() ? OptionalLong.empty() : OptionalLong.of(row.get().total()));
    }

    private static Optional<CpuSet> cpus(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CpuSet.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Settles what a name alone cannot: a device's only handler serves its packets; beside queues a bare name is something else. */
    private static List<NicInterrupt> settled(List<NicInterrupt> found) {
        boolean hasQueue = found.stream().anyMatch(NicInterrupt::isQueue);
        long unknown = found.stream()
                .filter(each -> each.role() == InterruptName.Role.UNKNOWN
                        && !each.name().isEmpty())
                .count();
        List<NicInterrupt> settled = new ArrayList<>();
        for (NicInterrupt each : found) {
            boolean isOpen =
                    each.role() == InterruptName.Role.UNKNOWN && !each.name().isEmpty();
            if (isOpen && hasQueue) {
                settled.add(as(each, InterruptName.Role.OTHER));
            } else if (isOpen && unknown == 1) {
                settled.add(as(each, InterruptName.Role.QUEUE));
            } else {
                settled.add(each);
            }
        }
        settled.sort(NicInterrupts::order);
        return List.copyOf(settled);
    }

    /** By queue, then direction, then number. */
    private static int order(NicInterrupt one, NicInterrupt other) {
        int order = Integer.compare(
                one.queue().orElse(Integer.MAX_VALUE), other.queue().orElse(Integer.MAX_VALUE));
        order = order != 0 ? order : one.direction().compareTo(other.direction());
        return order != 0 ? order : Integer.compare(one.number(), other.number());
    }

    private static NicInterrupt as(NicInterrupt each, InterruptName.Role role) {
        boolean isQueue = role == InterruptName.Role.QUEUE;
        return new NicInterrupt(
                each.number(),
                each.name(),
                role,
                isQueue ? OptionalInt.of(0) : OptionalInt.empty(),
                isQueue ? InterruptName.Direction.BOTH : InterruptName.Direction.UNKNOWN,
                each.allowed(),
                each.count());
    }

    /** Whether the host told the names of its interrupts; when not, which of them serve queues is unknown. */
    public boolean isNamed() {
        return named;
    }

    /** All network devices by name, virtual ones included. */
    public SortedMap<String, NicDevice> devices() {
        return devices;
    }

    /**
     * All interrupts of a device that has hardware, in order of queue, the others last.
     *
     * @return empty when the device has none that can be seen
     * @throws HostProblem when the host has no such device, or a virtual one that has no interrupts of its own
     */
    public List<NicInterrupt> of(String device) {
        NicDevice found = devices.get(device);
        if (found == null) {
            throw new HostProblem(
                    "the host has no network device " + device + "; those with hardware are "
                            + String.join(", ", interrupts.keySet()),
                    NearestName.hint(device, List.copyOf(devices.keySet())));
        }
        List<NicInterrupt> own = interrupts.get(device);
        if (own == null) {
            SortedSet<String> physical = physicalOf(device);
            throw new HostProblem(
                    device + " is a virtual device and has no interrupts of its own",
                    physical.isEmpty()
                            ? "name a device with hardware: " + String.join(", ", interrupts.keySet())
                            : "name what lies under it: " + String.join(", ", physical));
        }
        return own;
    }

    /**
     * The interrupts of a device that carry packets, in order of queue. Where no name tells a queue from another use, those that
     * have a handler.
     *
     * @throws HostProblem as {@link #of}
     */
    public List<NicInterrupt> queuesOf(String device) {
        List<NicInterrupt> all = of(device);
        List<NicInterrupt> queues = all.stream().filter(NicInterrupt::isQueue).toList();
        return !queues.isEmpty()
                ? queues
                : all.stream()
                        .filter(each -> each.role() == InterruptName.Role.UNKNOWN
                                && !each.name().isEmpty())
                        .toList();
    }

    /** The devices with hardware at or under a device: of a macvtap its NIC, of a bond all slaves; empty for veth or dummy. */
    public SortedSet<String> physicalOf(String device) {
        SortedSet<String> physical = new TreeSet<>();
        collectPhysical(device, physical, new TreeSet<>());
        return physical;
    }

    private void collectPhysical(String device, SortedSet<String> physical, SortedSet<String> seen) {
        NicDevice found = devices.get(device);
        if (found == null || !seen.add(device)) {
            return;
        }
        if (found.isPhysical()) {
            physical.add(device);
        } else {
            found.lower().forEach(lower -> collectPhysical(lower, physical, seen));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NicInterrupts that
                && that.named == named
                && that.devices.equals(devices)
                && that.interrupts.equals(interrupts);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(devices, interrupts);
    }

    @Override
    public String toString() {
        return interrupts.toString();
    }
}
