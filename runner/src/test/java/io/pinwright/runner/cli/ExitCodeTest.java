package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands end, and what they print where. */
class ExitCodeTest {

    private static final String DRIFT = "- hosts: all\n  gather_facts: false\n  tasks:\n"
            + "    - vhost_affinity: {domain: bigip-virtio, cpus: \"1,3\"}\n";
    private static final String SETTLED = "- hosts: all\n  gather_facts: false\n  tasks:\n"
            + "    - virt_interface: {domain: bigip-virtio, queues: 4}\n";
    private static final String FAILS =
            "- hosts: all\n  gather_facts: false\n  tasks:\n" + "    - virt_interface: {domain: nosuch, queues: 4}\n";

    private static SimulatedHosts hosts;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        hosts = SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710()).start();
    }

    @AfterAll
    static void stop() {
        hosts.close();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Nothing listens on port 1. */
    private Path closed() throws IOException {
        return file("closed.ini", "gone ansible_host=127.0.0.1 ansible_port=1 ansible_user=root\n");
    }

    private static JsonNode onlyDocument(String text) throws IOException {
        return new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(text);
    }

    @Test
    void checkEndsWith0WithoutDrift() throws IOException {
        assertThat(Cli.run("check", file("p.yml", SETTLED), "-i", hosts.inventory())
                        .status())
                .isZero();
    }

    @Test
    void checkEndsWith2OnDrift() throws IOException {
        assertThat(Cli.run("check", file("p.yml", DRIFT), "-i", hosts.inventory())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void checkEndsWith4WhenNoHostCanBeReached() throws IOException {
        Outcome check = Cli.run("check", file("p.yml", DRIFT), "-i", closed());
        assertThat(check.status()).isEqualTo(4);
        assertThat(check.out())
                .contains("NOT JUDGED\n  gone\n")
                .contains("nothing listens on port 1")
                .contains("fix: see whether sshd runs there")
                .contains("Check: 1 not judged on 1 of 1 host.");
    }

    @Test
    void checkEndsWith6OnDriftBesideAnUnreachableHost() throws IOException {
        Outcome check = Cli.run("check", file("p.yml", DRIFT), "-i", hosts.inventory(), "-i", closed());
        assertThat(check.status()).as(check.all()).isEqualTo(6);
    }

    @Test
    void checkEndsWith8WhenAHostCannotBeJudged() throws IOException {
        assertThat(Cli.run("check", file("p.yml", FAILS), "-i", hosts.inventory())
                        .status())
                .isEqualTo(8);
    }

    @Test
    void planTellsOfDifferencesOnlyWhenAsked() throws IOException {
        Path playbook = file("p.yml", DRIFT);
        assertThat(Cli.run("plan", playbook, "-i", hosts.inventory()).status()).isZero();
        assertThat(Cli.run("plan", playbook, "-i", hosts.inventory(), "--detailed-exitcode")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void applyEndsWith2WhenAHostFailed() throws IOException {
        Outcome apply = Cli.run("apply", file("p.yml", FAILS), "-i", hosts.inventory());
        assertThat(apply.status()).isEqualTo(2);
        assertThat(apply.out()).contains("Applied: nothing changed; 1 host failed.");
    }

    @Test
    void applyEndsWith6WhenOneFailedAndOneIsUnreachable() throws IOException {
        assertThat(Cli.run("apply", file("p.yml", FAILS), "-i", hosts.inventory(), "-i", closed())
                        .status())
                .isEqualTo(6);
    }

    @Test
    void aBrokenPlaybookEndsWith7AndPrintsNothingOnStandardOutput() throws IOException {
        Path broken = file("p.yml", "- hosts: all\n  tasks:\n    - debugg: {msg: x}\n");
        for (String command : new String[] {"apply", "plan", "check", "validate"}) {
            Outcome outcome = command.equals("validate")
                    ? Cli.run(command, broken)
                    : Cli.run(command, broken, "-i", hosts.inventory(), "-o", "json");
            assertThat(outcome.status()).isEqualTo(7);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).contains("p.yml:3:7: error:").endsWith("1 error\n");
        }
    }

    @Test
    void wrongUsageEndsWith5AndSaysWhatWasMeant() throws IOException {
        Outcome command = Cli.run("aply", "p.yml");
        assertThat(command.status()).isEqualTo(5);
        assertThat(command.err()).isEqualTo("pinwright: there is no command `aply`\nfix: did you mean `apply`?\n");
        Outcome option = Cli.run("apply", "p.yml", "--inventroy", "x");
        assertThat(option.status()).isEqualTo(5);
        assertThat(option.err()).contains("there is no option `--inventroy").contains("did you mean `--inventory`?");
        assertThat(Cli.run("apply").err()).contains("'PLAYBOOK'").contains("see `pinwright apply --help`");
        assertThat(Cli.run().err()).contains("say what to do: apply, plan").doesNotContain("warm-up");
        assertThat(Cli.run("check", file("p.yml", SETTLED), "-o", "yaml").status())
                .isEqualTo(5);
    }

    @Test
    void jsonIsOneDocumentWhateverHappens() throws IOException {
        Path warns = file("w.yml", "- hosts: nosuch\n  tasks: [{debug: {msg: x}}]\n" + FAILS);
        JsonNode failed = onlyDocument(
                Cli.run("apply", warns, "-i", hosts.inventory(), "-o", "json").out());
        assertThat(failed.at("/stats/kvm01/failures").asInt()).isOne();
        assertThat(failed.at("/warnings/0").asText()).contains("no host or group matches `nosuch`");
        JsonNode lost = onlyDocument(Cli.run("check", file("p.yml", DRIFT), "-i", closed(), "-o", "json")
                .out());
        assertThat(lost.at("/stats/gone/unreachable").asInt()).isOne();
        JsonNode drift = onlyDocument(Cli.run("check", file("p.yml", DRIFT), "-i", hosts.inventory(), "-o", "json")
                .out());
        assertThat(drift.at("/plays/0/tasks/0/hosts/kvm01/status").asText()).isEqualTo("changed");
        assertThat(drift.at("/plays/0/tasks/0/hosts/kvm01/changes/0/after").asText())
                .isEqualTo("1,3");
        assertThat(drift.at("/exchanges/kvm01/round_trips").asInt()).isOne();
    }

    @Test
    void jsonOfLooksIsOneDocumentWhenAHostIsLost() throws IOException {
        for (String command : new String[] {"facts", "topology", "diagnose"}) {
            Outcome outcome = Cli.run(command, "-i", hosts.inventory(), "-i", closed(), "-o", "json");
            assertThat(outcome.status()).isEqualTo(4);
            JsonNode document = onlyDocument(outcome.out());
            assertThat(document.at("/gone/unreachable").asBoolean()).isTrue();
            assertThat(document.at("/kvm01").size()).isPositive();
            assertThat(outcome.err()).contains("gone").contains("nothing listens on port 1");
        }
    }

    @Test
    void textHasAnsiblesShape() throws IOException {
        Path playbook = file("p.yml", """
                - name: All kinds of results
                  hosts: kvm01
                  gather_facts: false
                  tasks:
                    - name: Fine
                      debug: {msg: hello}
                    - name: Left out
                      debug: {msg: unseen}
                      when: false
                    - name: Different
                      command: id
                    - name: Goes wrong
                      fail: {msg: on purpose}
                      ignore_errors: true
                    - name: Each
                      debug: {msg: "{{ item }}"}
                      loop: [a, b]
                """);
        Outcome apply = Cli.run("apply", playbook, "-i", hosts.inventory());
        assertThat(apply.status()).isZero();
        assertThat(apply.err()).matches("run \\S+ is in the journal; `pinwright undo \\S+` takes it back\n");
        assertThat(apply.out()).isEqualTo("""

                PLAY [All kinds of results] ***************************************************

                TASK [Fine] *******************************************************************
                ok: [kvm01] => hello

                TASK [Left out] ***************************************************************
                skipping: [kvm01]

                TASK [Different] **************************************************************
                changed: [kvm01]

                TASK [Goes wrong] *************************************************************
                fatal: [kvm01]: FAILED! => on purpose
                ...ignoring

                TASK [Each] *******************************************************************
                ok: [kvm01] => (item=a) => a
                ok: [kvm01] => (item=b) => b

                PLAY RECAP ********************************************************************
                kvm01 : ok=4    changed=1    unreachable=0    failed=0    skipped=1    rescued=0    ignored=1

                Applied: 1 change made on 1 host. 1 exec request, 1 round trip.
                """);
    }

    @Test
    void nothingFromAHostReachesTheTerminalAsAnEscapeSequence() throws IOException {
        Path playbook = file("p.yml", """
                - hosts: kvm01
                  gather_facts: false
                  tasks:
                    - command: printf '\\033]0;evil\\007\\033[2J\\302\\23331m\\342\\200\\256'
                      register: r
                    - debug: {var: r.stdout}
                    - fail: {msg: "{{ r.stdout }}"}
                      ignore_errors: true
                    - debug: {msg: x}
                      loop: ["{{ r.stdout }}"]
                    - shell: printf '\\033[31m' >&2; exit 1
                """);
        for (String option : new String[] {"-vvvv", "-D", "--output=json"}) {
            Outcome apply = Cli.run("apply", playbook, "-i", hosts.inventory(), option);
            assertThat(apply.all()).contains("evil").doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");
        }
        assertThat(Cli.run("apply", playbook, "-i", hosts.inventory()).out())
                .contains("\\x1b]0;evil\\x07\\x1b[2J\\x9b31m\\u202e");
    }

    @Test
    void theTourEndsWell() {
        Outcome demo = Cli.run("demo");
        assertThat(demo.status()).as(demo.out()).isZero();
        assertThat(demo.out())
                .containsSubsequence(
                        "pinwright plan",
                        "changed=1",
                        "pinwright apply",
                        "changed=1",
                        "pinwright apply",
                        "changed=0",
                        "1 exec request, 1 round trip.",
                        "pinwright check",
                        "emulatorpin (live): 0,2,4,6 -> 1,3,5,7,9,11,13,15",
                        "exit status 2",
                        "pinwright apply",
                        "changed=1",
                        "RESTART PENDING",
                        "Check: 2 restart pending");
    }
}
