package io.pinwright.modules.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.playbook.Playbook;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.local.LocalTransport;
import io.pinwright.modules.BuiltinModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A playbook of general modules, through the whole engine, on this machine. */
class GeneralPlaybookTest {

    @TempDir
    Path folder;

    private LocalTransport transport;
    private Engine engine;
    private final Inventory inventory =
            Inventory.parse(new Source("hosts", "localhost ansible_connection=local\n"), false, new Diagnostics());

    @BeforeEach
    void open() {
        // Lock and journal stay within the test's folder too.
        transport = LocalTransport.withShell(
                List.of("/bin/sh", "-c", "PINWRIGHT_STATE=" + state() + "; export PINWRIGHT_STATE; eval \"$1\"", "sh"));
        engine = Engine.builder()
                .modules(BuiltinModules.all())
                .transport(transport)
                .build();
    }

    private Path state() {
        return folder.resolve("state");
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Playbook playbook(String tasks) throws IOException {
        Path file = Files.writeString(
                folder.resolve("play.yml"),
                "- hosts: all\n  gather_facts: false\n  vars: {root: " + folder + ", word: guest}\n  tasks:\n"
                        + tasks.indent(4));
        return engine.playbook(file);
    }

    private Report apply(Playbook playbook) {
        return engine.apply(playbook, inventory, RunOptions.defaults(), RunListener.NONE);
    }

    @Test
    void secondApplyChangesNothing() throws IOException {
        Files.writeString(folder.resolve("conf.j2"), "name={{ word }}\n");
        Playbook playbook = playbook("""
                - file: {path: "{{ root }}/etc/a", state: directory, mode: "0750"}
                - template: {src: conf.j2, dest: "{{ root }}/etc/a/conf"}
                - copy: {dest: "{{ root }}/etc/a/lines", content: "a\\n", force: false}
                - lineinfile: {path: "{{ root }}/etc/a/lines", regexp: "^other=", line: other=1}
                - copy: {dest: "{{ root }}/etc/a/copy", content: "x\\n", mode: "0600"}
                - file: {path: "{{ root }}/etc/link", state: link, src: a/copy}
                - stat: {path: "{{ root }}/etc/a/copy", get_checksum: true}
                  register: copied
                - assert: {that: ["copied.stat.exists", "{{ copied.stat.size == 2 }}"]}
                """);
        assertThat(engine.plan(playbook, inventory, RunOptions.defaults())
                        .report()
                        .hasFailures())
                .isFalse();
        assertThat(folder.resolve("etc")).doesNotExist();
        Report first = apply(playbook);
        assertThat(first.hasFailures()).as(first.toString()).isFalse();
        assertThat(first.hasChanges()).isTrue();
        assertThat(state().resolve("lock")).exists();
        assertThat(folder.resolve("etc/a/conf")).hasContent("name=guest\n");
        assertThat(folder.resolve("etc/a/lines")).hasContent("a\nother=1\n");
        assertThat(folder.resolve("etc/link")).hasContent("x\n");
        Report second = apply(playbook);
        assertThat(second.hasFailures()).isFalse();
        assertThat(second.changes()).isEmpty();
    }

    @Test
    void valueThatLooksLikeAConditionIsNotEvaluated() throws IOException {
        Report report = apply(playbook("""
                - set_fact: {said: "word == 'guest'"}
                - assert: {that: "{{ said }}"}
                """));
        assertThat(report.hasFailures()).isTrue();
    }
}
