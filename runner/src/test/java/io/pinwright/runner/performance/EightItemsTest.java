package io.pinwright.runner.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.HostCounters;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the benchmark's eight items cost on the wire. */
class EightItemsTest {

    private static final String HOST = "kvm01";

    private SimulatedHosts hosts;
    private SimulatedHost host;

    @BeforeEach
    void start() {
        hosts = SimulatedHosts.builder().host(HOST, BuiltinHosts.r710()).start();
        host = hosts.host(HOST);
        SimulatedHost.Output made = host.run("""
                mkdir -p /etc/bench/spool /etc/sysctl.d
                chmod 755 /etc/bench/spool
                printf '# managed\\n* soft memlock 7\\n* hard memlock unlimited\\n' >/etc/bench/limits.conf
                printf '# managed\\nallow br0\\nallow br1\\n' >/etc/bench/bridge.conf
                printf 'GRUB_TIMEOUT=7\\n' >/etc/bench/grub.default
                printf 'IRQBALANCE_ONESHOT=0\\n' >/etc/bench/irqbalance.default
                printf 'secret\\n' >/etc/bench/private.key
                chmod 644 /etc/bench/limits.conf /etc/bench/bridge.conf
                chmod 600 /etc/bench/private.key
                printf 'vm.dirty_ratio=20\\nvm.swappiness=7\\n' >/etc/sysctl.d/99-bench.conf
                echo 7 >/proc/sys/vm/swappiness
                echo 20 >/proc/sys/vm/dirty_ratio
                """);
        assertThat(made.status()).as(made.stderr()).isZero();
    }

    @AfterEach
    void stop() {
        hosts.close();
    }

    private ExchangeCounts apply(String want, int changed) {
        try (SshTransport transport = SshTransport.create(SshSettings.defaults())) {
            Engine engine = Engine.builder()
                    .modules(BuiltinModules.all())
                    .transport(transport)
                    .build();
            Diagnostics diagnostics = new Diagnostics();
            Inventory inventory = Inventory.load(List.of(hosts.inventory().toString()), diagnostics);
            diagnostics.throwIfErrors();
            Playbook playbook = engine.playbook(Path.of("../bench/work/site.yml"));
            RunOptions options = RunOptions.defaults().withExtraVariables(Map.of("want", want));
            Report report = engine.run(List.of(playbook), inventory, options, Mode.APPLY, RunListener.NONE);
            assertThat(report.recaps().get(HOST).ok()).isEqualTo(8);
            assertThat(report.recaps().get(HOST).changed()).isEqualTo(changed);
            return report.exchanges().get(HOST);
        }
    }

    @Test
    void nothingToChangeTakesOneConnectionOneExecRequestAndOneRoundTrip() {
        ExchangeCounts counts = apply("7", 0);

        HostCounters seen = host.counters();
        assertThat(List.of(seen.connections(), seen.execs(), counts.execs(), counts.roundTrips()))
                .containsOnly(1);
        assertThat(seen.writes()).isEmpty();
        Limits.hold("sent.nothing-to-change", counts.bytesSent());
    }

    @Test
    void threeChangesTakeOneConnectionOneExecRequestAndTwoRoundTripsMoreAtMost() {
        ExchangeCounts counts = apply("8", 3);

        HostCounters seen = host.counters();
        assertThat(List.of(seen.connections(), seen.execs(), counts.execs())).containsOnly(1);
        assertThat(counts.roundTrips()).isBetween(2, 3);
        Limits.hold("sent.three-changes", counts.bytesSent());
    }
}
