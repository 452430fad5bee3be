package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a roll-out prints, and how it ends, when it comes through and when it does not. */
class RolloutOutputTest {

    /** On kvm3 the domain that is wished for does not exist. */
    private static final String PLAYBOOK = """
            - name: Roll out
              hosts: kvm_hosts
              gather_facts: false
              serial: [1, 2]
              max_fail_percentage: 30
              tasks:
                - name: Workers
                  vhost_affinity: {domain: "{{ 'nosuch' if inventory_hostname == bad else 'bigip-virtio' }}", node: 1}
            - name: Afterwards
              hosts: kvm_hosts
              gather_facts: false
              tasks:
                - debug: {msg: done}
            """;

    private static final String GONE = "gone ansible_host=127.0.0.1 ansible_port=1 ansible_user=root\n";

    private SimulatedHosts hosts;
    private Path playbook;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        SimulatedHosts.Builder builder = SimulatedHosts.builder();
        for (int i = 1; i <= 5; i++) {
            builder.host("kvm" + i, BuiltinHosts.r710());
        }
        hosts = builder.start();
        playbook = Files.writeString(folder.resolve("p.yml"), PLAYBOOK);
    }

    @AfterEach
    void stop() {
        hosts.close();
    }

    private Outcome run(String command, String bad, String... more) {
        Object[] words = new Object[6 + more.length];
        System.arraycopy(new Object[] {command, playbook, "-i", hosts.inventory(), "-e", "bad=" + bad}, 0, words, 0, 6);
        System.arraycopy(more, 0, words, 6, more.length);
        return Cli.run(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "tr-TR", "th-TH-u-nu-thai"})
    void aRunSaysTheSameInEveryLocale(String locale) {
        Outcome plan = run("plan", "kvm3");
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(locale));
        try {
            assertThat(run("plan", "kvm3")).isEqualTo(plan);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(plan.out()).contains("kvm1 : ok=2    changed=1    unreachable=0");
    }

    @Test
    void aRolloutThatStopsSaysWhyAndWhatIsLeftUndone() {
        Outcome apply = run("apply", "kvm3", "-f", "1");
        assertThat(apply.status()).isEqualTo(2);
        assertThat(apply.out())
                .startsWith("\nPLAY [Roll out] (batch 1 of 3) ***")
                .containsSubsequence(
                        "changed: [kvm1]",
                        "\nPLAY [Roll out] (batch 2 of 3) ***",
                        "changed: [kvm2]",
                        "fatal: [kvm3]: FAILED!")
                .contains("""

                        NO MORE HOSTS LEFT ************************************************************
                        stopped in batch 2 of 3: 1 of 2 hosts failed (50% > max_fail_percentage 30)
                          failed: kvm3
                          not touched: kvm4, kvm5
                          plays not begun: Afterwards

                        PLAY RECAP""")
                .contains("kvm4 : ok=0    changed=0    unreachable=0    failed=0")
                .contains("; 1 host failed; 2 hosts not touched; 1 play not begun. 3 exec requests,")
                .doesNotContain("batch 3 of 3", "PLAY [Afterwards]");
    }

    @Test
    void aRolloutThatComesThroughShowsEachBatch() {
        Outcome apply = run("apply", "none");
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(apply.out())
                .containsSubsequence(
                        "(batch 1 of 3)",
                        "[kvm1]",
                        "(batch 2 of 3)",
                        "[kvm2]",
                        "[kvm3]",
                        "(batch 3 of 3)",
                        "[kvm4]",
                        "PLAY [Afterwards] ***")
                .doesNotContain("NO MORE HOSTS LEFT", "not touched");
    }

    @Test
    void unreachableHostsAloneStopItWithTheirOwnExitCode() throws IOException {
        Path lost = Files.writeString(folder.resolve("lost.ini"), "[kvm_hosts]\n" + GONE);
        Outcome apply = Cli.run("apply", playbook, "-i", lost, "-i", hosts.inventory(), "-e", "bad=none");
        assertThat(apply.status()).isEqualTo(4);
        assertThat(apply.out())
                .contains("stopped in batch 1 of 4: 1 of 1 host failed (100% > max_fail_percentage 30)")
                .contains("  not touched: kvm1, kvm2, kvm3, kvm4, kvm5\n");
    }

    @Test
    void thePlanOfARolloutIsOfAllHostsAndNamesTheBatches() {
        Outcome plan = run("plan", "kvm1");
        assertThat(plan.status()).as("one host could not be planned").isEqualTo(2);
        assertThat(plan.out())
                .contains("PLAY [Roll out] ****", "\nin 3 batches of hosts: 1, 2 x 2\n")
                .contains("would change: [kvm5]")
                .doesNotContain("NO MORE HOSTS LEFT");
    }

    @Test
    void theDocumentTellsBatchesAndWhatIsLeftUndone() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(run("apply", "kvm3", "-f", "1", "-o", "json").out());
        assertThat(document.at("/plays").size()).isOne();
        assertThat(document.at("/plays/0/batches").toString())
                .isEqualTo("[[\"kvm1\"],[\"kvm2\",\"kvm3\"],[\"kvm4\",\"kvm5\"]]");
        assertThat(document.at("/stopped").toString())
                .isEqualTo("{\"play\":\"Roll out\",\"batch\":2,\"batches\":3,"
                        + "\"reason\":\"1 of 2 hosts failed (50% > max_fail_percentage 30)\",\"failed\":[\"kvm3\"],"
                        + "\"cut_short\":[],\"not_touched\":[\"kvm4\",\"kvm5\"],\"plays_not_begun\":[\"Afterwards\"]}");
        JsonNode whole =
                new ObjectMapper().readTree(run("apply", "none", "-o", "json").out());
        assertThat(whole.has("stopped")).isFalse();
        assertThat(whole.at("/plays/1").has("batches")).isFalse();
    }

    @Test
    void theSchemaForEditorsKnowsBothKeys() throws IOException {
        JsonNode play = new ObjectMapper().readTree(Cli.run("schema").out()).at("/$defs/play/properties");
        assertThat(play.at("/serial/anyOf/1/items")).isEqualTo(play.at("/serial/anyOf/0"));
        assertThat(play.at("/max_fail_percentage/anyOf/0/maximum").asInt()).isEqualTo(100);
    }

    @Test
    void aWrongNumberIsToldWithItsPlace() throws IOException {
        Files.writeString(playbook, PLAYBOOK.replace("[1, 2]", "[1, half]"));
        Outcome validate = Cli.run("validate", playbook);
        assertThat(validate.status()).isEqualTo(7);
        assertThat(validate.err()).contains("p.yml:4:15: error: `serial` must be a number of hosts");
    }
}
