package io.pinwright.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
