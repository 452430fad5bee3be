package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.HostCounters;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The article's host and wish, from the command line to the host's own state. */
class ArticleScenarioTest {

    private static final String ODD = "1,3,5,7,9,11,13,15";
    private static final String DEFINED = "virsh dumpxml --inactive --security-info bigip-virtio";
    private static final String WORKERS =
            "for p in /proc/[0-9]*; do grep -q '^vhost-' $p/comm && grep Cpus_allowed_list $p/status; done; true";
    private static final Pattern INTERFACE = Pattern.compile("<interface .*?</interface>", Pattern.DOTALL);

    private SimulatedHosts hosts;
    private SimulatedHost host;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        // One queue per macvtap, as before the article's tuning.
        hosts = SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710(1)).start();
        host = hosts.host("kvm01");
        irqbalanceMoved();
    }

    @AfterEach
    void stop() {
        hosts.close();
    }

    /** The interrupts of the first port are anywhere, as irqbalance leaves them. */
    private void irqbalanceMoved() {
        host.run("for i in $(ls /sys/class/net/enp4s0f0/device/msi_irqs); do"
                + " echo 0-15 >/proc/irq/$i/smp_affinity_list; done");
    }

    private Outcome pinwright(String command, Object playbook, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of(command, playbook, "-i", hosts.inventory(), "-e", "domain=bigip-virtio"));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private Outcome tune(Object... more) {
        return pinwright("apply", Cli.playbook("tune-vhost.yml"), more);
    }

    private String shell(String command) {
        SimulatedHost.Output output = host.run(command);
        assertThat(output.status()).as("%s: %s", command, output.stderr()).isZero();
        return output.stdout().strip();
    }

    private static List<String> interfaces(String xml) {
        return INTERFACE.matcher(xml).results().map(match -> match.group()).toList();
    }

    private static String attribute(String command, String text) {
        Matcher matcher = Pattern.compile(command).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    @Test
    void bothMacvtapsGetFourQueuesInTheConfiguration() {
        assertThat(tune().status()).isZero();
        assertThat(interfaces(shell(DEFINED)))
                .filteredOn(text -> text.contains("type='direct'"))
                .hasSize(2)
                .allSatisfy(text -> assertThat(attribute("<driver[^>]* queues='(\\d+)'", text))
                        .isEqualTo("4"));
    }

    @Test
    void theBridgeInterfaceKeepsItsBytes() {
        String before = interfaces(shell(DEFINED)).get(0);
        tune();
        assertThat(before).contains("type='bridge'");
        assertThat(interfaces(shell(DEFINED)).get(0)).isEqualTo(before);
    }

    @Test
    void theEmulatorIsOnTheOddCpusLiveAndInTheConfiguration() {
        tune();
        assertThat(shell("virsh emulatorpin bigip-virtio --live")).contains(ODD);
        assertThat(shell("virsh emulatorpin bigip-virtio --config")).contains(ODD);
    }

    @Test
    void everyVhostWorkerIsOnTheOddCpus() {
        tune();
        String workers = shell(WORKERS);
        assertThat(workers.lines().toList())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).endsWith("\t" + ODD));
    }

    @Test
    void allNineWorkersOfTheArticlesGuestAreOnTheOddCpus() {
        try (SimulatedHosts tuned =
                SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710()).start()) {
            SimulatedHost article = tuned.host("kvm01");
            Outcome apply = Cli.run(
                    "apply", Cli.playbook("tune-vhost.yml"), "-i", tuned.inventory(), "-e", "domain=bigip-virtio");
            assertThat(apply.status()).as(apply.all()).isZero();
            String workers = article.run(WORKERS).stdout();
            assertThat(workers.lines().toList())
                    .hasSize(9)
                    .allSatisfy(line -> assertThat(line).endsWith("\t" + ODD));
        }
    }

    @Test
    void everyNicInterruptIsOnEvenCpus() {
        tune();
        for (String nic : List.of("enp4s0f0", "enp4s0f1")) {
            String lists = shell("for i in $(grep '" + nic + "-TxRx' /proc/interrupts | sed 's/^ *//;s/:.*//');"
                    + " do cat /proc/irq/$i/smp_affinity_list; done");
            assertThat(lists.lines().toList())
                    .hasSize(8)
                    .allSatisfy(list -> assertThat(list).matches("(\\d*[02468])(,\\d*[02468])*"));
        }
    }

    @Test
    void irqbalanceIsToldAndRunsWithThePolicyScript() {
        String before = shell("systemctl show -p MainPID --value irqbalance");
        tune();
        String script = attribute("--policyscript=([^\"\\s]+)", shell("cat /etc/default/irqbalance"));
        assertThat(shell("cat " + script)).contains("enp4s0f0 enp4s0f1").contains("ban=true");
        String pid = shell("systemctl show -p MainPID --value irqbalance");
        assertThat(pid).isNotEqualTo(before);
        assertThat(shell("tr '\\0' ' ' </proc/" + pid + "/cmdline")).contains("--policyscript=" + script);
    }

    @Test
    void irqbalanceMovesNothingBackAfterwards() {
        tune();
        String before = shell("cat /proc/irq/*/smp_affinity_list");
        host.traffic(1000);
        host.irqbalancePass();
        assertThat(shell("cat /proc/irq/*/smp_affinity_list")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tune-vhost.yml", "check-drift.yml"})
    void secondApplyIsOneQuestionAndNoWrite(String playbook) {
        Outcome first = pinwright("apply", Cli.playbook(playbook));
        assertThat(first.status()).as(first.all()).isZero();
        assertThat(first.out()).contains("changed=" + (playbook.startsWith("tune") ? 1 : 4));
        host.resetCounters();
        Outcome second = pinwright("apply", Cli.playbook(playbook));
        assertThat(second.status()).isZero();
        assertThat(second.out()).contains("changed=0").contains("1 exec request, 1 round trip.");
        assertThat(host.counters()).isEqualTo(new HostCounters(1, 1, 1, List.of()));
    }

    @Test
    void factsPlaybookAsksOnce() {
        host.resetCounters();
        Outcome facts = pinwright("apply", Cli.playbook("facts.yml"));
        assertThat(facts.status()).as(facts.all()).isZero();
        assertThat(facts.out())
                .contains("kvm01: 16 CPUs, kernel 6.1.0-56-amd64")
                .contains("changed=0");
        assertThat(host.counters()).isEqualTo(new HostCounters(1, 1, 1, List.of()));
    }

    @Test
    void afterTuningTheCheckPlaybookFindsNothingButTheRestartThatIsPending() {
        tune();
        Outcome check = pinwright("check", Cli.playbook("check-drift.yml"));
        assertThat(check.status()).as(check.all()).isEqualTo(2);
        assertThat(check.out()).contains("Check: 2 restart pending on 1 of 1 host.");
    }

    @Test
    void checkModeShowsTheSameChangesAndWritesNothing() {
        host.resetCounters();
        Outcome checked = tune("-C", "-D");
        assertThat(host.counters().writes()).isEmpty();
        Outcome applied = tune("-D");
        assertThat(changes(checked.out())).isEqualTo(changes(applied.out())).hasSizeGreaterThan(8);
        assertThat(host.counters().writes()).isNotEmpty();
    }

    /** The lines of changes and diffs. */
    private static List<String> changes(String out) {
        return out.lines()
                .filter(line -> line.matches("(  [~+>-] |    [-+@ ]).*"))
                .toList();
    }

    @Test
    void eachMacvtapIsOneRestartPendingLineUntilTheGuestStartsAnew() {
        assertThat(tune().out()).containsPattern("restart pending");
        assertThat(tune().out())
                .contains("(enp4s0f0): restart pending: live queues 1, config 4")
                .contains("(enp4s0f1): restart pending: live queues 1, config 4");
        shell("virsh destroy bigip-virtio && virsh start bigip-virtio");
        Outcome after = tune();
        assertThat(after.out()).doesNotContain("restart pending");
        assertThat(shell("virsh dumpxml bigip-virtio")).contains("queues='4'");
    }

    @Test
    void noGuestIsRestarted() {
        String before = shell("cat /run/libvirt/qemu/bigip-virtio.pid");
        tune();
        assertThat(shell("cat /run/libvirt/qemu/bigip-virtio.pid")).isEqualTo(before);
        assertThat(host.counters().writes())
                .noneMatch(write -> write.matches("virsh (destroy|start|reboot|shutdown).*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "-vvv", "-vvvv", "-D", "--output=json"})
    void theVncPasswordSurvivesAndIsNowhereInTheOutput(String option) {
        Outcome plan = pinwright("plan", Cli.playbook("tune-vhost.yml"), option);
        Outcome apply = tune(option);
        Outcome again = tune(option);
        assertThat(plan.all() + apply.all() + again.all()).contains("kvm01").doesNotContain("vnc-secret");
        assertThat(shell(DEFINED)).contains("passwd='vnc-secret'");
    }

    @Test
    void theVncPasswordIsInNoReportOfAHost() {
        for (String command : List.of("facts", "topology", "diagnose")) {
            for (String format : List.of("text", "json")) {
                Outcome seen = Cli.run(command, "-i", hosts.inventory(), "-o", format);
                assertThat(seen.all()).contains("kvm01").doesNotContain("vnc-secret");
            }
        }
    }

    @Test
    void theWishPieceByPieceSettlesAtOnce() throws IOException {
        Path pieces = Files.writeString(folder.resolve("pieces.yml"), """
                - name: The same, piece by piece
                  hosts: kvm_hosts
                  become: true
                  tasks:
                    - virt_interface: {domain: bigip-virtio, select: {type: direct}, driver: vhost, queues: 4}
                    - virt_pin: {domain: bigip-virtio, vcpus: {0: "0", 1: "2", 2-9: {node: 0}}, emulator: {node: 1}}
                    - vhost_affinity: {domain: bigip-virtio, cpus: "1,3,5,7,9,11,13,15"}
                    - irq_affinity: {device: enp4s0f0, node: 0, spread: per-queue}
                    - irqbalance: {leave_alone: [enp4s0f0, enp4s0f1]}
                """);
        Outcome first = Cli.run("apply", pieces, "-i", hosts.inventory());
        assertThat(first.status()).as(first.all()).isZero();
        assertThat(first.out()).contains("changed=4");
        host.resetCounters();
        Outcome second = Cli.run("apply", pieces, "-i", hosts.inventory());
        assertThat(second.out()).contains("changed=0");
        assertThat(host.counters()).isEqualTo(new HostCounters(1, 1, 1, List.of()));
        assertThat(shell("for i in $(grep 'enp4s0f0-TxRx' /proc/interrupts | sed 's/^ *//;s/:.*//');"
                                + " do cat /proc/irq/$i/smp_affinity_list; done")
                        .lines())
                .containsExactlyInAnyOrder("0", "2", "4", "6", "8", "10", "12", "14");
    }

    @Test
    void driftMadeByHandIsFoundAndMended() {
        tune();
        shell("virsh emulatorpin bigip-virtio 0,2,4,6");
        Outcome check = pinwright("check", Cli.playbook("tune-vhost.yml"));
        assertThat(check.status()).isEqualTo(2);
        assertThat(check.out()).contains("emulatorpin (live): 0,2,4,6 -> " + ODD);
        assertThat(tune().status()).isZero();
        assertThat(pinwright("check", Cli.playbook("tune-vhost.yml")).out())
                .contains("Check: 2 restart pending on 1 of 1 host.");
        assertThat(shell("virsh emulatorpin bigip-virtio")).contains(ODD);
    }
}
