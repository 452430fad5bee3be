package io.pinwright.modules.irq;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Two NICs of a two-node host with 16 interleaved CPUs: eight queues and one other vector each, a macvtap, a bond and a dummy. */
public final class ArticleNics {

    public static final String EVEN = "0,2,4,6,8,10,12,14";

    private ArticleNics() {}

    /** Lays them on a host, all interrupts on one CPU list. */
    public static HostAnswers on(HostAnswers host, String allowed) {
        host.file("/sys/devices/system/cpu/online", "0-15\n");
        host.file("/sys/devices/system/node/online", "0-1\n");
        host.file("/sys/devices/system/node/node0/cpulist", EVEN + "\n");
        host.file("/sys/devices/system/node/node1/cpulist", "1,3,5,7,9,11,13,15\n");
        StringBuilder lines = new StringBuilder(IntStream.range(0, 16)
                .mapToObj(cpu -> "CPU" + cpu)
                .collect(Collectors.joining("       ", "           ", "\n")));
        for (int port = 0; port < 2; port++) {
            String nic = "enp4s0f" + port;
            String place = "../../devices/pci0000:03/0000:03:00.0/0000:04:00." + port;
            host.link("/sys/class/net/" + nic, place + "/net/" + nic);
            host.link("/sys/class/net/" + nic + "/device", "../../../0000:04:00." + port);
            host.link("/sys/class/net/" + nic + "/device/driver", "../../../bus/pci/drivers/ixgbe");
            for (int vector = 0; vector < 9; vector++) {
                int number = 42 + port * 9 + vector;
                String name = vector < 8 ? nic + "-TxRx-" + vector : nic;
                host.file("/sys/class/net/" + nic + "/device/msi_irqs/" + number, "msix\n");
                host.file("/proc/irq/" + number + "/smp_affinity_list", allowed + "\n");
                lines.append(String.format("%3d:%s  PCI-MSI %d-edge      %s%n", number, " 0".repeat(16), number, name)
                        .replace(System.lineSeparator(), "\n"));
            }
        }
        host.file("/proc/interrupts", lines.toString());
        over(host, "macvtap0", "enp4s0f0");
        over(host, "bond0", "enp4s0f0");
        over(host, "bond0", "enp4s0f1");
        host.link("/sys/class/net/dummy0", "../../devices/virtual/net/dummy0");
        return host;
    }

    private static void over(HostAnswers host, String upper, String lower) {
        host.link("/sys/class/net/" + upper, "../../devices/virtual/net/" + upper);
        host.link("/sys/class/net/" + upper + "/lower_" + lower, "../../../" + lower);
    }
}
