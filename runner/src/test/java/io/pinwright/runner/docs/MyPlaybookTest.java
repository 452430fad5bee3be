package io.pinwright.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.report.Report;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import io.pinwright.simulator.SimulatedHostsExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's example of a test that somebody writes for a playbook of their own. */
class MyPlaybookTest {

    private static final Path PLAYBOOK =
            Markdown.TOP.resolve("runner/src/test/resources/io/pinwright/runner/docs/pins.yml");

    // region simulator
    @RegisterExtension
    final SimulatedHostsExtension simulator =
            SimulatedHostsExtension.of(SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710()));

    @Test
    void vhostRunsOnNode1AndASecondApplyWritesNothing(SimulatedHosts hosts) {
        String inventory = hosts.inventory().toString();
        SimulatedHost host = hosts.host("kvm01");

        Report first = EmbeddingExample.tune(PLAYBOOK, inventory, line -> {});
        host.resetCounters();
        Report second = EmbeddingExample.tune(PLAYBOOK, inventory, line -> {});

        assertThat(first.hasChanges()).isTrue();
        assertThat(second.hasChanges()).isFalse();
        assertThat(host.counters().writes()).isEmpty();
        assertThat(host.run("virsh emulatorpin bigip-virtio").stdout()).contains("1,3,5,7,9,11,13,15");
    }
    // end
}
