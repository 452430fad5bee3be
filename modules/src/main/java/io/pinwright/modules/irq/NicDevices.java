package io.pinwright.modules.irq;

import io.pinwright.modules.cpu.Digits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The network devices of {@code /sys/class/net}, from the names and links there.
 *
 * <pre>
 * /sys/class/net/enp4s0f0 -> ../../devices/pci0000:03/0000:03:00.0/0000:04:00.0/net/enp4s0f0
 * /sys/class/net/enp0s2   -> ../../devices/pci0000:00/0000:00:02.0/virtio0/net/enp0s2
 * </pre>
 *
 * @param byName all devices
 * @param messages interrupt numbers of each device's {@code msi_irqs}, of those that have any
 */
public record NicDevices(SortedMap<String, NicDevice> byName, SortedMap<String, SortedSet<Integer>> messages) {

    private static final String NET = "/sys/class/net/";
    private static final String LOWER = "lower_";
    private static final String UPPER = "upper_";
    private static final String PORT = "brif/";
    private static final String MESSAGES = "device/msi_irqs/";
    private static final String MESSAGES_OF_PARENT = "device/../msi_irqs/";
    private static final List<String> KINDS = List.of(LOWER, UPPER, PORT, MESSAGES, MESSAGES_OF_PARENT);
    private static final int NAME_MAX = 64;

    private static final Pattern PCI = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    private static final int SEGMENT_MIN = "virtio0".length();
    private static final Pattern VIRTIO = Pattern.compile("virtio[0-9]{1,5}");

    public NicDevices {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
    }

    /**
     * Makes devices of what two globs gave.
     *
     * @param links link texts by path, of {@link NicInterrupts#LINKS}
     * @param names paths as keys, of {@link NicInterrupts#NAMES}
     */
    public static NicDevices parse(Map<String, String> links, Map<String, String> names) {
        SortedMap<String, SortedSet<String>> lower = new TreeMap<>();
        SortedMap<String, SortedSet<String>> upper = new TreeMap<>();
        SortedMap<String, SortedSet<Integer>> own = new TreeMap<>();
        SortedMap<String, SortedSet<Integer>> parents = new TreeMap<>();
        SortedSet<String> all = new TreeSet<>();
        // In any order, and some twice: what is made of them is sorted.
        List<String> paths = new ArrayList<>(names.keySet());
        paths.addAll(links.keySet());
        for (String path : paths) {
            if (!path.startsWith(NET)) {
                continue;
            }
            int end = path.indexOf('/', NET.length());
            String device = path.substring(NET.length(), end < 0 ? path.length() : end);
            if (!isName(device)) {
                continue;
            }
            if (end < 0) {
                all.add(device);
                continue;
            }
            String kind = kind(path, end + 1);
            String value = path.substring(end + 1 + kind.length());
            if (value.isEmpty() || value.indexOf('/') >= 0) {
                continue;
            }
            switch (kind) {
                case LOWER, PORT -> put(lower, device, value);
                case UPPER -> put(upper, device, value);
                case MESSAGES -> number(own, device, value);
                case MESSAGES_OF_PARENT -> number(parents, device, value);
                default -> {
                    // what is read beside neighbours and interrupts
                }
            }
        }
        all.remove("bonding_masters"); // a control file among the devices
        SortedMap<String, NicDevice> devices = new TreeMap<>();
        SortedMap<String, SortedSet<Integer>> messages = new TreeMap<>();
        for (String name : all) {
            NicDevice device = device(name, links, lower, upper);
            devices.put(name, device);
            // what stands one folder up from a PCI function is its bridge's
            SortedSet<Integer> numbers =
                    own.getOrDefault(name, device.virtio().isPresent() ? parents.getOrDefault(name, none()) : none());
            if (device.isPhysical() && !numbers.isEmpty()) {
                messages.put(name, Collections.unmodifiableSortedSet(numbers));
            }
        }
        return new NicDevices(devices, messages);
    }

    private static boolean isName(String device) {
        for (int i = 0; i < device.length(); i++) {
            if (Character.isWhitespace(device.charAt(i))) {
                return false;
            }
        }
        return !device.isEmpty() && device.length() <= NAME_MAX;
    }

    /** What a path below a device is for; empty when it is for nothing here. */
    private static String kind(String path, int from) {
        for (String kind : KINDS) {
            if (path.startsWith(kind, from)) {
                return kind;
            }
        }
        return "";
    }

    private static NicDevice device(
            String name,
            Map<String, String> links,
            SortedMap<String, SortedSet<String>> lower,
            SortedMap<String, SortedSet<String>> upper) {
        String folder = "/sys/class/net/" + name;
        @Nullable String place = links.get(folder);
        @Nullable String device = links.get(folder + "/device");
        String segment = device == null ? "" : lastSegment(device);
        Optional<String> virtio = last(VIRTIO, segment);
        // of a USB or auxiliary device the PCI function further up is its controller, with interrupts of its own
        Optional<String> pci =
                virtio.isPresent() ? last(PCI, (place == null ? "" : place) + "/" + device) : last(PCI, segment);
        return new NicDevice(
                name,
                device != null || links.containsKey(folder + "/device/driver"),
                pci,
                virtio,
                Optional.ofNullable(links.get(folder + "/device/driver")).map(NicDevices::lastSegment),
                Optional.ofNullable(links.get(folder + "/device/physfn")).flatMap(link -> last(PCI, link)),
                lower.getOrDefault(name, new TreeSet<>()),
                upper.getOrDefault(name, new TreeSet<>()));
    }

    private static Optional<String> last(Pattern segment, String path) {
        String found = null;
        for (String part : path.split("/")) {
            if (part.length() >= SEGMENT_MIN && segment.matcher(part).matches()) {
                found = part;
            }
        }
        return Optional.ofNullable(found);
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void put(SortedMap<String, SortedSet<String>> map, String device, String value) {
        map.computeIfAbsent(device, key -> new TreeSet<>()).add(value);
    }

    private static void number(SortedMap<String, SortedSet<Integer>> map, String device, String value) {
        Digits.number(value)
                .ifPresent(number ->
                        map.computeIfAbsent(device, key -> new TreeSet<>()).add(number));
    }

    private static SortedSet<Integer> none() {
        return new TreeSet<>();
    }

    /** Numbers of a device's message-signalled interrupts, ascending; empty when it has none or they cannot be seen. */
    public SortedSet<Integer> messageInterrupts(String device) {
        return messages.getOrDefault(device, none());
    }
}
