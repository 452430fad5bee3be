package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.Faults;
import io.pinwright.simulator.HostCounters;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The connection is cut once at every place where it can be: between any two exchanges and before and after every single change
 * of the host; and the host's shell is killed before and after each. Nothing is lost, and the next apply ends where an undisturbed
 * one does.
 */
class BrokenConnectionTest {

    private static final int PLACES_MAX = 200;

    /** Of an apply that is not disturbed: one, and one to confirm over. */
    private static final int CONNECTIONS = 2;

    /** The interrupts of the NIC's queues: the playbook says nothing of its others, and irqbalance may place them. */
    private static final String QUEUES =
            "for i in $(grep TxRx /proc/interrupts | cut -d: -f1); do echo $i $(cat /proc/irq/$i/smp_affinity_list); done";

    private static Map<String, String> undisturbed;

    /** The numbers of the changes of the host's state among all of the apply, with those of the journal in between. */
    private static List<Integer> changes;

    @BeforeAll
    static void applyUndisturbed() {
        try (SimulatedHosts hosts = start()) {
            SimulatedHost host = hosts.host("kvm01");
            Outcome apply = apply(hosts);
            assertThat(apply.status()).as(apply.all()).isZero();
            undisturbed = state(host);
            HostCounters counters = host.counters();
            assertThat(counters.connections()).isEqualTo(CONNECTIONS);
            changes = IntStream.rangeClosed(1, counters.mutations().size())
                    .filter(k -> !counters.journalWrites()
                            .contains(counters.mutations().get(k - 1)))
                    .boxed()
                    .toList();
        }
    }

    private static SimulatedHosts start() {
        SimulatedHosts hosts =
                SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710(1)).start();
        hosts.host("kvm01")
                .run("for i in $(ls /sys/class/net/enp4s0f0/device/msi_irqs); do"
                        + " echo 0-15 >/proc/irq/$i/smp_affinity_list; done");
        return hosts;
    }

    private static Outcome apply(SimulatedHosts hosts) {
        return Cli.run("apply", Cli.playbook("tune-vhost.yml"), "-i", hosts.inventory(), "-e", "domain=bigip-virtio");
    }

    /** All that the playbook is about, and what it must leave alone; no process numbers, for irqbalance starts anew. */
    private static Map<String, String> state(SimulatedHost host) {
        Map<String, String> state = new LinkedHashMap<>();
        for (String command : new String[] {
            "virsh list --all",
            "virsh dumpxml --inactive --security-info bigip-virtio",
            "virsh dumpxml --security-info bigip-virtio",
            "virsh emulatorpin bigip-virtio --live",
            "virsh emulatorpin bigip-virtio --config",
            QUEUES,
            "for p in /proc/[0-9]*; do grep -q '^vhost-' $p/comm && grep -h Cpus_allowed_list $p/status; done; true",
            "ls -l /etc/default /usr/local/sbin | sed 's/ [A-Z][a-z][a-z] .* / /'",
            "cat /etc/default/irqbalance /usr/local/sbin/pinwright-irqbalance-*",
            "tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value irqbalance)/cmdline",
            "ls /run/lock /var/lock",
        }) {
            SimulatedHost.Output output = host.run(command);
            // A change that was taken back lets irqbalance place what it left alone before: on any CPUs of the node.
            String seen = command.equals(QUEUES)
                    ? output.stdout().replaceAll("(?m) ([0-9]*[02468],)*[0-9]*[02468]$", " even")
                    : output.stdout();
            state.put(command, output.status() + "\n" + seen);
        }
        return state;
    }

    static Stream<Arguments> places() {
        return Stream.of(
                place("before the change", Faults::dropBeforeMutation),
                place("after the change", Faults::dropAfterMutation),
                place("killed before the change", Faults::killBeforeMutation),
                place("killed after the change", Faults::killAfterMutation),
                place("before the exchange", Faults::dropBeforeExchange),
                place("before the answer", Faults::dropBeforeAnswer),
                place("after the exchange", Faults::dropAfterExchange));
    }

    private static Arguments place(String name, BiConsumer<Faults, Integer> cut) {
        return Arguments.of(name, cut);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void theNextApplyEndsWhereAnUndisturbedOneDoes(String place, BiConsumer<Faults, Integer> cut) {
        int cuts = 0;
        List<Integer> places = place.endsWith("the change")
                ? changes
                : IntStream.rangeClosed(1, PLACES_MAX).boxed().toList();
        for (int k : places) {
            try (SimulatedHosts hosts = start()) {
                SimulatedHost host = hosts.host("kvm01");
                cut.accept(host.faults(), k);
                Outcome broken = apply(hosts);
                host.awaitLogins();
                boolean wasCut = broken.status() != 0 || host.counters().connections() > CONNECTIONS;
                host.faults().clear();
                String at = place + " " + k + "\n" + broken.all();
                assertThat(host.run("virsh dumpxml --inactive --security-info bigip-virtio")
                                .stdout())
                        .as(at)
                        .contains("passwd='vnc-secret'")
                        .contains("<adc:role>forwarding</adc:role>");
                assertThat(broken.all())
                        .doesNotContain("mistake of Pinwright itself")
                        .doesNotContainPattern("[0-9a-f]{32}-");
                Outcome again = apply(hosts);
                assertThat(again.status()).as(at + again.all()).isZero();
                assertThat(state(host)).as(at).isEqualTo(undisturbed);
                if (!wasCut) {
                    break;
                }
                cuts++;
                assertThat(broken.all()).as(at).contains("UNREACHABLE!").contains("fix: see whether the host");
            }
        }
        assertThat(cuts).isBetween(place.endsWith("the change") ? changes.size() : 1, PLACES_MAX - 1);
    }

    @Test
    void theUndisturbedApplyLeavesNoLockAndNoTemporaryFile() {
        assertThat(undisturbed.get("ls /run/lock /var/lock")).doesNotContain("pinwright.");
        assertThat(changes).hasSizeGreaterThan(10);
        assertThat(undisturbed.get(QUEUES)).contains("42 even").doesNotContain("-15");
    }
}
