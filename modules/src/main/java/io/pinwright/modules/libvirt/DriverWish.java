package io.pinwright.modules.libvirt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code <driver>} element of an interface shall say; what is null stays as it is.
 *
 * @param name {@code vhost} or {@code qemu}, or null
 * @param queues 1 to {@value #QUEUES_MAX}, or null
 * @param rxQueueSize 256, 512 or 1024, or null
 * @param txQueueSize 256, 512 or 1024, or null
 */
public record DriverWish(
        @Nullable String name,
        @Nullable Integer queues,
        @Nullable Integer rxQueueSize,
        @Nullable Integer txQueueSize) {

    /** The kernel's MAX_TAP_QUEUES (include/linux/if_tap.h): a guest with more fails at its start. */
    public static final int QUEUES_MAX = 256;

    /** The ring size of QEMU's virtio-net when none is set. */
    static final int RING_SIZE_DEFAULT = 256;

    public DriverWish {
        if (queues != null && (queues < 1 || queues > QUEUES_MAX)) {
            throw new IllegalArgumentException("queues must be 1 to " + QUEUES_MAX + ", but is " + queues);
        }
        requireRingSize("rx_queue_size", rxQueueSize);
        requireRingSize("tx_queue_size", txQueueSize);
    }

    public static DriverWish ofQueues(int queues) {
        return new DriverWish(null, queues, null, null);
    }

    /** Whether nothing is wished for. */
    public boolean isEmpty() {
        return name == null && queues == null && rxQueueSize == null && txQueueSize == null;
    }

    /** Both wishes; where both are for one attribute, the other one. */
    DriverWish then(DriverWish other) {
        return new DriverWish(
                other.name == null ? name : other.name,
                other.queues == null ? queues : other.queues,
                other.rxQueueSize == null ? rxQueueSize : other.rxQueueSize,
                other.txQueueSize == null ? txQueueSize : other.txQueueSize);
    }

    private static void requireRingSize(String attribute, @Nullable Integer size) {
        if (size != null && (size < 256 || size > 1024 || Integer.bitCount(size) != 1)) {
            throw new IllegalArgumentException(attribute + " must be 256, 512 or 1024, but is " + size);
        }
    }

    /** The attributes that must be written so that a driver says what is wished, in libvirt's order. */
    Map<String, String> missingIn(InterfaceDriver driver) {
        Map<String, String> missing = new LinkedHashMap<>();
        if (name != null && !driver.name().equals(Optional.of(name))) {
            missing.put("name", name);
        }
        if (queues != null && !driver.queues().equals(OptionalInt.of(queues))) {
            missing.put("queues", queues.toString());
        }
        if (rxQueueSize != null && !driver.rxQueueSize().equals(OptionalInt.of(rxQueueSize))) {
            missing.put("rx_queue_size", rxQueueSize.toString());
        }
        if (txQueueSize != null && !driver.txQueueSize().equals(OptionalInt.of(txQueueSize))) {
            missing.put("tx_queue_size", txQueueSize.toString());
        }
        return missing;
    }
}
