package io.pinwright.simulator.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A network device with interrupts of its own.
 *
 * @param driver ixgbe, igb, i40e, ice, mlx5_core, vmxnet3 or virtio_net; decides how interrupts are named
 * @param pciAddress such as {@code 0000:04:00.0}
 * @param numaNode what the device says, -1 when the firmware does not tell
 * @param channelsMax queue pairs the device could have
 * @param channels queue pairs it has
 * @param managed whether the kernel lets nobody move its queue interrupts
 */
public record Nic(
        String name,
        String driver,
        String pciAddress,
        int numaNode,
        String mac,
        int channelsMax,
        int channels,
        boolean managed) {

    /** A NIC all of whose interrupts can be moved. */
    public Nic(String name, String driver, String pciAddress, int numaNode, String mac, int channels) {
        this(name, driver, pciAddress, numaNode, mac, channels, channels, false);
    }

    /** Names of its interrupts, queues first, as that driver requests them. */
    public List<String> vectors() {
        List<String> names = new ArrayList<>();
        if (driver.equals("virtio_net")) {
            names.add("virtio0-config");
        }
        for (int queue = 0; queue < channels; queue++) {
            switch (driver) {
                case "i40e" -> names.add("i40e-" + name + "-TxRx-" + queue);
                case "ice" -> names.add("ice-" + name + "-TxRx-" + queue);
                case "mlx5_core" -> names.add("mlx5_comp" + queue + "@pci:" + pciAddress);
                case "vmxnet3" -> names.add(name + "-rxtx-" + queue);
                case "virtio_net" -> {
                    names.add("virtio0-input." + queue);
                    names.add("virtio0-output." + queue);
                }
                default -> names.add(name + "-TxRx-" + queue);
            }
        }
        switch (driver) {
            case "i40e" -> names.add("i40e-" + pciAddress + ":misc");
            case "ice" -> names.add(0, "ice-" + pciAddress + ":misc");
            case "mlx5_core" -> names.add(0, "mlx5_async0@pci:" + pciAddress);
            case "vmxnet3" -> names.add(name + "-event-" + channels);
            case "virtio_net" -> {}
            default -> names.add(name);
        }
        return List.copyOf(names);
    }

    Nic withChannels(int count) {
        return new Nic(name, driver, pciAddress, numaNode, mac, channelsMax, count, managed);
    }

    /** The folder of the PCI function in sysfs. */
    public String pciPath() {
        return "/sys/devices/pci0000:00/" + pciAddress;
    }

    /** The device that {@code /sys/class/net/NAME/device} points to. */
    String devicePath() {
        return driver.equals("virtio_net") ? pciPath() + "/virtio0" : pciPath();
    }
}
