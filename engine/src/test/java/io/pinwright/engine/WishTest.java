package io.pinwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.Salt;
import io.pinwright.engine.source.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tasks wish the same. */
class WishTest {

    @TempDir
    Path folder;

    private static Fleet fleet(Path folder, Salt salt, String content) {
        Fleet fleet = new Fleet(folder, "kvm1\nkvm2\n", salt);
        fleet.options = fleet.options.withExtraVariables(Map.of("secret", Secret.of(content), "plain", content));
        return fleet;
    }

    private String wish(Salt salt, String content, String task) {
        Report report = fleet(folder, salt, content).plan(Fleet.tasks("- " + task + "\n"));
        return report.results().get(0).wish().orElseThrow();
    }

    private String wish(String task) {
        return wish(Salt.random(), "x", task);
    }

    @Test
    void isTheSameHoweverItIsWritten() {
        assertThat(wish("put: {content: x, path: /a}"))
                .isEqualTo(wish("put: {path: /a, content: x}"))
                .isEqualTo(wish("put: {path: /a, content: \"{{ plain }}\"}"))
                .isEqualTo(wish("{name: called otherwise, tags: [t], put: {path: /a, content: 'x'}}"));
    }

    @Test
    void isAnotherWithAnotherValueOrModule() {
        assertThat(wish("put: {path: /a, content: x}"))
                .isNotEqualTo(wish("put: {path: /a, content: y}"))
                .isNotEqualTo(wish("put: {path: /a}"))
                .isNotEqualTo(wish("append: {path: /a, content: x}"));
    }

    @Test
    void ofASecretIsKnownAgainOnlyWithTheSameSalt() throws IOException {
        Salt salt = Salt.random();
        Files.writeString(folder.resolve("s.j2"), "{{ secret }}\n");
        Files.writeString(folder.resolve("p.j2"), "{{ plain }}\n");
        String task = "template: {path: /a, src: s.j2}";

        assertThat(wish(salt, "s3cret", task))
                .isEqualTo(wish(salt, "s3cret", task))
                .isNotEqualTo(wish(salt, "other", task))
                .isNotEqualTo(wish(Salt.random(), "s3cret", task))
                .isNotEqualTo(wish(salt, "s3cret", "template: {path: /a, src: p.j2}"));
    }

    @Test
    void ofAFileOfTheControllerIsItsContentAndNotItsName() throws IOException {
        Files.writeString(folder.resolve("one.j2"), "{{ plain }}");
        Files.writeString(folder.resolve("two.j2"), "x");

        assertThat(wish("template: {path: /a, src: one.j2}")).isEqualTo(wish("template: {path: /a, src: two.j2}"));
    }

    @Test
    void ofARawCommandAndOfATaskThatOnlyLooksInAnApplyThereIsNone() {
        Fleet fleet = fleet(folder, Salt.random(), "x");
        fleet.host("kvm1").file("/there", "");
        Report report = fleet.run(Mode.APPLY, Fleet.tasks("""
                - command: {cmd: "true", creates: /there}
                - put: {path: /a, content: x}
                  check_mode: true
                - put: {path: /b, content: x}
                """));

        assertThat(report.results().stream()
                        .filter(result -> result.host().equals("kvm1"))
                        .map(TaskResult::wish)
                        .map(Optional::isPresent))
                .containsExactly(false, false, true);
    }
}
