package io.pinwright.modules.net;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Queues of a NIC as {@code ethtool -l} tells them (ethtool(8), "--show-channels").
 *
 * <pre>
 * Channel parameters for enp4s0f0:
 * Pre-set maximums:
 * RX:		n/a
 * TX:		n/a
 * Other:		1
 * Combined:	63
 * Current hardware settings:
 * RX:		n/a
 * ...
 * </pre>
 *
 * @param maximum most of each kind, 0 or more; a kind the device lacks ({@code n/a}) is not in the map
 * @param current those in use
 */
public record Channels(Map<Kind, Integer> maximum, Map<Kind, Integer> current) {

    /** What a channel is for. */
    public enum Kind {
        RX,
        TX,
        OTHER,
        COMBINED
    }

    public Channels {
        maximum = Map.copyOf(maximum);
        current = Map.copyOf(current);
    }

    /** Reads what ethtool printed; empty when it is no such answer. */
    public static Optional<Channels> parse(String text) {
        Map<Kind, Integer> maximum = new EnumMap<>(Kind.class);
        Map<Kind, Integer> current = new EnumMap<>(Kind.class);
        Map<Kind, Integer> block = null;
        for (String line : text.split("\n")) {
            String stripped = line.strip();
            if (stripped.startsWith("Pre-set maximums")) {
                block = maximum;
            } else if (stripped.startsWith("Current hardware settings")) {
                block = current;
            } else if (block != null && stripped.matches("(?i)(rx|tx|other|combined):\\s*[0-9]{1,6}")) {
                String[] parts = stripped.split(":", 2);
                block.put(Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.valueOf(parts[1].strip()));
            }
        }
        return block == current ? Optional.of(new Channels(maximum, current)) : Optional.empty();
    }

    /** Queues that receive: those of their own and the combined ones; empty when the device tells neither. */
    public OptionalInt receiving() {
        return sum(current, Kind.RX);
    }

    /** The most queues that could receive. */
    public OptionalInt receivingMax() {
        return sum(maximum, Kind.RX);
    }

    private static OptionalInt sum(Map<Kind, Integer> counts, Kind kind) {
        if (!counts.containsKey(kind) && !counts.containsKey(Kind.COMBINED)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(counts.getOrDefault(kind, 0) + counts.getOrDefault(Kind.COMBINED, 0));
    }
}
