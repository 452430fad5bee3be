package io.pinwright.modules.libvirt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How plans and results show what a driver says. */
final class DriverAttributes {

    /** Those that this project sets. */
    static final List<String> NAMES = List.of("name", "queues", "rx_queue_size", "tx_queue_size");

    private DriverAttributes() {}

    /** The effective value: {@code 1} for absent queues, {@code 256} for an absent ring size; empty for an absent name. */
    static Optional<String> shown(InterfaceDriver driver, String attribute) {
        return switch (attribute) {
            case "name" -> driver.name();
            case "queues" -> number(driver.queues(), driver, attribute);
            case "rx_queue_size" -> number(driver.rxQueueSize(), driver, attribute);
            case "tx_queue_size" -> number(driver.txQueueSize(), driver, attribute);
            default -> Optional.ofNullable(driver.attributes().get(attribute));
        };
    }

    private static Optional<String> number(OptionalInt number, InterfaceDriver driver, String attribute) {
        return number.isPresent()
                ? Optional.of(Integer.toString(number.getAsInt()))
                : Optional.ofNullable(driver.attributes().get(attribute));
    }

    /** The four attributes that this project sets, for results. */
    static Map<String, @Nullable Object> asMap(InterfaceDriver driver) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("driver", driver.name().orElse(null));
        putNumber(map, "queues", driver.queues());
        putNumber(map, "rx_queue_size", driver.rxQueueSize());
        putNumber(map, "tx_queue_size", driver.txQueueSize());
        return map;
    }

    private static void putNumber(Map<String, @Nullable Object> map, String key, OptionalInt number) {
        map.put(key, number.isPresent() ? Long.valueOf(number.getAsInt()) : null);
    }

    /** {@code live queues 1, config 4} for each attribute that differs. */
    static List<String> differences(InterfaceDriver live, InterfaceDriver config) {
        List<String> differences = new ArrayList<>();
        for (String name : NAMES) {
            String running = shown(live, name).orElse("default");
            String wanted = shown(config, name).orElse("default");
            if (!running.equals(wanted)) {
                differences.add(
                        "live " + (name.equals("name") ? "driver" : name) + " " + running + ", config " + wanted);
            }
        }
        return differences;
    }
}
