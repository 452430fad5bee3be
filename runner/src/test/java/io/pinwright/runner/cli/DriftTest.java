package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pinwright.runner.cli.Cli.Outcome;
import io.pinwright.simulator.BuiltinHosts;
import io.pinwright.simulator.HostCounters;
import io.pinwright.simulator.SimulatedHost;
import io.pinwright.simulator.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drift from the command line to the host and back: apply, hands on the host, edits of the playbook, check. */
class DriftTest {

    private static final String PINS = """
            - hosts: all
              gather_facts: false
              tasks:
                - name: Pins
                  virt_pin: {domain: bigip-virtio, emulator: "1,3"}
            """;
    private static final String QUEUES = """
            - hosts: all
              gather_facts: false
              tasks:
                - name: Queues
                  virt_interface: {domain: bigip-virtio, queues: 4}
            """;
    private static final String BY_HAND = "virsh emulatorpin bigip-virtio 0,2 --live";

    private SimulatedHosts hosts;
    private SimulatedHost host;
    private String stateBefore;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        stateBefore = System.getProperty("pinwright.state", "");
        System.setProperty("pinwright.state", folder.resolve("state").toString());
        hosts = SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710(1)).start();
        host = hosts.host("kvm01");
    }

    @AfterEach
    void stop() {
        hosts.close();
        System.setProperty("pinwright.state", stateBefore);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Outcome run(String command, String playbook, Object... more) throws IOException {
        List<Object> words = new ArrayList<>(List.of(command, file("play.yml", playbook), "-i", hosts.inventory()));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private void applied(String playbook) throws IOException {
        Outcome apply = run("apply", playbook);
        assertThat(apply.status()).as(apply.all()).isZero();
        assertThat(apply.err().lines())
                .allMatch(line -> line.matches("run \\S+ is in the journal; `pinwright undo \\S+` takes it back"));
    }

    private JsonNode drift(String playbook, Object... more) throws IOException {
        List<Object> words = new ArrayList<>(List.of(more));
        words.add(0, "json");
        words.add(0, "-o");
        return new ObjectMapper()
                .readTree(run("check", playbook, words.toArray()).out())
                .at("/drift");
    }

    private static List<String> verdicts(JsonNode drift) {
        List<String> verdicts = new ArrayList<>();
        drift.at("/items").forEach(item -> verdicts.add(item.at("/verdict").asText()));
        return verdicts;
    }

    @Test
    void afterAnApplyThereIsNoDifferenceAndTheCheckIsOneRoundTrip() throws IOException {
        applied(PINS);
        host.resetCounters();

        Outcome check = run("check", PINS);

        assertThat(check.status()).as(check.all()).isZero();
        assertThat(check.out()).contains("Check: no difference on 1 host. 1 exec request, 1 round trip.");
        assertThat(host.counters()).isEqualTo(new HostCounters(1, 1, 1, List.of()));
    }

    @Test
    void whatAHandChangedHasDriftedSinceTheApplyThatIsNamed() throws IOException {
        applied(PINS);
        host.run(BY_HAND);

        Outcome check = run("check", PINS);
        JsonNode item = drift(PINS).at("/items/0");

        assertThat(check.status()).isEqualTo(2);
        assertThat(check.out())
                .containsPattern("DRIFTED: .*\n  kvm01\n    ~ domain bigip-virtio: emulatorpin \\(live\\): 0,2 -> 1,3\n"
                        + "        in place at 20\\d\\d-.*Z, run 20\\d{6}T\\d{6}Z-[0-9a-f]{6}\n"
                        + "        task Pins, .*play.yml:4:7\n")
                .contains("Check: 1 drifted on 1 of 1 host.");
        assertThat(item.at("/verdict").asText()).isEqualTo("drifted");
        assertThat(item.at("/last_applied").asText()).startsWith("20");
        assertThat(run("apply", PINS).status()).isZero();
        assertThat(run("check", PINS).status()).isZero();
    }

    @Test
    void whatWasRightBeforeTheFirstApplyDriftsToo() throws IOException {
        host.run("virsh emulatorpin bigip-virtio 1,3 --live --config");
        applied(PINS);
        host.run(BY_HAND);

        assertThat(verdicts(drift(PINS))).containsExactly("drifted");
    }

    @Test
    void aNewWishIsNotAppliedYet() throws IOException {
        applied(PINS);

        Outcome check = run("check", PINS.replace("1,3", "5,7"));

        assertThat(check.status()).isEqualTo(2);
        assertThat(check.out()).contains("NOT APPLIED: ").contains("1,3 -> 5,7").doesNotContain("DRIFTED");
        assertThat(verdicts(drift(PINS.replace("1,3", "5,7")))).containsExactly("not-applied", "not-applied");
    }

    @Test
    void aWishOfThePastThatComesBackIsNotAppliedYet() throws IOException {
        applied(PINS);
        applied(PINS.replace("1,3", "5,7"));

        assertThat(verdicts(drift(PINS))).containsExactly("not-applied", "not-applied");
    }

    @Test
    void whatTheEditOfATaskLeftAloneStillDrifts() throws IOException {
        applied(PINS);
        host.run(BY_HAND);

        JsonNode drift = drift(PINS.replace("emulator:", "vcpus: {0: \"4\"}, emulator:"));

        assertThat(drift.at("/counts/drifted").asInt()).isOne();
        assertThat(drift.at("/counts/not-applied").asInt()).isEqualTo(2);
    }

    @Test
    void queuesThatWaitForARestartArePendingUntilTheGuestStartsAnew() throws IOException {
        applied(QUEUES);

        Outcome check = run("check", QUEUES);

        assertThat(check.status()).isEqualTo(2);
        assertThat(check.out())
                .containsPattern(
                        "RESTART PENDING: .*\n  kvm01\n    ! domain bigip-virtio: interface .* queues: live 1, config 4")
                .doesNotContain("DRIFTED", "NOT APPLIED", "WARNINGS");
        host.run("virsh destroy bigip-virtio && virsh start bigip-virtio");
        assertThat(run("check", QUEUES).status()).isZero();
    }

    @Test
    void aHostThatIsDownIsNotJudgedAndTheOthersAre() throws IOException {
        Path down = file("down.ini", "gone ansible_host=127.0.0.1 ansible_port=1 ansible_user=root\n");
        Outcome clean = run("check", PINS.replace("1,3", "0,2,4,6,8,10,12,14"), "-i", down);
        Outcome both = run("check", PINS, "-i", down);

        assertThat(clean.status()).as(clean.all()).isEqualTo(4);
        assertThat(clean.out()).contains("NOT JUDGED\n  gone\n").contains("Check: 1 not judged on 1 of 2 hosts.");
        assertThat(both.status()).isEqualTo(6);
    }

    @Test
    void aDamagedHistoryIsSaidAndNeverTakenForNone() throws IOException {
        applied(PINS);
        host.run(BY_HAND);
        Files.writeString(folder.resolve("state/applied/kvm01.txt"), "pinwright-applied");

        Outcome check = run("check", PINS);

        assertThat(check.status()).isEqualTo(2);
        assertThat(check.err()).contains("warning: the history of applies on kvm01 is not used", "kvm01.txt");
        assertThat(check.out()).contains("NOT JUDGED", "it differs, but whether it was in place is not known");
    }

    @Test
    void withAStateFolderThatCannotBeUsedNothingIsWrittenForNothingCouldBeTakenBack() throws IOException {
        Files.writeString(folder.resolve("state"), "a file where the folder is to be");

        Outcome apply = run("apply", PINS);

        assertThat(apply.status()).as(apply.all()).isEqualTo(2);
        assertThat(apply.out()).contains("nothing was written", "fix: ");
        assertThat(host.counters().mutations()).isEmpty();
        assertThat(verdicts(drift(PINS))).containsOnly("unknown");
    }

    @Test
    void lookingLeavesNoHistory() throws IOException {
        run("plan", PINS);
        run("apply", PINS, "-C");
        run("check", PINS);

        assertThat(folder.resolve("state/applied")).doesNotExist();
    }

    @Test
    void aBaselineIsWrittenAndAccepts() throws IOException {
        applied(PINS);
        host.run(BY_HAND);
        Path baseline = folder.resolve("drift-baseline.yml");

        Outcome written =
                run("check", PINS, "--write-baseline", baseline, "--reason", "vendor", "--expires", "2099-12-31");
        Outcome check = run("check", PINS, "--baseline", baseline);

        assertThat(written.status()).isEqualTo(2);
        assertThat(written.err()).contains("accepts 1 difference");
        assertThat(check.status()).as(check.all()).isZero();
        assertThat(check.out())
                .contains(
                        "ACCEPTED\n  kvm01\n",
                        "accepted: vendor, until 2099-12-31",
                        "Check: no difference, 1 accepted");
    }

    @Test
    void aBaselineThatIsThereIsNotOverwrittenUnasked() throws IOException {
        Path baseline = file("drift-baseline.yml", "[]\n");
        Object[] writing = {"--write-baseline", baseline, "--reason", "vendor", "--expires", "2099-12-31"};

        Outcome refused = run("check", PINS, writing);
        assertThat(refused.status()).isEqualTo(5);
        assertThat(refused.err()).contains("is there already; --force overwrites it");
        assertThat(baseline).hasContent("[]");
        run(
                "check",
                PINS,
                Stream.concat(Stream.of(writing), Stream.of("--force")).toArray());
        assertThat(baseline).content().contains("reason: \"vendor\"");
    }

    @Test
    void acceptingWithoutReasonOrDayIsRefused() throws IOException {
        assertThat(run("check", PINS, "--write-baseline", folder.resolve("b.yml"))
                        .status())
                .isEqualTo(5);
        assertThat(run("check", PINS, "--reason", "r").status()).isEqualTo(5);
        assertThat(folder.resolve("b.yml")).doesNotExist();
    }

    @Test
    void aWrongBaselineEndsWith7BeforeAnyHostIsReached() throws IOException {
        host.resetCounters();
        Outcome check = run("check", PINS, "--baseline", file("b.yml", "- {hosts: kvm01}\n"));

        assertThat(check.status()).isEqualTo(7);
        assertThat(check.err()).contains("b.yml:1:3: error: an accepted difference needs `target`");
        assertThat(host.counters().execs()).isZero();
    }

    @Test
    void filesForBuildServersAndMonitoringAreWrittenForOthersToRead() throws IOException {
        Path junit = folder.resolve("check.xml");
        Path metrics = file("check.prom", "old\n");
        applied(PINS);
        host.run(BY_HAND);

        run("check", PINS, "--junit", junit, "--metrics", metrics);

        assertThat(junit).content().contains("<testsuite name=\"kvm01\"", "<failure type=\"drifted\"");
        assertThat(metrics)
                .content()
                .contains("pinwright_drift_items{host=\"kvm01\",verdict=\"drifted\"} 1\n")
                .doesNotContain("old");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(metrics)))
                .isEqualTo("rw-r--r--");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".new"));
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidAndTheResultShownAllTheSame() throws IOException {
        Outcome check = run("check", PINS, "--metrics", folder.resolve("nowhere/check.prom"));

        assertThat(check.status()).isEqualTo(7);
        assertThat(check.out()).contains("Check: ");
        assertThat(check.err()).contains("nowhere/check.prom cannot be written");
    }
}
