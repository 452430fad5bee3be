package io.pinwright.modules.irq;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A network device as far as its interrupts need it.
 *
 * @param name as {@code ip link} shows it
 * @param isPhysical whether it has a device behind it: a PCI function, a virtio device, a platform device
 * @param pciAddress of that device, of a virtio device the function it sits on: {@code 0000:04:00.1}; empty for all else
 * @param virtio the virtio device, {@code virtio0}
 * @param driver the kernel driver's name
 * @param physicalFunction of an SR-IOV virtual function, the PCI address it belongs to
 * @param lower devices right under it: a macvtap's NIC, a bond's slaves, a bridge's ports
 * @param upper devices right on top of it
 */
public record NicDevice(
        String name,
        boolean isPhysical,
        Optional<String> pciAddress,
        Optional<String> virtio,
        Optional<String> driver,
        Optional<String> physicalFunction,
        SortedSet<String> lower,
        SortedSet<String> upper) {

    public NicDevice {
        lower = Collections.unmodifiableSortedSet(new TreeSet<>(lower));
        upper = Collections.unmodifiableSortedSet(new TreeSet<>(upper));
    }
}
