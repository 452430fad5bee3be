package io.pinwright.modules.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.net.Nics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysrootReaderTest {

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void tree() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        Files.createDirectory(root.resolve("proc"));
        file("sys/devices/pci0000:00/0000:04:00.0/numa_node", "1\n");
        file("sys/devices/pci0000:00/0000:04:00.0/net/eth0/mtu", "1500\n");
        file("sys/devices/pci0000:00/numa_node", "-1\n");
        link("sys/class/net/eth0", "../../devices/pci0000:00/0000:04:00.0/net/eth0");
        link("sys/devices/pci0000:00/0000:04:00.0/net/eth0/device", "../../../0000:04:00.0");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    private Answer ask(Query query) {
        return SysrootReader.of(root).read(List.of(query)).get(query).orElseThrow();
    }

    private Map<String, String> glob(Query.GlobKind kind, String... patterns) {
        Map<String, Bytes> entries = ((Answer.Entries) ask(new Query.Glob(kind, patterns))).byPath();
        Map<String, String> texts = new java.util.LinkedHashMap<>();
        entries.forEach((path, bytes) -> texts.put(path, bytes.text()));
        return texts;
    }

    @Test
    void followsLinksAsTheHostWould() {
        assertThat(ask(new Query.ReadFile("/sys/class/net/eth0/device/numa_node")))
                .isEqualTo(new Answer.Content(Bytes.utf8("1\n")));
        assertThat(ask(new Query.ReadFile("/sys/class/net/eth0/device/../numa_node")))
                .isEqualTo(new Answer.Content(Bytes.utf8("-1\n")));
    }

    @Test
    void globsThroughLinks() {
        assertThat(glob(Query.GlobKind.CONTENT, "/sys/class/net/*/device/numa_node"))
                .containsExactly(Map.entry("/sys/class/net/eth0/device/numa_node", "1\n"));
        assertThat(glob(Query.GlobKind.LINK, "/sys/class/net/*"))
                .containsValue("../../devices/pci0000:00/0000:04:00.0/net/eth0");
        assertThat(glob(Query.GlobKind.NAME, "/sys/class/net/e[a-z]h?/m*")).containsOnlyKeys("/sys/class/net/eth0/mtu");
    }

    @Test
    void globLeavesOutHiddenFilesAsAShellDoes() throws IOException {
        file("etc/.hidden", "");
        file("etc/shown", "");
        assertThat(glob(Query.GlobKind.NAME, "/etc/*")).containsOnlyKeys("/etc/shown");
    }

    @Test
    void negatedSetIsHonoured() throws IOException {
        file("etc/a1", "");
        file("etc/b1", "");
        assertThat(glob(Query.GlobKind.NAME, "/etc/[!a]1")).containsOnlyKeys("/etc/b1");
    }

    @Test
    void neverLeavesTheFolder() throws IOException {
        Files.writeString(temp.resolve("secret"), "outside");
        link("etc/up", "../../secret");
        link("etc/absolute", temp.resolve("secret").toString());
        link("etc/folder", temp.toString());
        assertThat(ask(new Query.ReadFile("/etc/up"))).isInstanceOf(Answer.Absent.class);
        assertThat(ask(new Query.ReadFile("/etc/absolute"))).isInstanceOf(Answer.Absent.class);
        assertThat(ask(new Query.ReadFile("/etc/folder/secret"))).isInstanceOf(Answer.Absent.class);
        assertThat(ask(new Query.ReadFile("/../../secret"))).isInstanceOf(Answer.Absent.class);
        assertThat(glob(Query.GlobKind.CONTENT, "/etc/*", "/etc/folder/*", "/../*/secret"))
                .isEmpty();
    }

    @Test
    void absoluteLinkIsOfTheCapturedHost() throws IOException {
        file("usr/lib/captured-release", "ID=debian\n");
        link("etc/os-release", "/usr/lib/captured-release");
        assertThat(ask(new Query.ReadFile("/etc/os-release"))).isEqualTo(new Answer.Content(Bytes.utf8("ID=debian\n")));
    }

    @Test
    void circleOfLinksIsAbsent() throws IOException {
        link("etc/a", "b");
        link("etc/b", "a");
        assertThat(ask(new Query.ReadFile("/etc/a"))).isInstanceOf(Answer.Absent.class);
    }

    @Test
    void tooLargeIsUnreadableNotCut() throws IOException {
        file("proc/interrupts", "12345");
        assertThat(ask(new Query.ReadFile("/proc/interrupts", 4))).isInstanceOf(Answer.Unreadable.class);
        assertThat(ask(new Query.ReadFile("/proc/interrupts", 5))).isInstanceOf(Answer.Content.class);
        assertThat(ask(new Query.Glob(Query.GlobKind.CONTENT, List.of("/proc/*"), 4)))
                .isInstanceOf(Answer.Unreadable.class);
    }

    @Test
    void commandsAreNotThere() {
        assertThat(ask(new Query.Run("virsh", "list"))).isInstanceOf(Answer.Absent.class);
        assertThat(ask(Nics.CHANNELS)).isInstanceOf(Answer.Absent.class);
    }

    @Test
    void sosreportKeepsChannels() throws IOException {
        file("sos_commands/networking/ethtool_-l_eth0", "Channel parameters for eth0:\n");
        assertThat(ask(Nics.CHANNELS))
                .isInstanceOfSatisfying(
                        Answer.Output.class,
                        output -> assertThat(output.stdout().text()).startsWith("== eth0\nChannel parameters"));
    }

    @Test
    void statusIsThatOfTheCapture() {
        assertThat(ask(new Query.Stat("/sys/class/net/eth0", false, false)))
                .isInstanceOfSatisfying(Answer.Status.class, status -> {
                    assertThat(status.status().type()).isEqualTo(FileStatus.Type.LINK);
                    assertThat(status.status().linkTarget().orElseThrow()).endsWith("net/eth0");
                });
        assertThat(ask(new Query.Stat("/nowhere", true, false))).isInstanceOf(Answer.Absent.class);
    }

    @Test
    void unpackedArchiveWithOneTopFolderIsTaken() throws IOException {
        Query query = new Query.ReadFile("/sys/class/net/eth0/mtu");
        assertThat(SysrootReader.of(temp).read(List.of(query)).get(query).orElseThrow())
                .isInstanceOf(Answer.Content.class);
    }

    @Test
    void folderThatIsNoCaptureIsRefused() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("root/etc"));
        assertThatThrownBy(() -> SysrootReader.of(empty))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no captured host");
    }
}
