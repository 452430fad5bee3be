package io.pinwright.modules.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.source.Secret;
import io.pinwright.modules.testing.Given;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileArgumentsTest {

    /** A host where every path is a file of root with this content, but for directories. */
    private static Answer host(Query query) {
        if (query instanceof Query.ReadFile) {
            return new Answer.Content(Bytes.utf8("old\n"));
        }
        boolean directory = query instanceof Query.Stat stat && !stat.path().endsWith(".conf");
        return new Answer.Status(FileChanges.fresh(
                directory ? FileStatus.Type.DIRECTORY : FileStatus.Type.FILE, directory ? 0755 : 0644));
    }

    @Test
    void secretContentIsNeverShown() {
        List<Change> changes = Given.changes(
                new Copy(),
                Given.args(new Copy(), "{dest: /etc/a.conf}", "content", Secret.of("hunter2")),
                FileArgumentsTest::host);
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).diff()).isEmpty();
        assertThat(changes.toString()).doesNotContain("hunter2");
        assertThat(((Step.WriteFile) changes.get(0).steps().get(0)).content().secret())
                .isTrue();
    }

    @Test
    void secretLineIsNeverShown() {
        List<Change> changes = Given.changes(
                new LineInFile(),
                Given.args(new LineInFile(), "{path: /etc/a.conf}", "line", Secret.of("hunter2")),
                FileArgumentsTest::host);
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).diff()).isEmpty();
        assertThat(changes.toString()).doesNotContain("hunter2");
    }

    @Test
    void ownersByNumberAreTheOwnersByName() {
        assertThat(Given.changes(
                        new FileModule(),
                        Given.args(new FileModule(), "{path: /etc/a.conf, owner: 0, group: root}"),
                        FileArgumentsTest::host))
                .isEmpty();
    }

    @Test
    void setIdBitsAreSetAgainAfterAChangeOfOwner() {
        List<Change> changes = Given.changes(
                new FileModule(),
                Given.args(new FileModule(), "{path: /etc/a.conf, owner: qemu, mode: \"4755\"}"),
                query -> query instanceof Query.Stat
                        ? new Answer.Status(FileChanges.fresh(FileStatus.Type.FILE, 04755))
                        : host(query));
        assertThat(changes)
                .flatExtracting(Change::steps)
                .extracting(Step::describe)
                .containsExactly("chown -- qemu /etc/a.conf", "chmod -- 04755 /etc/a.conf");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{path: /a, state: link};                          state: link needs src",
                "{path: /a, src: b};                               src goes with state: link",
                "{path: /a, state: link, src: b, mode: \"0644\"};  a link has no mode, owner or group of its own",
                "{path: /a, owner: 'root:adm'};                    owner must be one name or number",
                "{path: /a, group: '-x'};                          group must be one name or number",
                "{path: /a, mode: u+x};                            mode must be an octal file mode",
                "{path: /a, mode: 0o999};                          mode must be an octal file mode",
                "{path: /a/../, state: absent};                    the root directory cannot be removed",
                "{path: /a, recurse: true};                        no argument `recurse`",
            })
    void badArgumentsAreNamed(String task, String message) {
        assertThatThrownBy(() -> Given.args(new FileModule(), task)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"'\"0640\"', 416", "640, 416", "0640, 416", "0o640, 416", "'\"1777\"', 1023"})
    void modeIsOctalHoweverItIsWritten(String written, int mode) {
        assertThat(Given.args(new FileModule(), "{path: /a, mode: " + written + "}")
                        .attributes()
                        .mode())
                .contains(mode);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{dest: /a};                          copy needs src or content",
                "{dest: /a/, content: x};             dest names a directory, but the content has no file name",
                "{dest: /a, content: {b: c}};         content must be a text, but is a mapping",
            })
    void badArgumentsOfCopyAreNamed(String task, String message) {
        assertThatThrownBy(() -> Given.args(new Copy(), task)).hasMessageContaining(message);
    }
}
