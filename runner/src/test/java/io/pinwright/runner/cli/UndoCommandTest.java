package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runs}, {@code show}, {@code undo} and {@code unlock} on a simulated host. */
class UndoCommandTest {

    private static final String PLAY = """
            - hosts: all
              gather_facts: false
              tasks:
                - name: Message
                  copy: {dest: /etc/motd, content: "new\\n"}
            """;

    private SimulatedHosts hosts;
    private SimulatedHost host;
    private String stateBefore;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        stateBefore = System.getProperty("pinwright.state", "");
        System.setProperty("pinwright.state", folder.resolve("state").toString());
        hosts = SimulatedHosts.builder().host("kvm1", BuiltinHosts.bare()).start();
        host = hosts.host("kvm1");
        Files.writeString(folder.resolve("play.yml"), PLAY);
    }

    @AfterEach
    void stop() {
        hosts.close();
        System.setProperty("pinwright.state", stateBefore);
    }

    private Outcome apply(Object... more) {
        Object[] words = new Object[more.length + 4];
        System.arraycopy(new Object[] {"apply", folder.resolve("play.yml"), "-i", hosts.inventory()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return Cli.run(words);
    }

    private String motd() {
        return host.run("cat /etc/motd").stdout();
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        return new ObjectMapper().readTree(outcome.out());
    }

    @Test
    void aRunIsListedShownAndTakenBack() throws IOException {
        host.run("echo old >/etc/motd");
        Outcome apply = apply();
        assertThat(apply.status()).as(apply.all()).isZero();
        String id = json(Cli.run("runs", "-o", "json")).at("/runs/0/id").asText();
        assertThat(apply.err()).contains("run " + id + " is in the journal; `pinwright undo " + id + "` takes it back");
        assertThat(Cli.run("runs").out())
                .contains(id)
                .contains("done")
                .contains("kvm1")
                .contains("play.yml");

        Outcome show = Cli.run("show", id.substring(0, 12));
        assertThat(show.out())
                .contains("Message (" + folder.resolve("play.yml") + ":4:7)")
                .contains("/etc/motd");
        JsonNode change = json(Cli.run("show", "last", "-o", "json")).at("/hosts/kvm1/0/changes/0");
        assertThat(change.at("/target").asText()).isEqualTo("/etc/motd");
        assertThat(change.at("/steps/0/outcome").asText()).isEqualTo("done");

        Outcome check = Cli.run("undo", "last", "-i", hosts.inventory(), "--check");
        assertThat(check.out()).contains("would change: [kvm1]");
        assertThat(motd()).isEqualTo("new\n");

        Outcome undo = Cli.run("undo", "last", "-i", hosts.inventory());
        assertThat(undo.status()).as(undo.all()).isZero();
        assertThat(motd()).isEqualTo("old\n");
        assertThat(Cli.run("runs").out()).contains("undo of " + id);
    }

    @Test
    void anApplyThatChangesNothingIsNoRun() {
        apply();
        Outcome second = apply();
        assertThat(second.err()).doesNotContain("journal");
        assertThat(Cli.run("runs").out().lines()).hasSize(2);
    }

    @Test
    void whatOthersChangedIsExitStatus3UnlessForced() {
        host.run("echo old >/etc/motd");
        apply();
        host.run("echo theirs >/etc/motd");
        Outcome undo = Cli.run("undo", "last", "-i", hosts.inventory());
        assertThat(undo.status()).as(undo.all()).isEqualTo(3);
        assertThat(undo.out()).contains("others changed it since").contains("--force '/etc/motd'");
        assertThat(motd()).isEqualTo("theirs\n");
        assertThat(Cli.run("undo", "last", "-i", hosts.inventory(), "--force", "motd")
                        .status())
                .isZero();
        assertThat(motd()).isEqualTo("old\n");
    }

    @Test
    void theReportNamesTheRun() throws IOException {
        JsonNode report = json(apply("-o", "json"));
        assertThat(report.at("/run").asText()).matches("\\d{8}T\\d{6}Z-[0-9a-f]{6}");
    }

    @Test
    void aRunThatIsNotThereIsAnError() {
        Outcome show = Cli.run("show", "2020");
        assertThat(show.status()).isEqualTo(7);
        assertThat(show.err()).contains("there is no run 2020").contains("pinwright runs");
    }

    @Test
    void aDamagedRunHidesNoOther() throws IOException {
        apply();
        Path broken = Files.createDirectories(folder.resolve("state/runs/20200101T000000Z-aaaaaa"));
        Files.writeString(broken.resolve("run.json"), "{]\n");
        Outcome runs = Cli.run("runs");
        assertThat(runs.status()).isEqualTo(8);
        assertThat(runs.out()).contains("play.yml");
        assertThat(runs.err()).contains("run.json:1:2");
    }

    @Test
    void aWrongTimeIsAnErrorBeforeAnyHostIsReached() {
        assertThat(apply("--confirm-within", "0s").err()).contains("--confirm-within must be 1s to 24h");
        assertThat(apply("--confirm-within", "soon").err()).contains("--confirm-within is no time: soon");
        assertThat(apply("--lock-timeout", "-1").err()).contains("--lock-timeout must be 0 or more");
    }

    @Test
    void aFreeLockIsNothingToDo() {
        apply();
        Outcome unlock = Cli.run("unlock", "all", "-i", hosts.inventory());
        assertThat(unlock.status()).as(unlock.all()).isZero();
        assertThat(unlock.out()).contains("kvm1: free; held last by run ");
    }
}
