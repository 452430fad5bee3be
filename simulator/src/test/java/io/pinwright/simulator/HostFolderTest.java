package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFolderTest {

    @TempDir
    Path folder;

    private SimulatedHosts start() {
        return SimulatedHosts.builder()
                .host("kvm01", BuiltinHosts.oneNode())
                .folder(folder)
                .start();
    }

    @Test
    void folderShowsTheHostAsItIsAndStays() throws IOException {
        Path root = folder.toRealPath().resolve("kvm01/root");
        try (SimulatedHosts hosts = start()) {
            hosts.host("kvm01").run("echo 3 > /proc/irq/42/smp_affinity_list; echo new > /etc/x; mv /etc/x /etc/y");
            assertThat(root.resolve("proc/irq/42/smp_affinity_list")).hasContent("3\n");
            assertThat(root.resolve("etc/x")).doesNotExist();
        }
        assertThat(root.resolve("etc/y")).hasContent("new\n");
        assertThat(Files.readString(folder.resolve("kvm01/metadata")))
                .contains("0600 root root FILE /etc/libvirt/qemu/web1.xml");
    }

    @Test
    void linksOfTheHostStayWithinItsFolder() throws IOException {
        try (SimulatedHosts hosts = start()) {
            hosts.host("kvm01").run("ln -s /etc/hostname /root/link");
        }
        Path link = folder.toRealPath().resolve("kvm01/root/root/link");
        assertThat(link.toRealPath()).isEqualTo(folder.toRealPath().resolve("kvm01/root/etc/hostname"));
    }

    @Test
    void folderWithFilesOfSomebodyElseIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("kvm01/root/etc"));
        Files.writeString(folder.resolve("kvm01/root/etc/precious"), "mine");
        assertThatThrownBy(this::start).hasMessageContaining("no simulated host's");
        assertThat(folder.resolve("kvm01/root/etc/precious")).hasContent("mine");
    }

    @Test
    void hostIsAsItWasLeftWhenItIsStartedAgain() throws Exception {
        String pinned = "virsh emulatorpin web1 0-1 --live --config";
        try (SimulatedHosts hosts = start()) {
            assertThat(overSsh(hosts, "echo kept > /etc/kept; " + pinned)).isZero();
            assertThat(overSsh(hosts, "cat /etc/kept >/dev/null")).isZero();
        }
        try (SimulatedHosts hosts = start()) {
            assertThat(hosts.host("kvm01").text("/etc/kept")).contains("kept");
            assertThat(hosts.host("kvm01")
                            .run("virsh -q emulatorpin web1 --config")
                            .stdout())
                    .contains("0-1");
            assertThat(hosts.host("kvm01").counters().writes()).isEmpty();
        }
    }

    @Test
    void journalAndWhatItIsAboutComeBack() throws Exception {
        try (SimulatedHosts hosts = start()) {
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                writes.sendTo(1);
                writes.sendTo(2);
            }
            hosts.host("kvm01").awaitLogins();
        }
        try (SimulatedHosts hosts = start()) {
            SimulatedHost host = hosts.host("kvm01");
            assertThat(host.text("/proc/irq/42/smp_affinity_list")).contains("2");
            assertThat(host.run("cd /var/lib/pinwright/runs; ls; cat r1.2/progress")
                            .stdout())
                    .startsWith("r1.1\nr1.2\nbegin 0\n");
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r2")) {
                assertThat(writes.sendTo(3).refusal()).isEmpty();
            }
            assertThat(host.run("sh /var/lib/pinwright/runs/r2.1/undo").status())
                    .isZero();
            assertThat(host.text("/proc/irq/42/smp_affinity_list")).contains("2");
        }
    }

    @Test
    void watchThatWentOffIsDoneAgainAndSoIsWhatCameBehindIt() {
        String before;
        try (SimulatedHosts hosts = start()) {
            SimulatedHost host = hosts.host("kvm01");
            before = host.text("/proc/irq/43/smp_affinity_list").orElseThrow();
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                writes.sendTo(1, Optional.of(Duration.ofSeconds(60)), Duration.ZERO);
            }
            host.awaitLogins();
            host.pass(Duration.ofSeconds(100));
            assertThat(host.text("/proc/irq/43/smp_affinity_list")).contains(before);
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r2")) {
                writes.sendTo(3);
            }
            host.awaitLogins();
        }
        try (SimulatedHosts hosts = start()) {
            SimulatedHost host = hosts.host("kvm01");
            assertThat(host.text("/proc/irq/43/smp_affinity_list")).contains("3");
            assertThat(host.run("ls /var/lib/pinwright/runs/r1.1").stdout()).contains("reverting");
            host.run("sh /var/lib/pinwright/runs/r2.1/undo");
            assertThat(host.text("/proc/irq/43/smp_affinity_list")).contains(before);
        }
    }

    @Test
    void watchThatWaitedWhenTheHostWasSwitchedOffIsNotStartedAgain() {
        try (SimulatedHosts hosts = start()) {
            try (GuardedWrites writes = new GuardedWrites(hosts, "kvm01", "r1")) {
                writes.sendTo(1, Optional.of(Duration.ofSeconds(60)), Duration.ZERO);
            }
            hosts.host("kvm01").awaitLogins();
        }
        try (SimulatedHosts hosts = start()) {
            SimulatedHost host = hosts.host("kvm01");
            host.pass(Duration.ofSeconds(200));
            assertThat(host.text("/proc/irq/42/smp_affinity_list")).contains("1");
            assertThat(host.run("ls /var/lib/pinwright/runs/r1.1").stdout()).contains("armed");
        }
    }

    private static int overSsh(SimulatedHosts hosts, String command) throws Exception {
        Process ssh = new ProcessBuilder(
                        "ssh",
                        "-F",
                        "/dev/null",
                        "-i",
                        hosts.privateKey().toString(),
                        "-o",
                        "UserKnownHostsFile=" + hosts.knownHosts(),
                        "-o",
                        "BatchMode=yes",
                        "-p",
                        Integer.toString(hosts.host("kvm01").port()),
                        "root@127.0.0.1",
                        command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return ssh.waitFor();
    }
}
