package io.pinwright.modules.net;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.irq.NicDevice;
import io.pinwright.modules.irq.NicInterrupts;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All network devices of a host with what sysfs and ethtool tell of them.
 *
 * @param byName all devices, virtual ones too
 * @param interrupts of those with hardware
 * @param effective where each interrupt last ran or will run, by its number; it follows a change only at the next interrupt
 */
public record Nics(SortedMap<String, Nic> byName, NicInterrupts interrupts, SortedMap<Integer, CpuSet> effective) {

    private static final String NET = "/sys/class/net/*/";

    /** Small files of each device. */
    public static final Query.Glob FILES = new Query.Glob(
            Query.GlobKind.CONTENT,
            NET + "operstate",
            NET + "mtu",
            NET + "speed",
            NET + "address",
            NET + "device/numa_node",
            NET + "device/../numa_node");

    /** One name for each queue. */
    public static final Query.Glob QUEUES =
            new Query.Glob(Query.GlobKind.NAME, NET + "queues/rx-*", NET + "queues/tx-*");

    /** Where interrupts really go. */
    public static final Query.Glob EFFECTIVE =
            new Query.Glob(Query.GlobKind.CONTENT, "/proc/irq/[0-9]*/effective_affinity_list");

    /**
     * {@code ethtool -l} of every device that has hardware. The names are not known before the round, so the host's shell walks
     * over them; {@code ethtool} itself only reads.
     */
    public static final Query.Run CHANNELS = new Query.Run(
            List.of(
                    "sh",
                    "-c",
                    "for d in /sys/class/net/*; do n=${d##*/}; case $n in -*) continue;; esac; "
                            + "[ -e \"$d/device\" ] || continue; printf '== %s\\n' \"$n\"; "
                            + "ethtool -l \"$n\" 2>/dev/null; done; :"),
            Duration.ofSeconds(60),
            1 << 20);

    private static final Pattern FILE = Pattern.compile("/sys/class/net/([^/\\s]{1,64})/(.+)");
    private static final Pattern EFFECTIVE_FILE = Pattern.compile("/proc/irq/([0-9]{1,9})/effective_affinity_list");

    public Nics {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        effective = Collections.unmodifiableSortedMap(new TreeMap<>(effective));
    }

    /** Reads it in one round; equal for all who ask. */
    public static Observation<Nics> observe() {
        Observation<Map<String, String>> files = Observation.glob(FILES);
        Observation<Map<String, String>> queues = Observation.glob(QUEUES);
        // what ethtool cannot answer is unknown, never a reason to fail
        Observation<String> channels = Observation.of(CHANNELS)
                .map(answer ->
                        answer instanceof Answer.Output output ? output.stdout().text() : "");
        Observation<Details> details = Observation.both(
                Observation.both(files, queues, Details::new),
                channels,
                (some, text) -> new Details(some.files, some.queues, text, Map.of()));
        return Observation.both(
                        NicInterrupts.observe(),
                        Observation.both(
                                details,
                                Observation.glob(EFFECTIVE),
                                (some, map) -> new Details(some.files, some.queues, some.channels, map)),
                        (interrupts, all) -> parse(interrupts, all.files, all.queues, all.channels, all.effective))
                .keptAs(Nics.class);
    }

    private record Details(
            Map<String, String> files, Map<String, String> queues, String channels, Map<String, String> effective) {
        Details(Map<String, String> files, Map<String, String> queues) {
            this(files, queues, "", Map.of());
        }
    }

    /** Puts together what was read, each argument as its query's answer; never fails, what is not understood is unknown. */
    public static Nics parse(
            NicInterrupts interrupts,
            Map<String, String> files,
            Map<String, String> queues,
            String channels,
            Map<String, String> effective) {
        SortedMap<String, Integer> receive = count(queues.keySet(), "queues/rx-");
        SortedMap<String, Integer> transmit = count(queues.keySet(), "queues/tx-");
        Map<String, Channels> byDevice = channels(channels);
        SortedMap<String, Nic> nics = new TreeMap<>();
        interrupts.devices().forEach((name, device) -> {
            String folder = "/sys/class/net/" + name + "/";
            nics.put(
                    name,
                    new Nic(
                            device,
                            numaNode(files, folder, device),
                            Optional.ofNullable(files.get(folder + "operstate"))
                                    .map(String::strip)
                                    .filter(state -> state.matches("[a-z]{1,20}")),
                            number(files.get(folder + "mtu"), 0),
                            number(files.get(folder + "speed"), 1),
                            Optional.ofNullable(files.get(folder + "address"))
                                    .map(String::strip)
                                    .filter(mac -> mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5,19}")),
                            receive.getOrDefault(name, 0),
                            transmit.getOrDefault(name, 0),
                            Optional.ofNullable(byDevice.get(name))));
        });
        SortedMap<Integer, CpuSet> where = new TreeMap<>();
        effective.forEach((path, text) -> {
            Matcher matcher = EFFECTIVE_FILE.matcher(path);
            if (matcher.matches() && text.strip().matches("[0-9,-]{1,100000}")) {
                try {
                    where.put(Integer.valueOf(matcher.group(1)), CpuSet.parse(text));
                } catch (IllegalArgumentException e) {
                    return; // a list that is none is unknown
                }
            }
        });
        return new Nics(nics, interrupts, where);
    }

    private static OptionalInt numaNode(Map<String, String> files, String folder, NicDevice device) {
        String own = files.get(folder + "device/numa_node");
        // a virtio device has no node of its own, its PCI function one folder up has
        String text = own == null && device.virtio().isPresent() ? files.get(folder + "device/../numa_node") : own;
        return number(text, 0);
    }

    private static OptionalInt number(@org.jspecify.annotations.Nullable String text, int least) {
        if (text == null || !text.strip().matches("[0-9]{1,9}")) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(text.strip());
        return number < least ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static SortedMap<String, Integer> count(Iterable<String> paths, String prefix) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (String path : paths) {
            Matcher matcher = FILE.matcher(path);
            if (matcher.matches() && matcher.group(2).startsWith(prefix)) {
                counts.merge(matcher.group(1), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static Map<String, Channels> channels(String text) {
        Map<String, Channels> byDevice = new TreeMap<>();
        for (String part : text.split("(?m)^== ")) {
            int end = part.indexOf('\n');
            if (end > 0) {
                Channels.parse(part.substring(end)).ifPresent(found -> byDevice.put(part.substring(0, end), found));
            }
        }
        return byDevice;
    }

    /** The devices with hardware at or under one: of a macvtap its NIC, of a bond its slaves; empty for veth or dummy. */
    public SortedSet<Nic> physicalOf(String device) {
        TreeSet<Nic> physical = new TreeSet<>(java.util.Comparator.comparing(Nic::name));
        interrupts.physicalOf(device).forEach(name -> physical.add(byName.get(name)));
        return Collections.unmodifiableSortedSet(physical);
    }

    /** Of an SR-IOV virtual function, the NIC it is part of. */
    public Optional<Nic> physicalFunctionOf(String device) {
        return Optional.ofNullable(byName.get(device))
                .flatMap(nic -> nic.device().physicalFunction())
                .flatMap(address -> byName.values().stream()
                        .filter(nic -> nic.device().pciAddress().equals(Optional.of(address)))
                        .findFirst());
    }

    /** Devices with hardware, by name. */
    public List<Nic> physical() {
        return byName.values().stream().filter(nic -> nic.device().isPhysical()).toList();
    }
}
