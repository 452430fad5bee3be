package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users read when something they gave is wrong: what, where, why and how to mend. Nothing is written on any host. */
class BadInputTest {

    private SimulatedHosts hosts;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        hosts = SimulatedHosts.builder()
                .host("kvm01", BuiltinHosts.r710(1))
                .host("big", BuiltinHosts.big())
                .host("bare", BuiltinHosts.bare())
                .password("the-right-one")
                .start();
    }

    @AfterEach
    void stop() {
        try {
            for (SimulatedHost host : hosts.all()) {
                assertThat(host.counters().writes()).isEmpty();
            }
        } finally {
            hosts.close();
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path task(String host, String task) throws IOException {
        return file("p.yml", "- hosts: " + host + "\n  gather_facts: false\n  tasks:\n    - " + task + "\n");
    }

    private Outcome apply(String host, String task) throws IOException {
        return Cli.run("apply", task(host, task), "-i", hosts.inventory());
    }

    private void refusedByHost(String host, String task, String... parts) throws IOException {
        Outcome outcome = apply(host, task);
        assertThat(outcome.status()).as(outcome.all()).isEqualTo(2);
        assertThat(outcome.out()).contains("fatal: [" + host + "]: FAILED!").contains(parts);
    }

    private void refusedAtOnce(String task, String... parts) throws IOException {
        Outcome outcome = apply("kvm01", task);
        assertThat(outcome.status()).as(outcome.all()).isEqualTo(7);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains(parts);
        assertThat(hosts.host("kvm01").counters().connections()).isZero();
    }

    private Path inventory(String options) throws IOException {
        return file(
                "own.ini",
                "kvm01 ansible_host=127.0.0.1 ansible_user=root ansible_port="
                        + hosts.host("kvm01").port() + " " + options + "\n");
    }

    private Outcome ping(Object inventory) throws IOException {
        return Cli.run("apply", task("kvm01", "command: id"), "-i", inventory);
    }

    // Connections

    @Test
    void anUnknownHostKeyIsRefusedWithItsFingerprint() throws IOException {
        Outcome outcome =
                ping(inventory("ansible_ssh_common_args='-o UserKnownHostsFile=" + folder.resolve("none") + "'"));
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.out())
                .contains("its host key is not known: ecdsa-sha2-nistp256 SHA256:")
                .contains("`pinwright trust kvm01`");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aChangedHostKeyIsRefusedLoudly() throws IOException {
        hosts.host("kvm01").changeHostKey();
        Outcome outcome = ping(hosts.inventory());
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.out())
                .contains("THE HOST KEY HAS CHANGED")
                .contains(hosts.knownHosts().toString())
                .contains("somebody may be between you and the host")
                .contains("ssh-keygen -R");
    }

    @Test
    void aWrongPasswordIsRefusedAndNotShown() throws IOException {
        Outcome outcome = ping(inventory("ansible_password=a-wrong-one ansible_ssh_common_args='-o UserKnownHostsFile="
                + hosts.knownHosts() + " -o IdentitiesOnly=yes -o IdentityFile=none'"));
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.out())
                .contains("the login as root was refused (tried 0 keys and the password)")
                .contains("fix: set ansible_user");
        assertThat(outcome.all()).doesNotContain("a-wrong-one");
    }

    // What the host has not

    @Test
    void aHostWithoutVirshSaysWhatToInstall() throws IOException {
        refusedByHost("bare", "virt_interface: {domain: web1, queues: 2}", "the host has no virsh", "libvirt-clients");
    }

    @Test
    void aDomainThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
        refusedByHost(
                "big",
                "virt_interface: {domain: vnf9, queues: 2}",
                "there is no domain vnf9",
                "vnf1",
                "vnf4",
                "virsh list --all");
    }

    @Test
    void anInterfaceThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
        refusedByHost(
                "kvm01",
                "virt_interface: {domain: bigip-virtio, select: {source: enp4s0f7}, queues: 4}",
                "domain bigip-virtio has no interface with source enp4s0f7",
                "52:54:00:f9:98:e9, type direct, source enp4s0f0");
    }

    @Test
    void anAmbiguousInterfaceIsRefusedWithThoseThatMatch() throws IOException {
        refusedByHost(
                "big",
                "virt_interface: {domain: vnf1, select: {source: ens1f0}, queues: 4}",
                "has 2 interfaces with source ens1f0, so it is not clear which one is meant",
                "52:54:00:00:01:02",
                "52:54:00:00:01:03",
                "fix: add what tells them apart, for example the mac");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vhost_affinity: {domain: bigip-virtio, cpus: \"1,99\"}",
                "virt_pin: {domain: bigip-virtio, vcpus: {0: \"99\"}}",
                "irq_affinity: {device: enp4s0f0, cpus: \"99\"}",
                "vhost_tuning: {domain: bigip-virtio, vhost_node: \"99\"}"
            })
    void aCpuThatTheHostLacksIsNamed(String task) throws IOException {
        refusedByHost("kvm01", task, "CPU 99 is not online on this host; online: 0-15", "fix: name online CPUs");
    }

    @Test
    void anOfflineCpuIsRefused() throws IOException {
        refusedByHost("big", "virt_pin: {domain: vnf1, emulator: \"254\"}", "CPU 254 is not online");
    }

    @Test
    void aNodeThatTheHostLacksIsAnsweredWithThoseThatItHas() throws IOException {
        refusedByHost(
                "kvm01",
                "vhost_affinity: {domain: bigip-virtio, node: 7}",
                "the host has no NUMA node 7",
                "node 1 (CPUs 1,3,5,7,9,11,13,15)");
    }

    @Test
    void aNodeWithoutCpusIsRefused() throws IOException {
        refusedByHost(
                "big",
                "vhost_tuning: {domain: vnf1, vhost_node: 8}",
                "NUMA node 8 has memory only, no CPU",
                "fix: use a node that has CPUs");
    }

    @Test
    void aNicThatIsNotThereIsAnsweredWithTheNearest() throws IOException {
        refusedByHost(
                "kvm01",
                "irq_affinity: {device: enp4s0f9, node: 0}",
                "the host has no network device enp4s0f9",
                "did you mean `enp4s0f0`?");
    }

    @Test
    void aDocumentWithDoctypeFromAHostIsRefused() throws IOException {
        hosts.host("kvm01")
                .faults()
                .forge(
                        "virsh",
                        "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<domain><name>&x;</name></domain>\n");
        Outcome outcome = apply("kvm01", "virt_interface: {domain: bigip-virtio, queues: 4}");
        assertThat(outcome.status()).as(outcome.all()).isEqualTo(2);
        assertThat(outcome.out()).contains("FAILED!").contains("DOCTYPE").doesNotContain("root:");
    }

    // Files

    @ParameterizedTest
    @CsvSource({"0, 0", "257, 257", "-1, -1"})
    void queuesOutOfRangeAreRefused(String queues, String shown) throws IOException {
        refusedAtOnce(
                "virt_interface: {domain: d, queues: " + queues + "}",
                "p.yml:4:43: error: queues must be 1 to 256, but is " + shown,
                "fix: write a number from 1 to 256",
                "4 |     - virt_interface");
    }

    @Test
    void queuesThatAreNoNumberAreRefused() throws IOException {
        refusedAtOnce(
                "virt_interface: {domain: d, queues: four}",
                "p.yml:4:43: error: queues must be an integer, but is \"four\"",
                "fix: write a number from 1 to 256");
    }

    @Test
    void queuesFromAVariableAreRefusedWithTheHostThatHasThem() throws IOException {
        refusedByHost(
                "kvm01", "{virt_interface: {domain: d, queues: \"{{ q }}\"}, vars: {q: 0}}", "queues must be 1 to 256");
    }

    @Test
    void aTabIsRefused() throws IOException {
        refusedAtOnce(
                "debug:\n\t    msg: x",
                "p.yml:5:1: error: a tab stands here",
                "why: YAML indents with spaces only",
                "fix: replace tabs by spaces");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() throws IOException {
        refusedAtOnce(
                "virt_interface: {domain: a, domain: b, queues: 4}",
                "p.yml:4:35: error: the key `domain` stands twice",
                "the first one stands at",
                "p.yml:4:24",
                "fix: remove one of the two");
    }

    @Test
    void anUnknownModuleIsAnsweredWithTheNearest() throws IOException {
        refusedAtOnce(
                "virt_interfaces: {domain: a}",
                "p.yml:4:7: error: `virt_interfaces` is neither a module nor a keyword",
                "fix: did you mean `virt_interface`?");
    }

    @Test
    void aModuleThatIsNothingLikeAnyLeadsToTheList() throws IOException {
        refusedAtOnce("uri: {url: x}", "`uri` is neither a module nor", "`pinwright doc` lists the modules");
    }

    @Test
    void anUnknownArgumentIsAnsweredWithTheNearest() throws IOException {
        refusedAtOnce(
                "virt_interface: {domain: a, queue: 4}",
                "error: virt_interface has no argument `queue`",
                "fix: did you mean `queues`?");
    }

    @Test
    void aMissingArgumentIsNamedWithAnExample() throws IOException {
        refusedAtOnce(
                "virt_interface: {queues: 4}",
                "p.yml:4:23: error: virt_interface needs the argument `domain`",
                "fix: add `domain: bigip-virtio`");
    }

    @Test
    void aKeywordThatIsNotThereYetSaysSo() throws IOException {
        refusedAtOnce("block: [{debug: {msg: x}}]", "p.yml:4:7: error: `block` is not supported yet");
    }

    @Test
    void anUndefinedVariableIsNamedWithItsPlace() throws IOException {
        refusedByHost(
                "kvm01",
                "virt_interface: {domain: \"{{ domian }}\", queues: 4}",
                "p.yml:4:36: error: `domian` is undefined",
                "fix: define it in the inventory");
    }

    @Test
    void anEmptyPlaybookIsRefused() throws IOException {
        for (String text : List.of("", "# nothing\n", "---\n", "[]\n")) {
            Outcome outcome = Cli.run("check", file("p.yml", text), "-i", hosts.inventory());
            assertThat(outcome.status()).as(text).isEqualTo(7);
            assertThat(outcome.err()).contains("p.yml:").contains("error: a playbook is a list of plays, but this");
            assertThat(outcome.err()).contains("fix: begin each play with `- hosts: ...`");
        }
    }

    @Test
    void aPlaybookThatIsNotThereIsNamed() {
        Outcome outcome = Cli.run("check", folder.resolve("none.yml"), "-i", hosts.inventory());
        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.err()).contains("there is no file " + folder.resolve("none.yml"));
    }

    @Test
    void noInventoryIsAMistakeThatNamesTheOption() throws IOException {
        Outcome outcome = Cli.run("check", task("all", "debug: {msg: x}"));
        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.err()).contains("no inventory is named").contains("add `-i PATH`");
    }

    @Test
    void anInventoryThatIsNotThereIsNamed() throws IOException {
        Outcome outcome = Cli.run("check", task("all", "debug: {msg: x}"), "-i", folder.resolve("hosts"));
        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.err())
                .contains("there is no inventory `" + folder.resolve("hosts") + "`")
                .contains("fix:");
    }

    @Test
    void allErrorsOfAllFilesAreShownAtOnce() throws IOException {
        Path first = file("first.yml", "- hosts: all\n  tsaks: []\n  tasks:\n    - debugg: {msg: x}\n");
        Path second = file(
                "second.yml",
                "- hosts: all\n  tasks:\n    - virt_interface: {domain: a, queues: 0}\n    - debug: {mgs: x}\n");
        Outcome outcome = Cli.run("apply", first, second, "-i", file("bad.ini", "[a\nx\n"));
        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.err())
                .containsSubsequence(
                        "first.yml:2:3: error: `tsaks`",
                        "did you mean `tasks`?",
                        "first.yml:4:7: error: `debugg`",
                        "did you mean `debug`?",
                        "second.yml:3:43: error: queues must be 1 to 256",
                        "second.yml:4:",
                        "error: debug has no argument `mgs`",
                        "did you mean `msg`?",
                        "bad.ini:1:1: error:",
                        "5 errors");
    }

    @Test
    void aDomainFileWithDoctypeIsRefusedAndNothingIsWritten() throws IOException {
        Path in = file(
                "d.xml", "<!DOCTYPE domain SYSTEM 'file:///etc/passwd'>\n<domain type='kvm'><name>a</name></domain>\n");
        Outcome outcome = Cli.run("xml", "--in", in, "--out", folder.resolve("o.xml"), "--queues", 4);
        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.err())
                .contains("d.xml:1:1: error: the document has a DOCTYPE")
                .contains("fix: remove the DOCTYPE");
        assertThat(folder.resolve("o.xml")).doesNotExist();
    }
}
