package io.pinwright.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.transport.local.LocalTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a shell on a host answers to queries, with each shell that hosts have. */
class ShellReadTest {

    @TempDir
    Path folder;

    private static Answer read(Shells.Shell shell, Query query) {
        try (HostSession session = shell.session()) {
            return session.reader(Optional.empty())
                    .read(List.of(query))
                    .get(query)
                    .orElseThrow();
        }
    }

    private static byte[] allBytes() {
        byte[] all = new byte[1024];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 7 + i / 256);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileComesByteForByte(Shells.Shell shell) throws IOException {
        Path file = Files.write(folder.resolve("bytes"), allBytes());
        assertThat(read(shell, new Query.ReadFile(file.toString())))
                .isEqualTo(new Answer.Content(Bytes.copyOf(allBytes())));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileThatIsNotThereIsAbsent(Shells.Shell shell) {
        assertThat(read(shell, new Query.ReadFile(folder + "/no/such/file"))).isEqualTo(new Answer.Absent());
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aDirectoryIsNoFile(Shells.Shell shell) {
        assertThat(read(shell, new Query.ReadFile(folder.toString())))
                .isEqualTo(new Answer.Unreadable("it is a directory"));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileAboveItsLimitIsUnreadableAndOneAtItIsNot(Shells.Shell shell) throws IOException {
        Path file = Files.write(folder.resolve("bytes"), allBytes());
        assertThat(read(shell, new Query.ReadFile(file.toString(), 1023)))
                .isEqualTo(new Answer.Unreadable("it is larger than 1023 bytes"));
        assertThat(read(shell, new Query.ReadFile(file.toString(), 1024))).isInstanceOf(Answer.Content.class);
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aKernelFileIsReadByTheShellItself(Shells.Shell shell) throws IOException {
        String path = "/sys/devices/system/cpu/possible";
        assertThat(read(shell, new Query.ReadFile(path)))
                .isEqualTo(new Answer.Content(Bytes.copyOf(Files.readAllBytes(Path.of(path)))));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileOfProcSysIsReadWhole(Shells.Shell shell) throws IOException {
        String path = "/proc/sys/kernel/ostype";
        assertThat(read(shell, new Query.ReadFile(path)))
                .isEqualTo(new Answer.Content(Bytes.copyOf(Files.readAllBytes(Path.of(path)))));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aGlobGivesTheContentOfAllThatMatch(Shells.Shell shell) throws IOException {
        Files.write(folder.resolve("b.conf"), allBytes());
        Files.writeString(folder.resolve("a.conf"), "");
        Files.writeString(folder.resolve("c d.conf"), "no line end");
        Files.writeString(folder.resolve("other"), "x");
        assertThat(read(shell, new Query.Glob(Query.GlobKind.CONTENT, folder + "/*.conf")))
                .isEqualTo(new Answer.Entries(Map.of(
                        folder + "/a.conf", Bytes.EMPTY,
                        folder + "/b.conf", Bytes.copyOf(allBytes()),
                        folder + "/c d.conf", Bytes.utf8("no line end"))));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aGlobOfKernelFilesAgreesWithThem(Shells.Shell shell) throws IOException {
        Answer answer =
                read(shell, new Query.Glob(Query.GlobKind.CONTENT, "/sys/class/net/*/mtu", "/sys/class/net/*/type"));
        assertThat(answer).isInstanceOf(Answer.Entries.class);
        Map<String, Bytes> entries = ((Answer.Entries) answer).byPath();
        assertThat(entries).containsKey("/sys/class/net/lo/mtu");
        for (Map.Entry<String, Bytes> entry : entries.entrySet()) {
            assertThat(entry.getValue().text()).isEqualTo(Files.readString(Path.of(entry.getKey())));
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aGlobThatMatchesNothingIsEmpty(Shells.Shell shell) {
        for (Query.GlobKind kind : Query.GlobKind.values()) {
            assertThat(read(shell, new Query.Glob(kind, folder + "/*.none"))).isEqualTo(new Answer.Entries(Map.of()));
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aGlobOfNamesGivesNamesAlone(Shells.Shell shell) throws IOException {
        Files.createDirectory(folder.resolve("d1"));
        Files.createSymbolicLink(folder.resolve("d2"), Path.of("nowhere"));
        assertThat(read(shell, new Query.Glob(Query.GlobKind.NAME, folder + "/d*")))
                .isEqualTo(new Answer.Entries(Map.of(folder + "/d1", Bytes.EMPTY, folder + "/d2", Bytes.EMPTY)));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aGlobOfLinksGivesTheirTextsAndLeavesOutWhatIsNoLink(Shells.Shell shell) throws IOException {
        Files.createSymbolicLink(folder.resolve("l1"), Path.of("../some where"));
        Files.createSymbolicLink(folder.resolve("l2"), Path.of("/abs"));
        Files.writeString(folder.resolve("l3"), "no link");
        assertThat(read(shell, new Query.Glob(Query.GlobKind.LINK, folder + "/l*")))
                .isEqualTo(new Answer.Entries(
                        Map.of(folder + "/l1", Bytes.utf8("../some where"), folder + "/l2", Bytes.utf8("/abs"))));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aGlobOfLinksWithALineEndInATargetIsStillRight(Shells.Shell shell) throws IOException {
        Files.createSymbolicLink(folder.resolve("l1"), Path.of("two\nlines"));
        Files.createSymbolicLink(folder.resolve("l2"), Path.of("one"));
        assertThat(read(shell, new Query.Glob(Query.GlobKind.LINK, folder + "/l*")))
                .isEqualTo(new Answer.Entries(
                        Map.of(folder + "/l1", Bytes.utf8("two\nlines"), folder + "/l2", Bytes.utf8("one"))));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aGlobAboveItsLimitIsUnreadable(Shells.Shell shell) throws IOException {
        Files.writeString(folder.resolve("a.conf"), "x".repeat(600));
        Files.writeString(folder.resolve("b.conf"), "x".repeat(600));
        assertThat(read(shell, new Query.Glob(Query.GlobKind.CONTENT, List.of(folder + "/*.conf"), 1000)))
                .isInstanceOf(Answer.Unreadable.class);
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aCommandGivesStatusAndBothOutputs(Shells.Shell shell) {
        assertThat(read(shell, new Query.Run("sh", "-c", "printf out; printf err >&2; exit 3")))
                .isEqualTo(new Answer.Output(3, Bytes.utf8("out"), Bytes.utf8("err")));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aCommandThatIsNotThereIsAbsent(Shells.Shell shell) {
        assertThat(read(shell, new Query.Run("no-such-command", "x"))).isEqualTo(new Answer.Absent());
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aCommandThatHangsIsEndedOnTheHost(Shells.Shell shell) {
        Query query = new Query.Run(List.of("sleep", "1000"), Duration.ofSeconds(1), 100);
        assertThat(read(shell, query)).isEqualTo(new Answer.Unreadable("it took longer than 1 s"));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aCommandThatPrintsWithoutEndIsCutOnTheHost(Shells.Shell shell) {
        Query query = new Query.Run(List.of("yes"), Duration.ofSeconds(20), 100_000);
        try (HostSession session = shell.session()) {
            assertThat(session.reader(Optional.empty()).read(List.of(query)).get(query))
                    .contains(new Answer.Unreadable("it printed more than 100000 bytes"));
            assertThat(session.counts().bytesReceived()).isLessThan(101_000);
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aCommandSeesNoStandardInput(Shells.Shell shell) {
        assertThat(read(shell, new Query.Run("cat"))).isEqualTo(new Answer.Output(0, Bytes.EMPTY, Bytes.EMPTY));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void statTellsTypeModeSizeAndChecksum(Shells.Shell shell) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "abc");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(folder.resolve("l"), file);
        FileStatus direct = status(shell, new Query.Stat(file.toString(), true, true));
        assertThat(direct.type()).isEqualTo(FileStatus.Type.FILE);
        assertThat(direct.mode()).isEqualTo(0640);
        assertThat(direct.sizeBytes()).isEqualTo(3);
        assertThat(direct.owner()).isEqualTo(Files.getOwner(file).getName());
        assertThat(direct.sha256()).contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        FileStatus link = status(shell, new Query.Stat(folder + "/l", false, false));
        assertThat(link.type()).isEqualTo(FileStatus.Type.LINK);
        assertThat(link.linkTarget()).contains(file.toString());
        assertThat(status(shell, new Query.Stat(folder + "/l", true, false)).type())
                .isEqualTo(FileStatus.Type.FILE);
        assertThat(read(shell, new Query.Stat(folder + "/none", true, false))).isEqualTo(new Answer.Absent());
    }

    private static FileStatus status(Shells.Shell shell, Query.Stat query) {
        return ((Answer.Status) read(shell, query)).status();
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void manyQueriesAreOneExecAndOneRoundTrip(Shells.Shell shell) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "abc");
        try (HostSession session = shell.session()) {
            Query.ReadFile first = new Query.ReadFile(file.toString());
            List<Query> queries = List.of(
                    first,
                    new Query.Run("id", "-un"),
                    new Query.Stat(file.toString(), true, true),
                    new Query.Glob(Query.GlobKind.LINK, "/sys/class/net/*"));
            assertThat(session.reader(Optional.empty()).read(queries).queries()).hasSize(4);
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(1);
            assertThat(session.reader(Optional.empty()).read(List.of(first)).get(first))
                    .contains(new Answer.Content(Bytes.utf8("abc")));
            assertThat(session.counts().execs()).isEqualTo(1);
            assertThat(session.counts().roundTrips()).isEqualTo(2);
        }
    }

    /** Files of all kinds, by name. */
    private List<Path> files() throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put("text", "one\n two  \\n three\n".getBytes(StandardCharsets.UTF_8));
        contents.put("no line end", "one\n\ntwo".getBytes(StandardCharsets.UTF_8));
        contents.put("two\nlines", "\n\n".getBytes(StandardCharsets.UTF_8));
        contents.put("latin", "caf\u00e9\r\n%s $x `y`".getBytes(StandardCharsets.ISO_8859_1));
        contents.put("empty", new byte[0]);
        contents.put("bytes", allBytes());
        contents.put("nul", "a\0b\n".getBytes(StandardCharsets.UTF_8));
        contents.put("long", "0123456789\n".repeat(500).getBytes(StandardCharsets.UTF_8));
        contents.put("record", "\n00000000000000000000000000000000-0 i 0 a\n\n z 1\n".getBytes(StandardCharsets.UTF_8));
        List<Path> paths = new ArrayList<>();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            paths.add(Files.write(folder.resolve(content.getKey()), content.getValue()));
        }
        paths.add(Files.createDirectory(folder.resolve("directory")));
        paths.add(Files.createSymbolicLink(folder.resolve("link"), Path.of("text")));
        paths.add(Files.createSymbolicLink(folder.resolve("dangling"), Path.of("no where")));
        paths.add(folder.resolve("none"));
        paths.add(folder.resolve("none/of/these"));
        return paths;
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void manyFilesAreAnsweredTogetherAsEachAlone(Shells.Shell shell) throws IOException {
        List<Query> queries = new ArrayList<>();
        List<Query> noneThroughLinks = new ArrayList<>();
        for (Path path : files()) {
            List<Query> followed = List.of(
                    new Query.ReadFile(path.toString()),
                    new Query.ReadFile(path.toString(), 12),
                    new Query.ReadFile(path.toString(), 0),
                    new Query.Stat(path.toString(), true, false),
                    new Query.Stat(path.toString(), true, true));
            Query itself = new Query.Stat(path.toString(), false, false);
            queries.addAll(followed);
            queries.add(itself);
            noneThroughLinks.add(itself);
            if (!Files.isSymbolicLink(path)) {
                noneThroughLinks.addAll(followed);
            }
        }
        areAnsweredTogetherAsEachAlone(shell, noneThroughLinks);
        Answers together = areAnsweredTogetherAsEachAlone(shell, queries);
        assertThat(together.get(new Query.ReadFile(folder + "/bytes")))
                .contains(new Answer.Content(Bytes.copyOf(allBytes())));
    }

    private static Answers areAnsweredTogetherAsEachAlone(Shells.Shell shell, List<Query> queries) {
        Answers together;
        try (HostSession session = shell.session()) {
            together = session.reader(Optional.empty()).read(queries);
        }
        try (HostSession session = shell.session()) {
            for (Query query : queries) {
                assertThat(together.get(query))
                        .as(query.toString())
                        .isEqualTo(session.reader(Optional.empty())
                                .read(List.of(query))
                                .get(query));
            }
        }
        return together;
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void settingsOfTheKernelAreAnsweredTogetherAsEachAlone(Shells.Shell shell) throws IOException {
        List<Query> queries = new ArrayList<>();
        for (String setting : List.of(
                "kernel/ostype",
                "kernel/printk",
                "no/such",
                "kernel",
                "kernel/osrelease",
                "net/ipv4/ip_local_reserved_ports",
                "vm/swappiness")) {
            queries.add(new Query.ReadFile("/proc/sys/" + setting));
        }
        queries.add(new Query.ReadFile("/proc/sys/kernel/version", 3));
        Answers together = areAnsweredTogetherAsEachAlone(shell, queries);
        assertThat(together.get(new Query.ReadFile("/proc/sys/kernel/osrelease")))
                .contains(new Answer.Content(Bytes.utf8(Files.readString(Path.of("/proc/sys/kernel/osrelease")))));
    }

    /** Until somebody has set it, this one answers with an error of input and output, after head has put its title. */
    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aSettingThatCannotBeReadIsNotTakenForAnEmptyOne(Shells.Shell shell) {
        Path odd = Path.of("/proc/sys/net/ipv6/conf/default/stable_secret");
        Assumptions.assumeTrue(Files.exists(odd), "no IPv6 here");
        areAnsweredTogetherAsEachAlone(
                shell,
                List.of(
                        new Query.ReadFile("/proc/sys/kernel/ostype"),
                        new Query.ReadFile(odd.toString()),
                        new Query.ReadFile("/proc/sys/kernel/osrelease")));
    }

    /** A process is what a look costs on the host. */
    @Test
    void manyShortFilesTakeOneProcess() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Path file = Files.writeString(folder.resolve("f" + i), "line " + i + "\n");
            queries.add(new Query.ReadFile(file.toString()));
            queries.add(new Query.Stat(file.toString(), true, false));
            queries.add(new Query.Stat(file.toString(), false, false));
        }
        assertThat(processesFor(queries)).containsExactly("stat");
    }

    @Test
    void manySettingsOfTheKernelTakeOneProcess() throws IOException {
        assertThat(processesFor(List.of(
                        new Query.ReadFile("/proc/sys/kernel/ostype"),
                        new Query.ReadFile("/proc/sys/kernel/osrelease"),
                        new Query.ReadFile("/proc/sys/vm/swappiness"))))
                .containsExactly("head");
    }

    private List<String> processesFor(List<Query> queries) throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("stat", "head", "cat", "timeout", "readlink")) {
            Path real = Shells.program(tool).orElseThrow();
            Path script = Files.writeString(
                    tools.resolve(tool),
                    "#!/bin/sh\necho " + tool + " >>" + folder + "/log\nexec " + real + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        }
        try (HostSession session = HostSessions.open(
                LocalTransport.withShell(List.of("/bin/sh", "-c", "PATH=" + tools + ":$PATH; eval \"$1\"", "sh")),
                ConnectionSettings.ssh("here"),
                SessionLimits.defaults())) {
            session.reader(Optional.empty()).read(queries);
        }
        return Files.readAllLines(folder.resolve("log"));
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aRoundTooLongForAnExecRequestGoesDownStandardInput(Shells.Shell shell) {
        Query query = new Query.Run("sh", "-c", "printf %s \"$1\" | wc -c", "sh", "x".repeat(100_000));
        Query other = new Query.Run("sh", "-c", "printf %s \"$1\" | wc -c", "sh", "y".repeat(100_000));
        try (HostSession session = shell.session()) {
            Map<Query, String> texts = new java.util.HashMap<>();
            for (Query asked : List.of(query, other)) {
                Answer answer = session.reader(Optional.empty())
                        .read(List.of(query, other))
                        .get(asked)
                        .orElseThrow();
                texts.put(asked, ((Answer.Output) answer).stdout().text().strip());
            }
            assertThat(texts.values()).containsOnly("100000");
            assertThat(session.counts().execs()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("io.pinwright.engine.transport.Shells#all")
    void aFileThatHoldsWhatLooksLikeARecordIsOnlyData(Shells.Shell shell) throws IOException {
        String forged = "\n00000000000000000000000000000000-0 i 0 a\n\n i 0 c 0\n z 1\n";
        Path file = Files.writeString(folder.resolve("f"), forged);
        assertThat(read(shell, new Query.ReadFile(file.toString())))
                .isEqualTo(new Answer.Content(Bytes.copyOf(forged.getBytes(StandardCharsets.UTF_8))));
    }
}
