package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pinwright.engine.module.AnyModule;
import io.pinwright.modules.BuiltinModules;
import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look, list and explain. */
class CommandsTest {

    private static SimulatedHosts hosts;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        hosts = SimulatedHosts.builder()
                .host("r710", BuiltinHosts.r710())
                .host("small", BuiltinHosts.oneNode())
                .host("big", BuiltinHosts.big())
                .host("bare", BuiltinHosts.bare())
                .start();
    }

    @AfterAll
    static void stop() {
        hosts.close();
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        return new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(outcome.out());
    }

    private static Path example(String name) {
        return Cli.TOP.resolve("inventory").resolve(name);
    }

    private static Outcome look(String command, String host, Object... more) {
        Object[] words = new Object[more.length + 4];
        System.arraycopy(new Object[] {command, host, "-i", hosts.inventory()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return Cli.run(words);
    }

    // Inventory

    @Test
    void inventoryListsTheExample() throws IOException {
        Outcome list = Cli.run("inventory", "--list", "-i", example("example"));
        assertThat(list.status()).isZero();
        assertThat(json(list).at("/kvm_hosts/hosts")).hasToString("[\"kvm01\",\"kvm02\"]");
        assertThat(json(list).at("/_meta/hostvars/kvm01/domain").asText()).isEqualTo("bigip-virtio");
    }

    @Test
    void inventoryShowsAHostOfTheDemo() throws IOException {
        Outcome host = Cli.run("inventory", "--host", "r710", "-i", example("demo"));
        assertThat(json(host).at("/ansible_connection").asText()).isEqualTo("simulator");
    }

    @Test
    void inventoryDrawsTheTreeOfGroups() {
        assertThat(Cli.run("inventory", "--graph", "-i", example("demo")).out()).isEqualTo("""
                @all:
                  |--@ungrouped:
                  |--@kvm_hosts:
                  |  |--r710
                """);
    }

    @Test
    void inventoryNamesTheNearestHost() {
        Outcome host = Cli.run("inventory", "--host", "r711", "-i", example("demo"));
        assertThat(host.status()).isEqualTo(7);
        assertThat(host.err()).contains("the inventory has no host `r711`").contains("did you mean `r710`?");
    }

    // Files and modules

    @Test
    void allExamplesAreValid() {
        Outcome validate = Cli.run(
                "validate",
                Cli.playbook("tune-vhost.yml"),
                Cli.playbook("check-drift.yml"),
                Cli.playbook("facts.yml"),
                "-i",
                example("demo"),
                "-i",
                example("example"));
        assertThat(validate.status()).as(validate.err()).isZero();
        assertThat(validate.out()).isEqualTo("no errors\n");
        assertThat(validate.err()).isEmpty();
    }

    @Test
    void everyModuleHasAPageThatNamesItsArguments() {
        Outcome list = Cli.run("doc");
        for (AnyModule<?> module : BuiltinModules.all().modules()) {
            assertThat(list.out()).contains(module.spec().name() + " ");
            Outcome page = Cli.run("doc", module.spec().name());
            assertThat(page.status()).isZero();
            assertThat(page.out())
                    .startsWith(module.spec().name() + ": " + module.spec().summary());
            module.spec()
                    .arguments()
                    .forEach(argument -> assertThat(page.out())
                            .contains("\n  " + argument.name())
                            .contains(argument.help()));
        }
    }

    @Test
    void theExampleOnEachPageIsAValidPlaybook() throws IOException {
        Files.writeString(folder.resolve("motd.j2"), "the template's example names it\n");
        for (AnyModule<?> module : BuiltinModules.all().modules()) {
            String example = module.spec().example();
            if (example == null) {
                continue;
            }
            Path playbook = Files.writeString(
                    folder.resolve(module.spec().name() + ".yml"),
                    "- hosts: all\n  tasks:\n" + asList(example.strip()).indent(4));
            Outcome validate = Cli.run("validate", playbook);
            assertThat(validate.err()).as(example).isEmpty();
            assertThat(validate.status()).isZero();
        }
    }

    private static String asList(String example) {
        return example.startsWith("- ") ? example : "- " + example.indent(2).strip();
    }

    @Test
    void anUnknownModuleHasNoPageButANeighbour() {
        Outcome page = Cli.run("doc", "virt_pins");
        assertThat(page.status()).isEqualTo(7);
        assertThat(page.err()).contains("there is no module `virt_pins`").contains("did you mean `virt_pin`?");
    }

    @Test
    void theSchemaKnowsEveryModuleAndArgument() throws IOException {
        JsonNode schema = json(Cli.run("schema"));
        assertThat(schema.at("/$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        JsonNode tasks = schema.at("/$defs/task/properties");
        for (AnyModule<?> module : BuiltinModules.all().modules()) {
            JsonNode own = tasks.get(module.spec().name());
            assertThat(own).as(module.spec().name()).isNotNull();
            JsonNode properties = own.has("anyOf") ? own.at("/anyOf/1/properties") : own.at("/properties");
            module.spec()
                    .arguments()
                    .forEach(argument -> assertThat(properties.has(argument.name()))
                            .as(module.spec().name() + "." + argument.name())
                            .isTrue());
        }
        schema.findValues("$ref")
                .forEach(reference -> assertThat(
                                schema.at(reference.asText().substring(1)).isObject())
                        .isTrue());
    }

    @Test
    void completionIsAScriptThatNamesTheCommands() {
        Outcome completion = Cli.run("completion");
        assertThat(completion.status()).isZero();
        assertThat(completion.out())
                .startsWith("#!")
                .contains("_complete_pinwright")
                .contains("apply plan check", "show undo unlock", "facts topology");
    }

    @Test
    void hostsAndTasksOfAPlaybookCanBeListed() {
        Outcome listed = Cli.run(
                "apply", Cli.playbook("tune-vhost.yml"), "-i", example("example"), "--list-hosts", "--list-tasks");
        assertThat(listed.status()).isZero();
        assertThat(listed.out())
                .contains("play #1 (kvm_hosts): Give the vhost threads")
                .contains("hosts (2):")
                .contains("      kvm02")
                .contains("      Dataplane of {{ domain }}");
    }

    // Looks

    @ParameterizedTest
    @CsvSource({
        "r710, 16, 2",
        "small, 8, 1",
        "big, 252, 5",
        "bare, 8, 1",
    })
    void factsAndTopologyCountCpusAndNodes(String host, int cpus, int nodes) throws IOException {
        for (String command : List.of("facts", "topology")) {
            Outcome text = look(command, host);
            assertThat(text.status()).as(text.all()).isZero();
            assertThat(text.out()).startsWith(host + "\n").contains("online (" + cpus + ")");
            JsonNode document = json(look(command, host, "-o", "json")).get(host);
            JsonNode numa = document.has("numa") ? document.get("numa") : document.at("/topology/numa");
            assertThat(numa.findPath("nodes").size())
                    .as(document.toPrettyString())
                    .isEqualTo(nodes);
        }
    }

    @Test
    void aNodeOfMemoryAloneHasNoUsableCpu() {
        assertThat(look("topology", "big").out()).containsPattern("(?m)^8 +none +none ");
    }

    @Test
    void whatABareHostDoesNotTellIsUnknown() {
        assertThat(look("facts", "bare").out()).contains("Unknown:").contains("there is no virsh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r710", "small", "big", "bare"})
    void diagnoseSaysTheSameInBothFormats(String host) throws IOException {
        Outcome text = look("diagnose", host);
        Outcome document = look("diagnose", host, "-o", "json");
        assertThat(document.status()).isEqualTo(text.status());
        List<String> rules = json(document).findValuesAsText("rule");
        assertThat(rules).isNotEmpty().allSatisfy(rule -> assertThat(text.out()).contains(rule));
    }

    @Test
    void neighbouringVcpusAreOneLineOfEvidence() {
        assertThat(look("diagnose", "big").out())
                .contains("vCPU 1 of vnf1 may run on 4")
                .contains("vCPUs 2-15 of vnf1 may run on 0-251");
    }

    @Test
    void diagnoseFindsTheArticlesTrouble() {
        Outcome before = look("diagnose", "r710");
        assertThat(before.status()).isEqualTo(2);
        assertThat(before.out())
                .contains("warning [vhost-shares-irq] domain bigip-virtio")
                .contains("vhost_tuning:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"facts", "topology"})
    void aCapturedTreeIsReadOffline(String command) throws IOException {
        for (int cpu = 0; cpu < 4; cpu++) {
            write("sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list", cpu % 2 + "," + (cpu % 2 + 2));
        }
        write("sys/devices/system/cpu/online", "0-3");
        write("sys/devices/system/cpu/present", "0-3");
        write("sys/devices/system/node/online", "0,2");
        write("sys/devices/system/node/node0/cpulist", "0,2");
        write("sys/devices/system/node/node2/cpulist", "1,3");
        Outcome text = Cli.run(command, "--sysroot", folder);
        assertThat(text.status()).as(text.all()).isZero();
        assertThat(text.out()).containsPattern("(?m)^0 +0,2 ").containsPattern("(?m)^2 +1,3 ");
        JsonNode document = json(Cli.run(command, "--sysroot", folder, "-o", "json"));
        assertThat(document.findPath("nodes").at("/2/cpus").toString()).contains("1,3");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    // Host keys

    @Test
    void trustAddsTheKeysOnceAndThenTheHostsAreReached() throws IOException {
        Path known = folder.resolve("known_hosts");
        Path inventory = Files.writeString(
                folder.resolve("hosts.ini"),
                hosts.inventoryText().replace(hosts.knownHosts().toString(), known.toString()));
        Path playbook = Files.writeString(
                folder.resolve("p.yml"), "- hosts: all\n  gather_facts: false\n  tasks: [{command: id}]\n");
        assertThat(Cli.run("apply", playbook, "-i", inventory).status()).isEqualTo(4);
        Outcome unsure = Cli.run("trust", "-i", inventory);
        assertThat(unsure.status()).isEqualTo(2);
        assertThat(unsure.err()).contains("--yes").contains("nothing was written");
        assertThat(known).doesNotExist();
        Outcome trust = Cli.run("trust", "-i", inventory, "--yes");
        assertThat(trust.status()).as(trust.all()).isZero();
        assertThat(trust.out())
                .contains("new         r710  ecdsa-sha2-nistp256 SHA256:")
                .contains("added 4 keys");
        assertThat(Files.readAllLines(known)).hasSize(4);
        assertThat(Cli.run("trust", "-i", inventory).out()).contains("known ").doesNotContain("added");
        Outcome apply = Cli.run("apply", playbook, "-i", inventory);
        assertThat(apply.status()).as(apply.all()).isZero();
    }

    // The inventory of simulated hosts

    @Test
    void theDemoInventoryKeepsItsHostsFromRunToRun() {
        String before = System.getProperty("pinwright.simulator");
        System.setProperty("pinwright.simulator", folder.resolve("simulated").toString());
        try {
            Outcome first = Cli.run("apply", Cli.playbook("tune-vhost.yml"), "-i", example("demo"));
            assertThat(first.status()).as(first.all()).isZero();
            assertThat(first.out()).contains("changed=1");
            Outcome second = Cli.run("apply", Cli.playbook("tune-vhost.yml"), "-i", example("demo"));
            assertThat(second.out()).contains("changed=0").contains("1 exec request, 1 round trip.");
            assertThat(Cli.run("check", Cli.playbook("check-drift.yml"), "-i", example("demo"))
                            .status())
                    .isZero();
        } finally {
            if (before == null) {
                System.clearProperty("pinwright.simulator");
            } else {
                System.setProperty("pinwright.simulator", before);
            }
        }
    }

    @Test
    void anUnknownSimulatedHostIsAnsweredWithTheNearest() throws IOException {
        Path inventory = Files.writeString(
                folder.resolve("h.ini"),
                "kvm01 ansible_connection=simulator ansible_host=r711 domain=bigip-virtio\n[kvm_hosts]\nkvm01\n");
        Outcome apply = Cli.run("apply", Cli.playbook("tune-vhost.yml"), "-i", inventory);
        assertThat(apply.status()).isEqualTo(4);
        assertThat(apply.out()).contains("there is no simulated host `r711`").contains("did you mean `r710`?");
    }
}
