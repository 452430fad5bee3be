package io.pinwright.modules.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.irq.NicInterrupts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NicsTest {

    private static final String ETHTOOL = """
            == enp4s0f0
            Channel parameters for enp4s0f0:
            Pre-set maximums:
            RX:\t\tn/a
            TX:\t\tn/a
            Other:\t\t1
            Combined:\t63
            Current hardware settings:
            RX:\t\tn/a
            TX:\t\tn/a
            Other:\t\t1
            Combined:\t8
            == enp4s0f1
            == enp0s2
            Channel parameters for enp0s2:
            Pre-set maximums:
            RX:\t\t4
            TX:\t\t4
            Other:\t\tn/a
            Combined:\tn/a
            Current hardware settings:
            RX:\t\t2
            TX:\t\t1
            Other:\t\tn/a
            Combined:\tn/a
            """;

    private final Map<Query, Answer> answers = new HashMap<>();
    private final Map<Query, Map<String, Bytes>> globs = new HashMap<>();

    private void entry(Query.Glob query, String path, String text) {
        globs.computeIfAbsent(query, key -> new LinkedHashMap<>()).put(path, Bytes.utf8(text));
    }

    private Nics observed() {
        Map<Query, Answer> all = new HashMap<>(answers);
        for (Query query : Nics.observe().given(Answers.NONE).needs()) {
            if (query instanceof Query.Glob) {
                all.putIfAbsent(query, new Answer.Entries(globs.getOrDefault(query, Map.of())));
            }
            all.putIfAbsent(query, new Answer.Absent());
        }
        return Nics.observe().given(Answers.of(all)).value().orElseThrow();
    }

    private void host() {
        for (int port = 0; port < 2; port++) {
            String folder = "/sys/class/net/enp4s0f" + port;
            entry(
                    NicInterrupts.LINKS,
                    folder,
                    "../../devices/pci0000:00/0000:00:03.0/0000:04:00." + port + "/net/enp4s0f" + port);
            entry(NicInterrupts.LINKS, folder + "/device", "../../../0000:04:00." + port);
            entry(NicInterrupts.LINKS, folder + "/device/driver", "../../../../bus/pci/drivers/ixgbe");
            entry(Nics.FILES, folder + "/device/numa_node", port == 0 ? "0\n" : "-1\n");
            entry(Nics.FILES, folder + "/device/../numa_node", "1\n");
            entry(Nics.FILES, folder + "/operstate", port == 0 ? "up\n" : "down\n");
            entry(Nics.FILES, folder + "/mtu", "9000\n");
            entry(Nics.FILES, folder + "/address", "52:54:00:00:04:00\n");
            entry(Nics.QUEUES, folder + "/queues/rx-0", "");
            entry(Nics.QUEUES, folder + "/queues/rx-1", "");
            entry(Nics.QUEUES, folder + "/queues/tx-0", "");
        }
        entry(Nics.FILES, "/sys/class/net/enp4s0f0/speed", "10000\n");
        entry(Nics.FILES, "/sys/class/net/enp4s0f1/speed", "-1\n");
        entry(NicInterrupts.LINKS, "/sys/class/net/enp0s2", "../../devices/pci0000:00/0000:00:02.0/virtio0/net/enp0s2");
        entry(NicInterrupts.LINKS, "/sys/class/net/enp0s2/device", "../../../virtio0");
        entry(Nics.FILES, "/sys/class/net/enp0s2/device/../numa_node", "1\n");
        entry(NicInterrupts.LINKS, "/sys/class/net/macvtap0", "../../devices/virtual/net/macvtap0");
        entry(NicInterrupts.NAMES, "/sys/class/net/macvtap0/lower_enp4s0f0", "");
        answers.put(Nics.CHANNELS, new Answer.Output(0, Bytes.utf8(ETHTOOL), Bytes.EMPTY));
    }

    @Test
    void nicHasItsHardware() {
        host();
        Nic nic = observed().byName().get("enp4s0f0");
        assertThat(nic.numaNode()).hasValue(0);
        assertThat(nic.device().driver()).contains("ixgbe");
        assertThat(nic.device().pciAddress()).contains("0000:04:00.0");
        assertThat(nic.state()).contains("up");
        assertThat(nic.mtu()).hasValue(9000);
        assertThat(nic.speedMbps()).hasValue(10000);
        assertThat(nic.receiveQueues()).isEqualTo(2);
        assertThat(nic.transmitQueues()).isEqualTo(1);
    }

    @Test
    void minusOneIsUnknownAndNotTheBridgesNode() {
        host();
        Nic nic = observed().byName().get("enp4s0f1");
        assertThat(nic.numaNode()).isEmpty();
        assertThat(nic.speedMbps()).isEmpty();
    }

    @Test
    void virtioNicSitsWhereItsFunctionSits() {
        host();
        assertThat(observed().byName().get("enp0s2").numaNode()).hasValue(1);
    }

    @Test
    void channelsAreReadByBlock() {
        host();
        Nics nics = observed();
        Channels combined = nics.byName().get("enp4s0f0").channels().orElseThrow();
        assertThat(combined.receiving()).hasValue(8);
        assertThat(combined.receivingMax()).hasValue(63);
        Channels separate = nics.byName().get("enp0s2").channels().orElseThrow();
        assertThat(separate.receiving()).hasValue(2);
        assertThat(separate.maximum()).containsEntry(Channels.Kind.TX, 4).doesNotContainKey(Channels.Kind.COMBINED);
    }

    @Test
    void driverThatDoesNotTellItsChannelsIsUnknown() {
        host();
        assertThat(observed().byName().get("enp4s0f1").channels()).isEmpty();
    }

    @Test
    void hostWithoutEthtoolStillHasItsNics() {
        host();
        answers.put(Nics.CHANNELS, new Answer.Absent());
        assertThat(observed().byName()).containsKey("enp4s0f0");
        assertThat(observed().byName().get("enp4s0f0").channels()).isEmpty();
    }

    @Test
    void macvtapLeadsToItsNic() {
        host();
        assertThat(observed().physicalOf("macvtap0")).extracting(Nic::name).containsExactly("enp4s0f0");
        assertThat(observed().physical()).extracting(Nic::name).containsExactly("enp0s2", "enp4s0f0", "enp4s0f1");
    }

    @Test
    void virtualFunctionLeadsToItsPort() {
        host();
        String folder = "/sys/class/net/enp4s0f0v1";
        entry(NicInterrupts.LINKS, folder, "../../devices/pci0000:00/0000:04:10.2/net/enp4s0f0v1");
        entry(NicInterrupts.LINKS, folder + "/device", "../../../0000:04:10.2");
        entry(NicInterrupts.LINKS, folder + "/device/physfn", "../0000:04:00.0");
        assertThat(observed().physicalFunctionOf("enp4s0f0v1").map(Nic::name)).contains("enp4s0f0");
        assertThat(observed().physicalFunctionOf("enp4s0f0")).isEmpty();
    }

    @Test
    void effectiveAffinityIsKeptByNumber() {
        entry(Nics.EFFECTIVE, "/proc/irq/42/effective_affinity_list", "6\n");
        entry(Nics.EFFECTIVE, "/proc/irq/43/effective_affinity_list", "\n");
        assertThat(observed().effective()).containsOnlyKeys(42).containsEntry(42, CpuSet.of(6));
    }
}
