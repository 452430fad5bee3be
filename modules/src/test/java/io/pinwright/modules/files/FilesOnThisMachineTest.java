package io.pinwright.modules.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.module.Change;
import io.pinwright.modules.testing.ThisMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file modules for real, in a folder of this machine. */
class FilesOnThisMachineTest {

    @TempDir
    Path folder;

    private final ThisMachine host = new ThisMachine();

    @AfterEach
    void close() {
        host.close();
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    }

    @Test
    void copyOfWhatIsThereChangesNothing() throws IOException {
        Files.writeString(folder.resolve("a"), "x\n");
        assertThat(host.changes(new Copy(), "{dest: " + folder + "/a, content: \"x\\n\"}"))
                .isEmpty();
    }

    @Test
    void copyWritesANewFileWithItsMode() throws IOException {
        assertThat(host.apply(new Copy(), "{dest: " + folder + "/a, content: \"ä\\n\", mode: \"0600\"}"))
                .extracting(Change::attribute)
                .containsExactly("content", "mode");
        assertThat(folder.resolve("a")).hasContent("ä\n");
        assertThat(mode(folder.resolve("a"))).isEqualTo(0600);
    }

    @Test
    void copyKeepsTheModeOfAnExistingFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        host.apply(new Copy(), "{dest: " + file + ", content: new}");
        assertThat(file).hasContent("new");
        assertThat(mode(file)).isEqualTo(0750);
    }

    @Test
    void copySetsTheModeAloneWhenTheContentIsRight() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "same");
        assertThat(host.apply(new Copy(), "{dest: " + file + ", content: same, mode: \"4711\"}"))
                .extracting(Change::attribute)
                .containsExactly("mode");
        assertThat(mode(file)).isEqualTo(04711);
    }

    @Test
    void copyWithoutForceLeavesAFileAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        assertThat(host.changes(new Copy(), "{dest: " + file + ", content: new, force: false, mode: \"0700\"}"))
                .isEmpty();
    }

    @Test
    void copyReplacesALinkByAFile() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "target");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        host.apply(new Copy(), "{dest: " + link + ", content: new}");
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(link).hasContent("new");
        assertThat(target).hasContent("target");
    }

    @Test
    void copyFollowsALinkWhenAsked() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "target");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        host.apply(new Copy(), "{dest: " + link + ", content: new, follow: true}");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(target).hasContent("new");
    }

    @Test
    void copyBelowAMissingDirectorySaysHowToMakeIt() {
        assertThatThrownBy(() -> host.changes(new Copy(), "{dest: " + folder + "/no/a, content: x}"))
                .isInstanceOfSatisfying(HostProblem.class, problem -> {
                    assertThat(problem.message()).isEqualTo("the directory " + folder + "/no does not exist");
                    assertThat(problem.fix())
                            .hasValueSatisfying(fix -> assertThat(fix).contains("state: directory"));
                });
    }

    @Test
    void copyOverADirectorySaysWhatToWrite() {
        assertThatThrownBy(() -> host.changes(new Copy(), "{dest: " + folder + ", content: x}"))
                .hasMessageContaining("is a directory, not a file");
    }

    @Test
    void directoryIsMadeWithThoseAboveIt() throws IOException {
        host.apply(new FileModule(), "{path: " + folder + "/a/b/, state: directory, mode: \"2750\"}");
        assertThat(mode(folder.resolve("a/b"))).isEqualTo(02750);
        assertThat(mode(folder.resolve("a"))).isEqualTo(02750);
    }

    @Test
    void directoryLosesItsSetIdBitWhenItsModeSaysSo() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("a"));
        Files.setAttribute(directory, "unix:mode", 02755);
        host.apply(new FileModule(), "{path: " + directory + ", mode: \"0755\"}");
        assertThat(mode(directory)).isEqualTo(0755);
    }

    @Test
    void directoryThatIsThereIsNoChange() {
        assertThat(host.changes(new FileModule(), "{path: " + folder + ", state: directory}"))
                .isEmpty();
    }

    @Test
    void directoryInPlaceOfAFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("a"), "");
        assertThatThrownBy(() -> host.changes(new FileModule(), "{path: " + folder + "/a/b, state: directory}"))
                .hasMessageContaining(folder + "/a is a file, not a directory");
    }

    @Test
    void touchMakesAnEmptyFileOnce() {
        host.apply(new FileModule(), "{path: " + folder + "/a, state: touch, mode: \"0640\"}");
        assertThat(folder.resolve("a")).isEmptyFile();
    }

    @Test
    void absentTakesADirectoryWithAllInIt() throws IOException {
        Files.createDirectories(folder.resolve("a/b/c"));
        host.apply(new FileModule(), "{path: " + folder + "/a, state: absent}");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void absentTakesALinkAndLeavesItsTarget() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        host.apply(new FileModule(), "{path: " + link + "/, state: absent}");
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(target).isDirectory();
    }

    @Test
    void linkIsMadeAndMoved() throws IOException {
        Files.writeString(folder.resolve("one"), "");
        Files.createDirectory(folder.resolve("two"));
        host.apply(new FileModule(), "{path: " + folder + "/link, state: link, src: one}");
        host.apply(new FileModule(), "{path: " + folder + "/link, state: link, src: two}");
        host.apply(new FileModule(), "{path: " + folder + "/link, state: link, src: ./one}");
        assertThat(Files.readSymbolicLink(folder.resolve("link"))).hasToString("./one");
        assertThat(folder.resolve("two")).isEmptyDirectory();
    }

    @Test
    void linkToNothingNeedsForce() {
        assertThatThrownBy(() -> host.changes(new FileModule(), "{path: " + folder + "/l, state: link, src: no}"))
                .hasMessageContaining("the link's target no is not there");
        host.apply(new FileModule(), "{path: " + folder + "/l, state: link, src: no, force: true}");
    }

    @Test
    void attributesOfWhatIsNotThereAreRefused() {
        assertThatThrownBy(() -> host.changes(new FileModule(), "{path: " + folder + "/no, mode: \"0600\"}"))
                .hasMessageContaining("is not there");
    }

    @Test
    void lineinfileEditsALineOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "one=1\r\ntwo=2\r\n");
        host.apply(new LineInFile(), "{path: " + file + ", regexp: \"^one=\", line: one=3}");
        assertThat(Files.readString(file)).isEqualTo("one=3\r\ntwo=2\r\n");
    }

    @Test
    void lineinfileMakesTheFileWhenAsked() {
        assertThatThrownBy(() -> host.changes(new LineInFile(), "{path: " + folder + "/a/b, line: x}"))
                .hasMessageContaining("is not there");
        host.apply(new LineInFile(), "{path: " + folder + "/a/b, line: x, create: true, mode: \"0600\"}");
        assertThat(folder.resolve("a/b")).hasContent("x\n");
    }

    @Test
    void lineinfileRefusesADirectory() {
        assertThatThrownBy(() -> host.changes(new LineInFile(), "{path: " + folder + ", line: x, state: absent}"))
                .hasMessageContaining("is a directory, not a file");
    }

    @Test
    void statRegistersWhatIsThere() throws IOException {
        Files.writeString(folder.resolve("a"), "abc");
        assertThat(host.result(new Stat(), "{path: " + folder + "/a, get_checksum: true}")
                        .get("stat"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("exists", true)
                .containsEntry("isreg", true)
                .containsEntry("size", 3L)
                .containsEntry("checksum", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(host.result(new Stat(), "{path: " + folder + "/b}"))
                .isEqualTo(Map.of("stat", Map.of("exists", false)));
    }
}
