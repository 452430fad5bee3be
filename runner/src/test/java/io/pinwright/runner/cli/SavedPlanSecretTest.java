package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not be seen, in saved plans: referred to, known again by salted hashes, never written. */
class SavedPlanSecretTest {

    private static final String HIDDEN =
            "- name: Hidden\n  copy: {dest: /etc/x.conf, content: \"{{ pw }}\", mode: \"0600\"}\n  no_log: true\n";

    @TempDir
    Path folder;

    private SavedPlanHost kvm;

    @BeforeEach
    void start() {
        kvm = new SavedPlanHost(folder, 2);
    }

    @AfterEach
    void stop() {
        kvm.close();
    }

    private void assertApplied(Outcome saved, Outcome apply, String content) {
        assertThat(saved.status()).as(saved.all()).isZero();
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(kvm.host(2).text("/etc/x.conf")).contains(content);
        assertThat(saved.all() + apply.all()).doesNotContain("PLANTED");
    }

    private void assertRefused(Outcome apply, String why) {
        assertThat(apply.status()).as(apply.all()).isEqualTo(7);
        assertThat(apply.err())
                .contains("task `Hidden` cannot be applied for kvm1: ", why, "play.yml:4", "fix:")
                .doesNotContain("PLANTED");
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void neitherTheSecretNorAHashOfItWithoutSaltIsInTheFile() throws IOException {
        kvm.run("printf PLANTED-old > /etc/x.conf");
        Outcome saved = kvm.save(SavedPlanHost.play(HIDDEN), "-e", "pw=PLANTED-new");
        assertThat(saved.status()).as(saved.all()).isZero();
        String text = Files.readString(kvm.plan());
        assertThat(text)
                .contains("\"sealed\"")
                .doesNotContain("PLANTED")
                .doesNotContain("/etc/x.conf")
                .doesNotContain(sha256("PLANTED-old"))
                .doesNotContain(sha256("PLANTED-new"));
        kvm.save(SavedPlanHost.play(HIDDEN), "-e", "pw=PLANTED-new");
        assertThat(Files.readString(kvm.plan())
                        .replaceAll(".*\"arguments\":\\{\"content\":\"([0-9a-f]{64}).*\\s*", "$1"))
                .as("each plan has its own salt")
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(text.replaceAll(".*\"arguments\":\\{\"content\":\"([0-9a-f]{64}).*\\s*", "$1"));
    }

    @Test
    void aVariableOfTheCommandLineIsGivenAgain() {
        Outcome saved = kvm.save(SavedPlanHost.play(HIDDEN), "-e", "pw=PLANTED");
        assertApplied(saved, kvm.apply("-e", "pw=PLANTED"), "PLANTED");
        assertThat(kvm.host(1).run("stat -c %a /etc/x.conf").stdout()).isEqualTo("600\n");
    }

    @Test
    void aSecretThatIsMissingOrAnotherIsRefusedBeforeAnyHostIsReached() {
        kvm.save(SavedPlanHost.play(HIDDEN), "-e", "pw=PLANTED");
        assertRefused(kvm.apply(), "cannot be evaluated again");
        assertRefused(kvm.apply("-e", "pw=PLANTED2"), "its argument `content` is another now");
        assertThat(kvm.writes()).isEmpty();
    }

    @Test
    void groupVariablesFilesAndVariablesOfThePlayAreLookedUpAgain() throws IOException {
        Path variables = kvm.file("group_vars/all.yml", "inner: PLANTED1\n");
        kvm.file("secret.txt", "PLANTED2\n");
        kvm.file("vars.yml", "filed: PLANTED3\n");
        String play = "- hosts: all\n  gather_facts: false\n  vars_files: [vars.yml]\n  vars:\n"
                + "    pw: \"{{ inner }} {{ lookup('file', 'secret.txt') }} {{ filed }} {{ inventory_hostname }}\"\n"
                + "  tasks:\n" + HIDDEN.indent(4);
        Outcome saved = kvm.save(play);
        assertApplied(saved, kvm.apply(), "PLANTED1 PLANTED2 PLANTED3 kvm2");
        Files.writeString(variables, "inner: PLANTED4\n");
        kvm.host(1).resetCounters();
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isEqualTo(7);
        assertThat(apply.err()).contains("another now");
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @Test
    void eachItemOfALoopHasItsOwn() {
        String task =
                HIDDEN.replace("/etc/x.conf", "\"/etc/{{ item.name }}.conf\"").replace("{{ pw }}", "{{ item.pw }}")
                        + "  loop: [{name: a, pw: PLANTED1}, {name: x, pw: PLANTED2}]\n";
        Outcome saved = kvm.save(SavedPlanHost.play(task));
        assertApplied(saved, kvm.apply(), "PLANTED2");
        assertThat(kvm.host(1).text("/etc/a.conf")).contains("PLANTED1");
    }

    @Test
    void aPlaybookThatIsGoneOrEditedHasNoSecretsAnyMore() throws IOException {
        kvm.save(SavedPlanHost.play(HIDDEN.replace("{{ pw }}", "PLANTED")));
        kvm.file("play.yml", SavedPlanHost.play("- file: {path: /srv/d, state: directory}\n" + HIDDEN));
        assertRefused(kvm.apply("-e", "pw=PLANTED"), "cannot be evaluated again");
        Files.delete(folder.resolve("play.yml"));
        Outcome apply = kvm.apply();
        assertThat(apply.status()).as(apply.all()).isEqualTo(7);
        assertThat(apply.err()).contains("play.yml").doesNotContain("PLANTED", "mistake of Pinwright");
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @Test
    void whatTasksFoundOrSetCannotBeReferredTo() {
        Outcome saved = kvm.save(SavedPlanHost.play("- set_fact: {pw: PLANTED}\n" + HIDDEN));
        assertThat(saved.status()).as(saved.all()).isEqualTo(7);
        assertThat(saved.err())
                .contains("task `Hidden` cannot be saved in a plan for kvm1: its secret arguments cannot be evaluated")
                .contains("play.yml:5", "what tasks set are gone")
                .doesNotContain("PLANTED");
        assertThat(kvm.plan()).doesNotExist();
    }

    @Test
    void aHostThatMovedIsRefusedWithoutASecretInTheMessage() {
        kvm.run("printf PLANTED-old > /etc/x.conf");
        kvm.save(SavedPlanHost.play(HIDDEN), "-e", "pw=PLANTED");
        assertThat(kvm.host(1).run("printf PLANTED-oth > /etc/x.conf").status()).isZero();
        Outcome apply = kvm.apply("-e", "pw=PLANTED");
        assertThat(apply.status()).as(apply.all()).isEqualTo(3);
        assertThat(apply.out())
                .contains("fatal: [kvm1]: REFUSED!", "changed: [kvm2]")
                .doesNotContain("PLANTED");
        assertThat(kvm.host(1).text("/etc/x.conf")).contains("PLANTED-oth");
        assertThat(kvm.host(2).text("/etc/x.conf")).contains("PLANTED");
    }

    @Test
    void variablesBesideThePlaybookTellHowHostsAreReached() {
        String inventory = "kvm1,";
        int port = kvm.host(1).port();
        Path home = kvm.inventory().getParent();
        kvm.file(
                "group_vars/all.yml",
                "ansible_host: 127.0.0.1\nansible_port: " + port + "\nansible_user: root\n"
                        + "ansible_ssh_private_key_file: " + home.resolve("id_ecdsa") + "\n"
                        + "ansible_ssh_common_args: '-o UserKnownHostsFile=" + home.resolve("known_hosts") + "'\n");
        Path play = kvm.file("play.yml", SavedPlanHost.play("- copy: {dest: /etc/x.conf, content: new}\n"));
        Outcome saved = Cli.run("plan", play, "-i", inventory, "--out", kvm.plan());
        assertThat(saved.status()).as(saved.all()).isZero();
        Outcome apply = Cli.run("apply", kvm.plan(), "-i", inventory);
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(kvm.host(1).text("/etc/x.conf")).contains("new");
    }
}
