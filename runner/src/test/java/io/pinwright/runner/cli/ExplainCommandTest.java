package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.HostCounters;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pinwright explain}, on a simulated host. */
class ExplainCommandTest {

    private static SimulatedHosts hosts;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        hosts = SimulatedHosts.builder().host("r710", BuiltinHosts.r710()).start();
    }

    @AfterAll
    static void stop() {
        hosts.close();
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        assertThat(outcome.err()).isEmpty();
        return new ObjectMapper().readTree(outcome.out());
    }

    private static Outcome change(String target, Object playbook, Object... more) {
        List<Object> words = new ArrayList<>(List.of("explain", "change", "r710", target, playbook));
        words.addAll(List.of("-i", hosts.inventory(), "-e", "domain=bigip-virtio"));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private Path playbook(String tasks) throws IOException {
        return Files.writeString(
                folder.resolve("play.yml"),
                "- hosts: all\n  become: true\n  gather_facts: false\n  tasks:\n" + tasks.indent(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example", "demo"})
    void everyVariableOfTheExampleInventoriesIsExplainedWithTheValueInUse(String name) throws IOException {
        Path inventory = Cli.TOP.resolve("inventory").resolve(name);
        JsonNode all = json(Cli.run("inventory", "--list", "-i", inventory))
                .path("_meta")
                .path("hostvars");
        assertThat(all).isNotEmpty();
        for (Map.Entry<String, JsonNode> host : all.properties()) {
            for (Map.Entry<String, JsonNode> variable : host.getValue().properties()) {
                JsonNode told = json(Cli.run(
                                "explain", "var", host.getKey(), variable.getKey(), "-i", inventory, "-o", "json"))
                        .path("values")
                        .get(0);
                assertThat(told.path("value")).as(host + " " + variable).isEqualTo(variable.getValue());
                JsonNode winner = told.path("definitions").get(0);
                assertThat(winner.path("winner").asBoolean()).isTrue();
                String[] place = winner.path("path").asText().split(":");
                String line = Files.readAllLines(Path.of(place[0])).get(Integer.parseInt(place[1]) - 1);
                assertThat(line.substring(Integer.parseInt(place[2]) - 1))
                        .startsWith(variable.getValue().asText());
            }
        }
    }

    @Test
    void aVariableIsToldWithThePlaceThatWinsAndThoseItHides() throws IOException {
        Files.createDirectories(folder.resolve("host_vars"));
        Files.writeString(folder.resolve("hosts"), "[kvm]\nkvm01\n[kvm:vars]\nqueues=2\n");
        Files.writeString(folder.resolve("host_vars/kvm01.yml"), "queues: 4\n");
        Outcome told = Cli.run("explain", "var", "kvm01", "queues", "-i", folder.resolve("hosts"), "-e", "queues=8");
        assertThat(told.status()).isZero();
        assertThat(told.out().replace(folder + "/", "")).isEqualTo("""
                queues of kvm01: "8"
                  given by, the strongest first:
                  > -e:1:1  extra vars -e: "8"
                    host_vars/kvm01.yml:1:9  host_vars of `kvm01`: 4
                    hosts:4:8  inventory, variables of group `kvm` (priority 1): 2
                """);
    }

    @Test
    void secretsAreHiddenInBothFormats() throws IOException {
        Files.writeString(folder.resolve("hosts"), "kvm01 db_password=hunter2 url='x:{{ db_password }}'\n");
        for (String name : List.of("db_password", "url")) {
            for (String format : List.of("text", "json")) {
                Outcome told = Cli.run("explain", "var", "kvm01", name, "-i", folder.resolve("hosts"), "-o", format);
                assertThat(told.all()).contains("****").doesNotContain("hunter2");
            }
        }
    }

    @Test
    void anUnknownVariableIsInvalidAndToldTheNearestName() {
        Outcome told = Cli.run("explain", "var", "r710", "domian", "-i", Cli.TOP.resolve("inventory/demo"));
        assertThat(told.status()).isEqualTo(ExitCode.INVALID.status());
        assertThat(told.err()).contains("no variable `domian`", "did you mean `domain`?");
    }

    @Test
    void whatIsMissingOnTheCommandLineIsUsage() {
        assertThat(Cli.run("explain").status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(Cli.run("explain", "var", "r710").status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(Cli.run("explain", "change", "r710", "x").status()).isEqualTo(ExitCode.USAGE.status());
    }

    @Test
    void aChangeIsToldFromThePlaybooksLineToTheHostsReads() {
        Outcome told = change("EMULATORPIN (live)", Cli.playbook("tune-vhost.yml"));
        assertThat(told.status()).isZero();
        assertThat(told.out().replace(Cli.TOP + "/", ""))
                .contains(
                        "TASK [Dataplane of bigip-virtio]\n  at playbooks/tune-vhost.yml:10:7, in the play `Give ",
                        "\n  vhost_tuning: Queues, vCPUs, vhost workers and NIC interrupts of a domain,",
                        "~ domain bigip-virtio: emulatorpin (live): 0,2,4,6,8,10,12,14 -> 1,3,5,7,9,11,13,15\n"
                                + "      takes effect now, disruption: none\n"
                                + "      $ virsh -q -c qemu:///system emulatorpin ",
                        "    domain = \"bigip-virtio\"\n      playbooks/tune-vhost.yml:12:17: \"{{ domain }}\"\n"
                                + "      -e:1:1  domain = \"bigip-virtio\", extra vars -e\n",
                        "    vhost_node = 1\n      playbooks/tune-vhost.yml:17:21: written there\n",
                        "    $ cat /proc/interrupts  (as root)\n")
                .doesNotContain("emulatorpin (config)");
    }

    @Test
    void explainingAChangeWritesNothing() {
        HostCounters before = hosts.host("r710").counters();
        change("bigip-virtio", Cli.playbook("check-drift.yml"));
        assertThat(hosts.host("r710").counters().writes()).isEqualTo(before.writes());
    }

    @Test
    void theJsonDocumentHoldsTheSame() throws IOException {
        JsonNode document = json(change("irqbalance", Cli.playbook("check-drift.yml"), "-o", "json"));
        JsonNode task = document.path("tasks").get(0);
        assertThat(task.path("path").asText()).endsWith("check-drift.yml:25:7");
        assertThat(task.path("module").asText()).isEqualTo("irqbalance");
        assertThat(task.path("status").asText()).isEqualTo("changed");
        assertThat(task.path("changes").get(0).path("steps")).isNotEmpty();
        assertThat(task.path("arguments").get(0).path("value").get(0).asText()).isEqualTo("enp4s0f0");
        assertThat(task.path("reads").get(0).path("user").asText()).isEqualTo("root");
        assertThat(document.path("targets")).extracting(JsonNode::asText).contains("domain bigip-virtio");
    }

    @Test
    void whatIsAsWishedSkippedAndDeferredSaysWhy() throws IOException {
        Outcome told = change("/etc/x", playbook("""
                - {name: present, file: {path: /etc/xinetd.d, state: absent}}
                - {name: skipped, file: {path: /etc/x, state: touch}, when: domain == "other"}
                - {name: ask, command: id, register: answer}
                - {name: waits, copy: {dest: /etc/x, content: "{{ answer.stdout }}"}}
                """));
        assertThat(told.out().replace(folder + "/", ""))
                .contains(
                        "TASK [present]\n  at play.yml:5:7",
                        "  as wished: nothing differs\n",
                        "  skipped: `when` is false: domain == \"other\"\n    at play.yml:6:65\n"
                                + "    -e:1:1  domain = \"bigip-virtio\", extra vars -e\n",
                        "  deferred: needs the result of task `ask`\n");
    }

    @Test
    void whatNothingIsAboutListsTheTargets() {
        Outcome told = change("nonesuch", Cli.playbook("check-drift.yml"));
        assertThat(told.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(told.out()).isEmpty();
        assertThat(told.err()).contains("is about `nonesuch`", "they would change: domain bigip-virtio, irqbalance");
    }

    @Test
    void anUnreachableHostIsTold() {
        Outcome told =
                change("irqbalance", Cli.playbook("check-drift.yml"), "-e", "ansible_port=1 ansible_host=127.0.0.1");
        assertThat(told.status()).isEqualTo(ExitCode.UNREACHABLE.status());
        assertThat(told.out()).contains("nothing listens on port 1");
    }

    @Test
    void aPlaybookWithErrorsIsInvalid() throws IOException {
        Outcome told = change("x", playbook("- {fil: {path: /x}}\n"));
        assertThat(told.status()).isEqualTo(ExitCode.INVALID.status());
        assertThat(told.err()).contains("`fil` is neither a module");
    }

    @Test
    void theHelpOfBothIsComplete() {
        assertThat(Cli.run("explain", "var", "--help").out()).contains("HOST", "NAME", "[PLAYBOOK...]", "--inventory");
        assertThat(Cli.run("explain", "change", "--help").out()).contains("HOST", "TARGET", "PLAYBOOK...", "--limit");
        assertThat(Cli.run("completion").out()).contains("explain");
    }
}
