package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pinwright.runner.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A saved plan from the command line to the hosts: what is applied stands in it, and nowhere else. */
class SavedPlanTest {

    private static final String COPY = "- copy: {dest: /etc/x.conf, content: \"new\\n\"}\n";

    @TempDir
    Path folder;

    private SavedPlanHost kvm;

    @BeforeEach
    void start() {
        kvm = new SavedPlanHost(folder, 3);
    }

    @AfterEach
    void stop() {
        kvm.close();
    }

    private String text() throws IOException {
        return Files.readString(kvm.plan());
    }

    private void write(String text) throws IOException {
        Files.writeString(kvm.plan(), text);
    }

    private void assertRefusedFile(Outcome apply) {
        assertThat(apply.status()).as(apply.all()).isEqualTo(7);
        assertThat(apply.err()).contains("fix:").doesNotContain("mistake of Pinwright");
        assertThat(kvm.writes()).isEmpty();
        kvm.host(1).counters().mutations().forEach(write -> assertThat(write).isNull());
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @Test
    void playbookVariablesAndFilesMayBeChangedOrGoneByThen() throws IOException {
        Path template = kvm.file("templates/t.j2", "{{ word }} on {{ inventory_hostname }}\n");
        Path copied = kvm.file("files/c.bin", "copied\n");
        Path variables = kvm.file("group_vars/all.yml", "word: planned\nmode: \"0640\"\n");
        Outcome saved = kvm.save(SavedPlanHost.play("""
                - template: {src: t.j2, dest: /etc/t.conf, mode: "{{ mode }}"}
                  notify: again
                - copy: {src: c.bin, dest: /etc/c.bin, mode: 0o600}
                - file: {path: "/srv/{{ item }}", state: directory}
                  loop: [a, b]
                  when: word == 'planned'
                - copy: {dest: /etc/never, content: never}
                  when: word == 'other'
                """) + """
                  handlers:
                    - name: again
                      copy: {dest: /etc/handled, content: "by the handler\\n"}
                """, "-e", "extra=1");
        assertThat(saved.status()).as(saved.all()).isZero();
        Files.delete(template);
        Files.delete(copied);
        Files.writeString(variables, "word: other\nmode: \"0666\"\n");
        Files.delete(folder.resolve("play.yml"));
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isZero();
        for (int i = 1; i <= 3; i++) {
            assertThat(kvm.host(i).text("/etc/t.conf")).contains("planned on kvm" + i + "");
            assertThat(kvm.host(i).text("/etc/c.bin")).contains("copied");
            assertThat(kvm.host(i).text("/etc/handled")).contains("by the handler");
            assertThat(kvm.host(i).text("/etc/never")).isEmpty();
            assertThat(kvm.host(i)
                            .run("stat -c %a /etc/t.conf /etc/c.bin; ls /srv")
                            .stdout())
                    .isEqualTo("640\n600\na\nb\n");
        }
        assertThat(apply.out()).contains("RUNNING HANDLER [again]", "(item=a)");
    }

    @Test
    void onlyTheHostThatMovedIsRefused() {
        kvm.saved(COPY);
        assertThat(kvm.host(2).run("echo other > /etc/x.conf").status()).isZero();
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isEqualTo(3);
        assertThat(apply.out()).contains("changed: [kvm1]", "fatal: [kvm2]: REFUSED!", "changed: [kvm3]");
        assertThat(kvm.host(2).text("/etc/x.conf")).contains("other");
    }

    @Test
    void batchesAreThoseOfThePlanAndAMovedHostStopsThem() {
        Outcome saved = kvm.save("- hosts: all\n  gather_facts: false\n  serial: [1, 2]\n  max_fail_percentage: 40\n"
                + "  tasks:\n" + COPY.indent(4));
        assertThat(saved.status()).as(saved.all()).isZero();
        assertThat(kvm.host(1).run("echo other > /etc/x.conf").status()).isZero();
        kvm.host(1).resetCounters();
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isEqualTo(3);
        assertThat(apply.out())
                .contains("(batch 1 of 2)", "max_fail_percentage 40", "not touched: kvm2, kvm3")
                .doesNotContain("(batch 2 of 2)");
        assertThat(kvm.writes()).isEmpty();
    }

    @Test
    void aLimitNarrowsTheHostsAndKeepsTheBatches() {
        kvm.save("- hosts: all\n  gather_facts: false\n  serial: 2\n  tasks:\n" + COPY.indent(4));
        Outcome apply = kvm.apply("-l", "kvm2:kvm3");
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(apply.out())
                .containsSubsequence("(batch 1 of 2)", "changed: [kvm2]", "(batch 2 of 2)", "changed: [kvm3]")
                .doesNotContain("kvm1");
        assertThat(kvm.apply("-l", "nosuch").status()).isEqualTo(7);
    }

    @Test
    void aHostThatTheInventoryLostIsAnError() {
        kvm.saved(COPY);
        Outcome apply = Cli.run("apply", kvm.plan(), "-i", "kvm1,");
        assertRefusedFile(apply);
        assertThat(apply.err()).contains("the plan has the host `kvm2`, and the inventory does not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-e a=1",
                "-t x",
                "--skip-tags x",
                "--check",
                "-b",
                "--become-user x",
                "--become-method su",
                "--list-hosts",
                "--list-tasks",
                "--syntax-check"
            })
    void whatWouldChangeThePlanIsRefused(String option) {
        kvm.saved(COPY);
        Outcome apply = kvm.apply((Object[]) option.split(" "));
        assertThat(apply.status()).as(apply.all()).isEqualTo(5);
        assertThat(apply.err()).contains("cannot be used with a saved plan");
        assertThat(kvm.writes()).isEmpty();
    }

    @Test
    void aPlanIsAppliedAlone() {
        kvm.saved(COPY);
        assertThat(kvm.apply(folder.resolve("play.yml")).status()).isEqualTo(5);
        assertThat(kvm.apply(kvm.plan()).status()).isEqualTo(5);
        assertThat(kvm.writes()).isEmpty();
    }

    @Test
    void aFileThatWasChangedAnywhereIsRefused() throws IOException {
        kvm.saved(COPY);
        String text = text();
        for (int i = 0; i < text.length(); i += 1 + text.length() / 150) {
            char other = text.charAt(i) == '1' ? '2' : '1';
            write(text.substring(0, i) + other + text.substring(i + 1));
            Outcome apply = kvm.apply();
            assertThat(apply.status()).as(i + apply.all()).isEqualTo(7);
            assertThat(apply.err()).doesNotContain("mistake of Pinwright");
        }
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @Test
    void aFileThatEndsTooEarlyIsRefused() throws IOException {
        kvm.saved(COPY);
        String text = text();
        for (int end = 0; end < text.length(); end += 1 + text.length() / 100) {
            write(text.substring(0, end));
            Outcome apply = kvm.apply();
            assertThat(apply.status()).as(end + apply.all()).isEqualTo(7);
            assertThat(Cli.run("show", kvm.plan()).status()).isEqualTo(7);
        }
        write(text.stripTrailing());
        assertRefusedFile(kvm.apply());
        write(text + "{}");
        assertRefusedFile(kvm.apply());
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"by", "content", "created", "format", "pinwright", "sha256", "version"})
    void aFieldThatIsChangedOrGoneIsFound(String field) throws IOException {
        kvm.saved(COPY);
        ObjectMapper json = new ObjectMapper();
        ObjectNode document = (ObjectNode) json.readTree(text());
        for (boolean gone : List.of(true, false)) {
            ObjectNode edited = document.deepCopy();
            if (gone) {
                edited.remove(field);
            } else {
                edited.put(field, "2");
            }
            write(json.writeValueAsString(edited) + "\n");
            assertRefusedFile(kvm.apply());
        }
    }

    @Test
    void anotherVersionAndAnotherDocumentAreToldApart() throws IOException {
        kvm.saved(COPY);
        String text = text();
        write(text.replace("\"version\":1}", "\"version\":2}"));
        assertThat(kvm.apply().err()).contains("of version 2, and this program reads version 1");
        write(text.replace("pinwright-plan", "pinwright-other"));
        assertThat(kvm.apply().err()).contains("this is no saved plan");
        write(text.replace("/etc/x.conf", "/etc/y.conf"));
        assertThat(kvm.apply().err()).contains("was changed after it was made");
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @Test
    void theFileIsPrivateAndReplacesOnlyPlans() throws IOException {
        kvm.saved(COPY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kvm.plan())))
                .isEqualTo("rw-------");
        kvm.saved(COPY);
        write("my notes\n");
        Outcome saved = kvm.save(SavedPlanHost.play(COPY));
        assertThat(saved.status()).isEqualTo(7);
        assertThat(saved.err()).contains("is there already and is no saved plan");
        assertThat(text()).isEqualTo("my notes\n");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".new"));
        }
    }

    @Test
    void equalPlansAreEqualTextsButForTimeAndSalt() throws IOException {
        String tasks = COPY + "- virt_interface: {domain: bigip-virtio, queues: 4}\n";
        kvm.saved(tasks);
        String first = neutral();
        kvm.saved(tasks);
        assertThat(neutral()).isEqualTo(first);
    }

    /** Without what differs each time: the time, the salt, and what is made with the salt. */
    private String neutral() throws IOException {
        return text().replaceAll("\"(created|salt|sha256)\":\"[^\"]*\"", "\"$1\":\"\"");
    }

    @Test
    void noSecretIsInTheFileOrInWhatIsPrinted() throws IOException {
        kvm.run("virsh dumpxml --inactive --security-info bigip-virtio | sed \"s/passwd='[^']*'/passwd='PLANTED1'/\""
                + " > /root/d.xml && virsh define /root/d.xml && rm /root/d.xml");
        kvm.file("group_vars/all.yml", "ansible_become_password: PLANTED2\nansible_password: PLANTED3\n");
        Path password = kvm.file("password", "PLANTED4\n");
        Outcome saved = kvm.save(
                SavedPlanHost.play("- virt_interface: {domain: bigip-virtio, queues: 4}\n"),
                "--become-password-file",
                password,
                "-D",
                "-vvv");
        assertThat(saved.status()).as(saved.all()).isZero();
        Outcome show = Cli.run("show", kvm.plan(), "-D", "-vvv");
        Outcome json = Cli.run("show", kvm.plan(), "-o", "json");
        assertThat(show.status()).isZero();
        Outcome apply = kvm.apply("-D", "-vvv");
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(text() + saved.all() + show.all() + json.all() + apply.all()).doesNotContain("PLANTED");
        assertThat(kvm.host(1)
                        .run("virsh dumpxml --inactive --security-info bigip-virtio")
                        .stdout())
                .contains("passwd='PLANTED1'", "queues='4'");
    }

    @Test
    void whatCannotBeForetoldIsNamedAndNotDone() {
        Outcome saved = kvm.save(SavedPlanHost.play("- name: Raw\n  command: touch /etc/raw\n  register: raw\n"
                + "- name: After\n  copy: {dest: /etc/after, content: \"{{ raw.stdout }}\"}\n" + COPY));
        assertThat(saved.status()).as(saved.all()).isZero();
        assertThat(saved.out())
                .contains(
                        "Not part of the plan:", "kvm1: task `Raw`", "kvm1: task `After`", "effect cannot be foretold");
        assertThat(Cli.run("show", kvm.plan()).out()).contains("Not part of the plan:", "kvm1: task `Raw`");
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(apply.out()).contains("Not part of the plan:", "kvm1: task `Raw`");
        assertThat(kvm.host(1).text("/etc/raw")).isEmpty();
        assertThat(kvm.host(1).text("/etc/after")).isEmpty();
        assertThat(kvm.host(1).text("/etc/x.conf")).contains("new");
    }

    @Test
    void laterPlaysRestOnWhatEarlierOnesDo() {
        String play = "- hosts: all\n  gather_facts: false\n  tasks:\n    - %s\n";
        Outcome saved = kvm.save(play.formatted("virt_interface: {domain: bigip-virtio, queues: 4}")
                + play.formatted("virt_pin: {domain: bigip-virtio, emulator: \"1,3\"}"));
        assertThat(saved.status()).as(saved.all()).isZero();
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(kvm.host(1).run("virsh dumpxml --inactive bigip-virtio").stdout())
                .contains("queues='4'", "<emulatorpin cpuset='1,3'/>");
    }

    @Test
    void whatIsLeftOfAPlanThatBrokeOffIsDone() {
        kvm.saved(COPY + "- file: {path: /srv/d, state: directory}\n");
        assertThat(kvm.host(1).run("printf 'new\\n' > /etc/x.conf").status()).isZero();
        Outcome apply = kvm.apply("-l", "kvm1");
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(apply.out()).contains("ok: [kvm1] => already as the plan wants it", "changed: [kvm1]");
    }

    @Test
    void aHostThatCouldNotBePlannedHasNoPartInThePlan() {
        Outcome saved = kvm.save(
                SavedPlanHost.play(
                        "- virt_pin: {domain: \"{{ 'nosuch' if inventory_hostname == 'kvm2' else 'bigip-virtio' }}\", emulator: \"1\"}\n"));
        assertThat(saved.status()).isEqualTo(2);
        assertThat(saved.out()).contains("kvm2: not planned", "for 2 hosts");
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(apply.out()).contains("changed: [kvm1]", "kvm2: not planned").doesNotContain("[kvm2]");
    }

    @Test
    void aPlanIsShownAsItWasPrinted() throws IOException {
        Outcome saved = kvm.save(SavedPlanHost.play(COPY), "-D");
        Outcome show = Cli.run("show", kvm.plan(), "-D");
        String tasks = saved.out().substring(0, saved.out().indexOf("\nPlan: "));
        assertThat(show.out()).contains(tasks, "Hosts: kvm1, kvm2, kvm3", "Signature: none", "play.yml");
        assertThat(new ObjectMapper()
                        .readTree(Cli.run("show", kvm.plan(), "-o", "json").out())
                        .at("/plays/0/tasks/0/hosts/kvm1/changes/0/target")
                        .asText())
                .isEqualTo("/etc/x.conf");
    }
}
