package io.pinwright.modules.net;

import io.pinwright.modules.irq.NicDevice;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One network device.
 *
 * @param device its name and place
 * @param numaNode of the hardware; empty when the host does not say (the kernel's -1) or there is no hardware
 * @param state the kernel's operstate: up, down, unknown, lowerlayerdown, ...; empty when unreadable
 * @param mtu bytes, 0 or more
 * @param speedMbps of the link, as the driver tells it; empty when down or unknown
 * @param mac hardware address, lower-case hex with colons
 * @param receiveQueues the kernel's receive queues, 1 or more; of a macvtap always 1, whatever its guest uses
 * @param transmitQueues the kernel's transmit queues
 * @param channels what ethtool says; empty for virtual devices, without ethtool, and where the driver does not tell
 */
public record Nic(
        NicDevice device,
        OptionalInt numaNode,
        Optional<String> state,
        OptionalInt mtu,
        OptionalInt speedMbps,
        Optional<String> mac,
        int receiveQueues,
        int transmitQueues,
        Optional<Channels> channels) {

    public String name() {
        return device.name();
    }
}
