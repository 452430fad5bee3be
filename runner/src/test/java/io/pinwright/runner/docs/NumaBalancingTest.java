package io.pinwright.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.Transport;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import io.pinwright.simulator.SimulatedHostsExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The module of CONTRIBUTING.md, beside the built-in ones. */
@ExtendWith(SimulatedHostsExtension.class)
class NumaBalancingTest {

    @Test
    void itWritesOnceAndFindsNothingToDoThen(SimulatedHosts hosts) {
        SimulatedHost host = hosts.host("kvm01");
        Diagnostics problems = new Diagnostics();
        Inventory inventory = Inventory.load(List.of(hosts.inventory().toString()), problems);
        List<AnyModule<?>> modules = new ArrayList<>(BuiltinModules.list());
        modules.add(new NumaBalancing());
        try (Transport ssh = SshTransport.create(SshSettings.defaults())) {
            Engine engine = Engine.builder()
                    .modules(ModuleRegistry.of(modules))
                    .transport(ssh)
                    .build();
            Playbook playbook = engine.playbook(
                    new Source("play", "- hosts: all\n  tasks:\n    - numa_balancing: {enabled: false}\n"), problems);
            problems.throwIfErrors();

            Report first = engine.apply(playbook, inventory, RunOptions.defaults(), RunListener.NONE);
            Report second = engine.apply(playbook, inventory, RunOptions.defaults(), RunListener.NONE);

            assertThat(first.changes().map(change -> change.summary()))
                    .containsExactly("kernel: numa_balancing: 1 -> 0");
            assertThat(host.text("/proc/sys/kernel/numa_balancing")).contains("0");
            assertThat(second.hasChanges()).isFalse();
        }
    }
}
