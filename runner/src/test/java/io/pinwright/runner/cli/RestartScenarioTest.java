package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.HostCounters;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests restarted and interfaces replugged by consent, from the command line to the host's own state. */
class RestartScenarioTest {

    private static final String QUEUES =
            "virt_interface: {domain: bigip-virtio, select: {type: direct}, driver: vhost, queues: 4}";
    private static final String WORKERS =
            "for t in $(pgrep '^vhost-'); do taskset -pc $t | sed 's/.*: //'; done | tr '\\n' ' '";

    private SimulatedHosts hosts;
    private SimulatedHost host;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        hosts = SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710(1)).start();
        host = hosts.host("kvm01");
        host.resetCounters();
    }

    @AfterEach
    void stop() {
        hosts.close();
    }

    private Outcome run(String command, String... tasks) {
        StringBuilder text = new StringBuilder("- hosts: kvm_hosts\n  gather_facts: false\n  become: true\n  tasks:\n");
        List.of(tasks).forEach(task -> text.append("    - ").append(task).append('\n'));
        try {
            Path play = Files.writeString(folder.resolve("play.yml"), text);
            return Cli.run(command, play, "-i", hosts.inventory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String domain(String more) {
        return "virt_domain: {domain: bigip-virtio, " + more + "}";
    }

    private String shell(String command) {
        SimulatedHost.Output output = host.run(command);
        assertThat(output.status()).as("%s: %s", command, output.stderr()).isZero();
        return output.stdout().strip();
    }

    private String pid() {
        return shell("cat /run/libvirt/qemu/bigip-virtio.pid");
    }

    private String state() {
        return shell("virsh -q domstate bigip-virtio --reason");
    }

    private String liveQueues() {
        return shell("virsh dumpxml bigip-virtio | grep -o \"queues='.'\" | tr '\\n' ' '");
    }

    private List<String> writes() {
        return host.counters().writes().stream()
                .filter(write -> write.startsWith("virsh"))
                .toList();
    }

    @Test
    void withoutConsentARestartIsPendingAndNothingIsRestarted() {
        String before = pid();
        Outcome outcome = run("apply", QUEUES, "virt_domain: {domain: bigip-virtio}");
        assertThat(outcome.status()).as(outcome.all()).isZero();
        assertThat(outcome.out())
                .contains("restart pending: interface 52:54:00:f9:98:e9 (enp4s0f0) queues: live 1, config 4");
        assertThat(pid()).isEqualTo(before);
    }

    @Test
    void withConsentTheGuestRunsWithItsQueuesAndItsPins() {
        String[] play = {
            QUEUES,
            domain("restart: allow"),
            "vhost_affinity: {domain: bigip-virtio, cpus: \"1,3,5,7,9,11,13,15\", spread: per-worker}",
        };
        Outcome first = run("apply", play);
        assertThat(first.status()).as(first.all()).isZero();
        assertThat(first.out()).contains("changed=3").contains("state: running -> restarted");
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
        assertThat(shell(WORKERS)).isEqualTo("1 3 5 7 9 11 13 15 1");
        assertThat(writes())
                .containsSubsequence(
                        "virsh update-device bigip-virtio",
                        "virsh shutdown bigip-virtio",
                        "virsh start bigip-virtio",
                        "virsh emulatorpin bigip-virtio");
        host.resetCounters();
        Outcome second = run("apply", play);
        assertThat(second.out()).contains("changed=0").doesNotContain("pending");
        assertThat(host.counters()).isEqualTo(new HostCounters(1, 1, 1, List.of()));
    }

    @Test
    void aPlanShowsTheRestartAndDefersWhatCannotBeForetold() {
        Outcome plan = run(
                "plan",
                QUEUES,
                domain("restart: allow"),
                "vhost_affinity: {domain: bigip-virtio, node: 1}",
                "irq_affinity: {device: enp4s0f0, node: 0}");
        assertThat(plan.status()).as(plan.all()).isZero();
        assertThat(plan.out())
                .contains("would change: [kvm01]")
                .contains("~ domain bigip-virtio: state: running -> restarted")
                .contains("~ domain bigip-virtio: interface 52:54:00:f9:98:e9 (enp4s0f0) queues (live): 1 -> 4")
                .contains("deferred: [kvm01] => needs the restart of domain bigip-virtio")
                .contains("1 with guest-restart");
        assertThat(host.counters().writes()).isEmpty();
    }

    @Test
    void nothingPendingNothingRestarted() {
        String before = pid();
        Outcome outcome = run("apply", domain("restart: allow"), domain("state: restarted, restart: allow"));
        assertThat(outcome.out()).as(outcome.all()).contains("changed=0");
        assertThat(pid()).isEqualTo(before);
    }

    @Test
    void restartedIsDoneEachTime() {
        String before = pid();
        assertThat(run("apply", domain("state: restarted")).status()).isZero();
        assertThat(pid()).isNotEqualTo(before);
        assertThat(writes()).containsExactly("virsh shutdown bigip-virtio", "virsh start bigip-virtio");
    }

    @Test
    void aGuestThatIgnoresItsPowerButtonKeepsRunning() {
        host.guest("bigip-virtio").ignoresShutdown();
        String before = pid();
        Outcome outcome = run("apply", domain("state: restarted, shutdown_timeout: 1"));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out())
                .contains("in vain: wait up to 1 s")
                .contains("it printed `running` last")
                .contains("consent to pulling the plug with `destroy: true`");
        assertThat(pid()).isEqualTo(before);
        assertThat(writes()).containsExactly("virsh shutdown bigip-virtio");
    }

    @Test
    void thePlugIsPulledAtTheDeadlineByConsent() {
        host.guest("bigip-virtio").ignoresShutdown();
        Outcome outcome = run(
                "apply",
                "{"
                        + domain("state: restarted, shutdown_timeout: 1, destroy: true")
                                .replaceFirst("\\{", "{") + ", register: it}",
                "assert: {that: it.destroyed}");
        assertThat(outcome.status()).as(outcome.all()).isZero();
        assertThat(writes())
                .containsExactly(
                        "virsh shutdown bigip-virtio", "virsh destroy bigip-virtio", "virsh start bigip-virtio");
        assertThat(state()).isEqualTo("running (booted)");
    }

    @Test
    void aGuestThatShutsDownInTimeIsNotDestroyed() {
        Outcome outcome = run("apply", domain("state: restarted, destroy: true"));
        assertThat(outcome.status()).as(outcome.all()).isZero();
        assertThat(writes()).containsExactly("virsh shutdown bigip-virtio", "virsh start bigip-virtio");
    }

    @Test
    void shutOffIsAStateAndStartingItAgainToo() {
        assertThat(run("apply", domain("state: shut off")).status()).isZero();
        assertThat(state()).isEqualTo("shut off (shutdown)");
        assertThat(run("apply", domain("state: shut off")).out()).contains("changed=0");
        assertThat(run("apply", domain("state: running")).status()).isZero();
        assertThat(state()).isEqualTo("running (booted)");
    }

    @Test
    void shutOffThenQueuesThenStartIsOnePlay() {
        String[] play = {domain("state: shut off"), QUEUES, domain("state: running")};
        Outcome plan = run("plan", play);
        assertThat(plan.out()).contains("changed=3").doesNotContain("deferred").doesNotContain("pending");
        Outcome apply = run("apply", play);
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
    }

    @Test
    void aManagedSaveImageIsNotThrownAwayWithoutConsent() {
        shell("virsh managedsave bigip-virtio");
        run("apply", QUEUES);
        Outcome refused = run("apply", domain("state: running"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.out()).contains("has a managed save image").contains("discard_managed_save: true");
        assertThat(state()).isEqualTo("shut off (saved)");
        Outcome allowed = run("apply", domain("state: running, discard_managed_save: true"));
        assertThat(allowed.status()).as(allowed.all()).isZero();
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
    }

    @Test
    void aTransientDomainIsNotShutDown() {
        shell("virsh undefine bigip-virtio");
        for (String wish : List.of("state: restarted", "state: shut off")) {
            Outcome outcome = run("apply", domain(wish));
            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.out()).contains("is transient: shut down, it is gone");
        }
        assertThat(run("apply", domain("restart: allow")).out()).contains("changed=0");
        assertThat(state()).isEqualTo("running (booted)");
    }

    @Test
    void aPausedGuestGoesOnAndIsNotRestartedWithoutPullingThePlug() {
        run("apply", QUEUES);
        shell("virsh suspend bigip-virtio");
        Outcome refused = run("apply", domain("restart: allow"));
        assertThat(refused.out()).contains("is paused (user): a guest whose vCPUs do not run cannot shut down");
        assertThat(run("apply", domain("state: running")).status()).isZero();
        assertThat(state()).isEqualTo("running (unpaused)");
    }

    @Test
    void aCrashedGuestIsStartedAnewByConsentAndASleepingOneIsLeftAlone() {
        host.crash("bigip-virtio");
        assertThat(run("apply", domain("state: running")).out()).contains("crashed (panicked)");
        assertThat(run("apply", domain("state: running, destroy: true")).status())
                .isZero();
        assertThat(state()).isEqualTo("running (booted)");
        host.sleep("bigip-virtio");
        assertThat(run("apply", domain("state: running, destroy: true")).out()).contains("virsh dompmwakeup");
    }

    @Test
    void anIdleGuestIsRestartedAndABusyOneIsNot() {
        run("apply", QUEUES);
        String before = pid();
        host.guest("bigip-virtio").works(0.9, 5000);
        Outcome busy = run("apply", domain("restart: when-idle"));
        assertThat(busy.out())
                .containsPattern("is not restarted: it is not idle \\(\\d+ % of a CPU, \\d+ packets a second\\)");
        assertThat(pid()).isEqualTo(before);
        host.guest("bigip-virtio").works(0, 0);
        Outcome idle = run("apply", domain("restart: when-idle"));
        assertThat(idle.out()).as(idle.all()).contains("changed=1");
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
    }

    /** A guest takes a few looks to go down. */
    private boolean isOffSoon() {
        for (int look = 0; look < 10; look++) {
            if (state().startsWith("shut off")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aRunThatIsCutOffAfterTheShutdownIsCarriedOnByTheNext() {
        run("apply", QUEUES);
        // The shell is killed after one change of the host more each time, until that was the shutdown.
        for (int point = 1; !isOffSoon(); point++) {
            assertThat(point).as("points before the shutdown").isLessThan(60);
            host.faults().killAfterMutation(point);
            assertThat(run("apply", domain("restart: allow")).status()).isEqualTo(4);
            host.awaitLogins();
            host.faults().clear();
        }
        Outcome again = run("apply", domain("restart: allow"));
        assertThat(again.status()).as(again.all()).isZero();
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
        assertThat(state()).isEqualTo("running (booted)");
    }

    private static final String REPLUG = QUEUES.replace("queues: 4", "queues: 4, replug: true");

    private String interfaces() {
        return shell("virsh dumpxml bigip-virtio | grep -A9 \"<interface type='direct'\""
                + " | grep -e '<mac' -e '<target' -e '<address' | sort");
    }

    @Test
    void aReplugGivesTheQueuesToTheRunningGuestAndKeepsAddressesAndTapDevices() {
        String before = interfaces();
        String pid = pid();
        Outcome outcome = run("apply", REPLUG, "vhost_affinity: {domain: bigip-virtio, node: 1}");
        assertThat(outcome.status()).as(outcome.all()).isZero();
        assertThat(outcome.out())
                .contains("queues (live, replugged): 1 -> 4")
                .contains("2 with packet-loss")
                .doesNotContain("restart pending");
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
        assertThat(interfaces()).isEqualTo(before);
        assertThat(pid()).isEqualTo(pid);
        assertThat(shell(WORKERS).split(" ")).hasSize(9).containsOnly("1,3,5,7,9,11,13,15");
        host.resetCounters();
        assertThat(run("apply", REPLUG, "vhost_affinity: {domain: bigip-virtio, node: 1}")
                        .out())
                .contains("changed=0");
        assertThat(host.counters().writes()).isEmpty();
    }

    @Test
    void aReplugLeavesThePersistentDocumentAlone() {
        run("apply", QUEUES);
        String before = shell("virsh dumpxml --inactive --security-info bigip-virtio");
        Outcome outcome = run("apply", REPLUG);
        assertThat(outcome.status()).as(outcome.all()).isZero();
        assertThat(outcome.all()).doesNotContain("vnc-secret");
        assertThat(shell("virsh dumpxml --inactive --security-info bigip-virtio"))
                .isEqualTo(before);
    }

    @Test
    void aGuestThatTakesItsTimeToReleaseAnInterfaceIsWaitedFor() {
        host.guest("bigip-virtio").releasesDevicesAfter(2);
        Outcome outcome = run("apply", REPLUG);
        assertThat(outcome.status()).as(outcome.all()).isZero();
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
    }

    @Test
    void anInterfaceThatTheGuestDoesNotReleaseStaysAsItWasAndTheRunSaysSo() {
        host.guest("bigip-virtio").keepsDevices();
        String before = interfaces();
        Outcome outcome = run("apply", REPLUG.replace("replug: true", "replug: true, replug_timeout: 1"));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out())
                .contains(
                        "the guest has not released the interface within 1 s: it is still plugged, with its old queues");
        assertThat(interfaces()).isEqualTo(before);
        assertThat(writes()).noneMatch(write -> write.contains("attach-device"));
        Outcome again = run("apply", REPLUG);
        assertThat(again.out())
                .contains("virsh detach-device failed, the interface is as it was")
                .contains("is already in the process of unplug");
    }

    @Test
    void whenTheNewInterfaceCannotBePluggedTheOldOneIsPutBack() {
        host.guest("bigip-virtio").refusesDevices(3);
        String before = interfaces();
        Outcome outcome = run("apply", REPLUG);
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out())
                .contains("virsh attach-device failed, the old interface is plugged again, with its old queues")
                .contains("Device or resource busy");
        assertThat(interfaces()).isEqualTo(before);
        assertThat(shell("virsh dumpxml bigip-virtio | grep -c queues= || true"))
                .isEqualTo("0");
    }

    @Test
    void anInterfaceThatIsMissingIsPluggedByTheNextRun() {
        host.guest("bigip-virtio").refusesDevices(6);
        Outcome lost = run("apply", REPLUG);
        assertThat(lost.out()).contains("the old interface could not be plugged again either");
        Outcome again = run("apply", REPLUG);
        assertThat(again.status()).as(again.all()).isZero();
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
    }

    @Test
    void aReplugThatIsCutOffInBetweenIsEndedByTheNextRun() {
        run("apply", QUEUES);
        // The shell is killed after one change of the host more each time, until that was the detaching.
        for (int point = 1;
                shell("virsh dumpxml bigip-virtio | grep -c '<interface '").equals("3");
                point++) {
            host.faults().killAfterMutation(point);
            assertThat(run("apply", REPLUG).status()).isEqualTo(4);
            host.awaitLogins();
            host.faults().clear();
        }
        assertThat(shell("virsh dumpxml bigip-virtio | grep -c '<interface '")).isEqualTo("2");
        Outcome again = run("apply", REPLUG);
        assertThat(again.status()).as(again.all()).isZero();
        assertThat(again.out()).contains("(enp4s0f0) (live): (none) -> plugged");
        assertThat(liveQueues()).isEqualTo("queues='4' queues='4'");
    }
}
