package io.pinwright.engine;

import static io.pinwright.engine.Fleet.message;
import static io.pinwright.engine.Fleet.result;
import static io.pinwright.engine.Fleet.statuses;
import static io.pinwright.engine.Fleet.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.FakeHost;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.report.TaskResult;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops, conditions, results and variables of tasks. */
class TaskKeywordsTest {

    @TempDir
    Path folder;

    @Test
    void eachItemOfALoopIsATurnOfItsOwn() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("""
                - name: a
                  put: {path: "/{{ item.name }}", content: "{{ i }}"}
                  loop: [{name: x}, {name: y}]
                  loop_control: {index_var: i, label: "is {{ item.name }}"}
                """));
        assertThat(fleet.host().files()).isEqualTo(Map.of("/x", "0", "/y", "1"));
        assertThat(result(report, "a").items()).extracting(TaskResult::item).containsExactly("is x", "is y");
        assertThat(fleet.host().roundTrips()).isEqualTo(2);
    }

    @Test
    void anItemThatFailsLetsTheOthersRunAndFailsTheTask() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("break", run -> FakeHost.failed(1, ""));
        fleet.host().command("make", run -> FakeHost.done(""));
        Report report = fleet.apply(tasks("""
                - {name: a, command: "{{ item }}", loop: [make one, break it, make two]}
                - {name: b, put: {path: /b}}
                """));
        assertThat(result(report, "a").items())
                .extracting(TaskResult::status)
                .containsExactly(Status.CHANGED, Status.FAILED, Status.CHANGED);
        assertThat(fleet.host().writes()).containsExactly("make one", "break it", "make two");
        assertThat(statuses(report)).isEqualTo("a: failed");
    }

    @Test
    void aLoopRegistersItsItemsAsTheyAre() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.apply(tasks("""
                - put: {path: "/{{ item.name }}"}
                  loop: [{name: x}]
                  register: r
                - put: {path: /r, content: "{{ r.results[0].item.name }} {{ r.changed }}"}
                """));
        assertThat(fleet.host().file("/r")).contains("x True");
    }

    @Test
    void aLoopOverNothingIsSkippedAndHasNoResults() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report = fleet.apply(tasks("""
                - {name: a, put: {path: /a}, loop: [], register: r}
                - put: {path: /r, content: "{{ r.results | length }}{{ r is skipped }}"}
                """));
        assertThat(result(report, "a").status()).isEqualTo(Status.SKIPPED);
        assertThat(result(report, "a").items()).isEmpty();
        assertThat(fleet.host().file("/r")).contains("0True");
    }

    @Test
    void conditionsAreAskedForEachItem() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.apply(tasks("- {put: {path: \"/{{ item }}\"}, loop: [1, 2, 3], when: item > 1}\n"));
        assertThat(fleet.host().files()).containsOnlyKeys("/2", "/3");
    }

    @Test
    void aSkippedTaskRegistersThatItWasSkipped() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.apply(tasks("""
                - {put: {path: /a}, when: false, register: r}
                - put: {path: /r, content: "{{ r is skipped }}{{ r is changed }}"}
                """));
        assertThat(fleet.host().file("/r")).contains("TrueFalse");
    }

    @Test
    void ignoredErrorsLetTheHostGoOnAndCountAsOkAndIgnored() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("break", run -> FakeHost.failed(1, ""));
        Report report = fleet.apply(tasks("""
                - {name: a, command: break, ignore_errors: true, register: r}
                - {put: {path: /r, content: "failed {{ r is failed }}"}}
                """));
        assertThat(fleet.host().file("/r")).contains("failed True");
        assertThat(report.recaps().get("kvm1").ignored()).isEqualTo(1);
        assertThat(report.hasFailures()).isFalse();
    }

    @Test
    void failedWhenDecidesOverAnExitStatus() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("grep", run -> FakeHost.failed(1, ""));
        Report report = fleet.apply(tasks("""
                - {name: a, command: grep x, register: r, failed_when: r.rc > 1, changed_when: false}
                - {name: b, put: {path: /b}}
                """));
        assertThat(statuses(report)).isEqualTo("a: ok, b: changed");
    }

    @Test
    void failedWhenFailsWhatSucceeded() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().command("say", run -> FakeHost.done("ERROR"));
        Report report =
                fleet.apply(tasks("- {name: a, command: say, register: r, failed_when: \"'ERROR' in r.stdout\"}\n"));
        assertThat(statuses(report)).isEqualTo("a: failed");
    }

    @Test
    void changedWhenKeepsTheMessageOfATask() {
        Report report = Fleet.ofOne(folder).apply(tasks("- {name: a, debug: {msg: hello}, changed_when: true}\n"));
        assertThat(message(report, "a")).isEqualTo("hello");
        assertThat(statuses(report)).isEqualTo("a: changed");
    }

    @Test
    void noLogHidesATaskAlsoWhenItsOwnTemplateIsWrong() {
        Report report = Fleet.ofOne(folder).apply(tasks("""
                - {name: a, debug: {msg: x}, no_log: true, ignore_errors: true}
                - {name: b, debug: {msg: x}, no_log: "{{ nothing }}"}
                """));
        assertThat(result(report, "a").hidden()).isTrue();
        assertThat(result(report, "b").hidden()).isTrue();
    }

    @Test
    void anOmittedArgumentIsAsIfItWereNotWritten() {
        Fleet fleet = Fleet.ofOne(folder);
        Report report =
                fleet.apply(tasks("- {name: a, put: {path: /a, content: \"{{ nothing | default(omit) }}\"}}\n"));
        assertThat(report.hasFailures()).isFalse();
        assertThat(fleet.host().file("/a")).contains("");
    }

    @Test
    void variablesHideEachOtherInAnsiblesOrder() {
        Fleet fleet = new Fleet(folder, "kvm1 a=inventory b=inventory c=inventory fact=inventory\n");
        fleet.host().file("/fact", "host");
        fleet.options = fleet.options.withExtraVariables(Map.of("x", "extra"));
        fleet.apply("""
                - hosts: all
                  vars: {b: play, c: play, x: play, both: "{{ b }}-{{ c }}"}
                  tasks:
                    - set_fact: {d: set}
                    - put: {path: /r, content: "{{ a }} {{ b }} {{ c }} {{ d }} {{ x }} {{ fact }} {{ both }}"}
                      vars: {c: task, d: task, x: task}
                """);
        assertThat(fleet.host().file("/r")).contains("inventory play task set extra host play-task");
    }

    @Test
    void variablesOfAPlayWinOverFacts() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/fact", "host");
        fleet.apply("""
                - hosts: all
                  vars: {fact: play}
                  tasks:
                    - put: {path: /r, content: "{{ fact }} {{ ansible_facts.fact }}"}
                """);
        assertThat(fleet.host().file("/r")).contains("play host");
    }

    @Test
    void setFactLeavesTheFactsOfTheHostAlone() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/fact", "host");
        fleet.apply("""
                - hosts: all
                  tasks:
                    - set_fact: {other: x}
                    - put: {path: /r, content: "{{ ansible_facts.fact }}"}
                """);
        assertThat(fleet.host().file("/r")).contains("host");
    }

    @Test
    void whatAHostSaysIsNeverATemplate() {
        Fleet fleet = Fleet.ofOne(folder);
        fleet.host().file("/fact", "{{ 1 + 1 }}");
        fleet.apply("- hosts: all\n  tasks:\n    - put: {path: /r, content: \"{{ fact }}\"}\n");
        assertThat(fleet.host().file("/r")).contains("{{ 1 + 1 }}");
    }

    @Test
    void laterPlaysHaveTheirOwnPlayVariablesAndTheFactsOfEarlierOnes() {
        Fleet fleet = new Fleet(folder, "kvm1\nkvm2\n");
        fleet.apply(tasks("- {set_fact: {mine: \"{{ inventory_hostname }}\"}}\n")
                + "- hosts: kvm1\n  gather_facts: false\n  tasks:\n"
                + "    - put: {path: /r, content: \"{{ mine }} {{ ansible_play_hosts | join(',') }}\"}\n");
        assertThat(fleet.host("kvm1").file("/r")).contains("kvm1 kvm1");
    }

    @Test
    void aMissingFileOfTheControllerIsFoundBeforeAnyHostIsTouched() {
        Fleet fleet = Fleet.ofOne(folder);
        assertThatThrownBy(() -> fleet.load(tasks("- {template: {path: /a, src: no.j2}}\n")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("no file `no.j2`")
                .hasMessageContaining(
                        folder.resolve("templates").resolve("no.j2").toString())
                .hasMessageContaining("play.yml:4");
    }

    @Test
    void aTemplateFileThatIsWrongIsFoundBeforeAnyHostIsTouched() throws IOException {
        Files.writeString(folder.resolve("bad.j2"), "x\n{{ 1 + }}\n");
        assertThatThrownBy(() -> Fleet.ofOne(folder).load(tasks("- {template: {path: /a, src: bad.j2}}\n")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("bad.j2:2");
    }

    @Test
    void aTemplateFileIsRenderedForEachHost() throws IOException {
        Files.writeString(folder.resolve("t.j2"), "I am {{ inventory_hostname }}\n");
        Fleet fleet = new Fleet(folder, "kvm1\nkvm2\n");
        fleet.apply(tasks("- {template: {path: /a, src: t.j2}}\n"));
        assertThat(fleet.host("kvm1").file("/a")).contains("I am kvm1\n");
        assertThat(fleet.host("kvm2").file("/a")).contains("I am kvm2\n");
    }

    @Test
    void aTemplateFileThatASecretWentIntoIsASecret() throws IOException {
        Files.writeString(folder.resolve("t.j2"), "password={{ password }}\n");
        Fleet fleet = Fleet.ofOne(folder);
        fleet.options = fleet.options.withExtraVariables(Map.of("password", Secret.of("hunter2")));
        Report report = fleet.apply(tasks("- {name: a, template: {path: /a, src: t.j2}}\n"));
        assertThat(fleet.host().file("/a")).contains("password=hunter2\n");
        assertThat(report.changes().map(Change::steps)).asString().doesNotContain("hunter2");
        assertThat(fleet.host().writes().get(0)).contains("secret bytes");
    }

    @Test
    void hostvarsHoldTheVariablesOfOtherHostsAsThoseSeeThem() {
        Fleet fleet = new Fleet(folder, "kvm1 me=one\nkvm2 me=two\n[all:vars]\nname=I-am-{{me}}\n");
        fleet.apply("- hosts: kvm1\n  gather_facts: false\n  tasks:\n"
                + "    - put: {path: /r, content: \"{{ hostvars['kvm2'].name }} {{ hostvars.kvm1.me }}\"}\n");
        assertThat(fleet.host("kvm1").file("/r")).contains("I-am-two one");
    }
}
