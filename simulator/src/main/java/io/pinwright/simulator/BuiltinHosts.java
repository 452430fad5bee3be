package io.pinwright.simulator;

import io.pinwright.simulator.HostBlueprint.Power;
import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.HostShape;
import io.pinwright.simulator.kernel.HostShape.NumaNode;
import io.pinwright.simulator.kernel.HostShape.VhostStyle;
import io.pinwright.simulator.kernel.Nic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Ready hosts. */
public final class BuiltinHosts {

    private static final long GIB = 1L << 20;

    private BuiltinHosts() {}

    /**
     * The article's Dell PowerEdge R710 before it was tuned: 16 CPUs interleaved over two NUMA nodes, two 82599 ports of 8 queues on
     * node 0, and {@code bigip-virtio} running with two macvtaps of four queues, its vCPUs and its vhost workers on node 0.
     */
    public static HostBlueprint r710() {
        return r710(4);
    }

    /** The same with another number of queues on both macvtaps; 1 writes no {@code <driver>}. */
    public static HostBlueprint r710(int queues) {
        String driver = queues == 1 ? "" : "<driver name='vhost' queues='" + queues + "'/>";
        return HostBlueprint.builder(r710Shape())
                .nic(new Nic("enp4s0f0", "ixgbe", "0000:04:00.0", 0, "00:1b:21:55:47:00", 8))
                .nic(new Nic("enp4s0f1", "ixgbe", "0000:04:00.1", 0, "00:1b:21:55:47:01", 8))
                .nic(new Nic("eno1", "igb", "0000:01:00.0", 0, "00:26:b9:55:47:10", 4))
                .bridge("br0", "00:26:b9:55:47:10", "eno1")
                .domain(resource("bigip-virtio.xml").replace("@DRIVER@", driver))
                .build();
    }

    private static HostShape r710Shape() {
        int[] cores = {0, 1, 9, 10}; // as a Westmere numbers them
        return new HostShape(
                "Dell710",
                "6.1.0-56-amd64",
                Cpus.range(0, 15),
                Cpus.range(0, 15),
                Cpus.NONE,
                List.of(new NumaNode(0, every(0, 16, 2), 36 * GIB), new NumaNode(1, every(1, 16, 2), 36 * GIB)),
                cpu -> cores[cpu % 8 / 2],
                cpu -> cpu % 2,
                VhostStyle.KTHREAD,
                true,
                false);
    }

    /** A host of one node: 8 CPUs in 4 cores, one 10G port of 4 queues, one domain {@code web1} on a bridge and a macvtap. */
    public static HostBlueprint oneNode() {
        HostShape shape = new HostShape(
                "small",
                "6.1.0-56-amd64",
                Cpus.range(0, 7),
                Cpus.range(0, 7),
                Cpus.NONE,
                List.of(new NumaNode(0, Cpus.range(0, 7), 32 * GIB)),
                cpu -> cpu % 4,
                cpu -> 0,
                VhostStyle.KTHREAD,
                true,
                false);
        return HostBlueprint.builder(shape)
                .nic(new Nic("enp1s0", "igb", "0000:01:00.0", -1, "00:25:90:00:00:01", 4))
                .nic(new Nic("enp2s0", "igb", "0000:02:00.0", -1, "00:25:90:00:00:02", 4))
                .bridge("br0", "00:25:90:00:00:02", "enp2s0")
                .domain(resource("web1.xml"))
                .build();
    }

    /**
     * A host of 256 CPUs: four nodes of 64 CPUs with ids 0, 1, 4 and 5, a node 8 of memory alone, CPUs 252-255 offline, 60-63
     * isolated, vhost workers as threads of QEMU, ice and mlx5 ports, and four domains, one of them shut off.
     */
    public static HostBlueprint big() {
        HostShape shape = new HostShape(
                "big",
                "6.12.48-amd64",
                Cpus.range(0, 255),
                Cpus.range(0, 251),
                Cpus.range(60, 63),
                List.of(
                        new NumaNode(0, Cpus.range(0, 63), 256 * GIB),
                        new NumaNode(1, Cpus.range(64, 127), 256 * GIB),
                        new NumaNode(4, Cpus.range(128, 191), 256 * GIB),
                        new NumaNode(5, Cpus.range(192, 255), 256 * GIB),
                        new NumaNode(8, Cpus.NONE, 512 * GIB)),
                cpu -> cpu % 64 / 2,
                cpu -> cpu / 64,
                VhostStyle.VHOST_TASK,
                true,
                true);
        HostBlueprint.Builder builder = HostBlueprint.builder(shape)
                .nic(new Nic("ens1f0", "ice", "0000:3b:00.0", 0, "b4:96:91:00:00:01", 64, 16, false))
                .nic(new Nic("ens1f1", "ice", "0000:3b:00.1", 0, "b4:96:91:00:00:02", 64, 16, false))
                .nic(new Nic("ens5np0", "mlx5_core", "0000:af:00.0", 4, "b8:59:9f:00:00:01", 63, 16, false))
                .nic(new Nic("ens6np0", "mlx5_core", "0000:d8:00.0", -1, "b8:59:9f:00:00:02", 63, 8, true))
                .nic(new Nic("eno1", "igb", "0000:02:00.0", 0, "b4:96:91:00:00:10", 4))
                .bridge("br0", "b4:96:91:00:00:10", "eno1");
        List<String> nics = List.of("ens1f0", "ens1f1", "ens5np0", "ens6np0");
        String template = resource("vnf.xml");
        for (int index = 1; index <= 4; index++) {
            builder.domain(
                    template.replace("@NUMBER@", String.valueOf(index))
                            .replace("@DEV@", nics.get(index - 1))
                            .replace("@PIN@", index == 1 ? "<emulatorpin cpuset='0-15'/>" : ""),
                    index == 4 ? Power.SHUT_OFF : index == 3 ? Power.PAUSED : Power.RUNNING);
        }
        return builder.build();
    }

    /** The one-node host without virsh, ethtool, taskset, irqbalance and libvirt's units. */
    public static HostBlueprint bare() {
        HostBlueprint.Builder builder = oneNode().toBuilder();
        return builder.without("virsh", "ethtool", "taskset", "numactl", "lscpu", "systemctl", "service")
                .build();
    }

    private static Cpus every(int first, int end, int step) {
        List<Integer> cpus = new ArrayList<>();
        for (int cpu = first; cpu < end; cpu += step) {
            cpus.add(cpu);
        }
        return Cpus.of(cpus);
    }

    private static String resource(String name) {
        try (InputStream in = BuiltinHosts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing from the simulator's jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
