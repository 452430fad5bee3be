package io.pinwright.modules.libvirt;

import io.pinwright.modules.cpu.Digits;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an interface's {@code <driver>} says (libvirt: formatdomain, "Setting NIC driver-specific options"); without the element,
 * no attributes.
 *
 * @param attributes as written, those this project does not know included
 */
public record InterfaceDriver(Map<String, String> attributes) {

    /** libvirt reads numbers with strtoul: leading white space and a plus sign are taken. */
    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?0*([0-9]{1,9})");

    public InterfaceDriver {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** {@code vhost}, {@code qemu}, ...; absent means vhost where the host offers it, else qemu. */
    public Optional<String> name() {
        return Optional.ofNullable(attributes.get("name"));
    }

    /** Queue pairs; libvirt erases 0 and 1, so absent, 0 and 1 are all 1. Empty when the value is no number. */
    public OptionalInt queues() {
        OptionalInt number = number("queues", 1);
        return number.isPresent() ? OptionalInt.of(Math.max(1, number.getAsInt())) : number;
    }

    /** Receive ring entries, 256 when absent. Empty when the value is no number. */
    public OptionalInt rxQueueSize() {
        return number("rx_queue_size", DriverWish.RING_SIZE_DEFAULT);
    }

    /** Transmit ring entries, 256 when absent. Empty when the value is no number. */
    public OptionalInt txQueueSize() {
        return number("tx_queue_size", DriverWish.RING_SIZE_DEFAULT);
    }

    private OptionalInt number(String attribute, int absent) {
        String text = attributes.get(attribute);
        if (text == null) {
            return OptionalInt.of(absent);
        }
        OptionalInt plain = Digits.number(text);
        if (plain.isPresent()) {
            return plain;
        }
        Matcher matcher = NUMBER.matcher(text);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
