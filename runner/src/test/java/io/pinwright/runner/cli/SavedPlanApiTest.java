package io.pinwright.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.Engine;
import io.pinwright.engine.RunOptions;
import io.pinwright.engine.SavedRun;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.saved.SavedPlan;
import io.pinwright.engine.saved.SavedPlanFile;
import io.pinwright.engine.saved.SavedPlanText;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Secret;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.transport.ssh.SshSettings;
import io.pinwright.engine.transport.ssh.SshTransport;
import io.pinwright.modules.BuiltinModules;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved plans as a program uses them. */
class SavedPlanApiTest {

    private static final Instant NOW = Instant.parse("2026-11-22T17:00:00Z");

    @TempDir
    Path folder;

    private SavedPlanHost kvm;
    private SshTransport transport;
    private Engine engine;
    private Inventory inventory;

    @BeforeEach
    void start() {
        kvm = new SavedPlanHost(folder, 1);
        transport = SshTransport.create(
                SshSettings.defaults().withAgent(Optional.empty()).withHome(folder));
        engine = Engine.builder()
                .modules(BuiltinModules.all())
                .transport(transport)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .owner("ann@ctl")
                .build();
        Diagnostics diagnostics = new Diagnostics();
        inventory = Inventory.load(List.of(kvm.inventory().toString()), diagnostics);
        diagnostics.throwIfErrors();
    }

    @AfterEach
    void stop() {
        transport.close();
        kvm.close();
    }

    private SavedRun saved(String playbook, RunOptions options) {
        return engine.save(
                List.of(engine.playbook(kvm.file("play.yml", playbook))), inventory, options, RunListener.NONE);
    }

    private SavedPlan saved(String tasks) {
        return saved(SavedPlanHost.play(tasks), RunOptions.defaults()).plan();
    }

    private Report apply(SavedPlan plan) {
        return engine.apply(plan, inventory, RunOptions.defaults(), RunListener.NONE);
    }

    @Test
    void aPlanIsTheSameWrittenAndReadAgain() {
        SavedPlan plan = saved("- copy: {dest: /etc/x.conf, content: new, mode: 0o640}\n"
                + "- virt_interface: {domain: bigip-virtio, queues: 4}\n");
        SavedPlanFile.write(plan, kvm.plan());
        SavedPlan read = SavedPlanFile.read(kvm.plan());
        assertThat(SavedPlanText.print(read)).isEqualTo(SavedPlanText.print(plan));
        assertThat(read.origin().created()).isEqualTo(NOW);
        assertThat(read.origin().by()).isEqualTo("ann@ctl");
        assertThat(apply(read).hasChanges()).isTrue();
    }

    @Test
    void aPlanIsAppliedWithoutAFileToo() {
        SavedPlan plan = saved("- copy: {dest: /etc/x.conf, content: new}\n");
        assertThat(apply(plan).changes()).hasSize(1);
        assertThat(apply(plan).changes()).isEmpty();
        assertThat(kvm.host(1).text("/etc/x.conf")).contains("new");
    }

    private static RunOptions password(Object value) {
        return RunOptions.defaults().withExtraVariables(Map.of("pw", value));
    }

    @Test
    void aSecretArgumentIsReferredToAndNeverWritten() {
        SavedPlan plan = saved(
                        SavedPlanHost.play(
                                "- name: Line\n  lineinfile: {path: /etc/x, line: \"{{ pw }}\", create: true}\n"),
                        password(Secret.of("PLANTED")))
                .plan();
        String text = SavedPlanText.print(plan);
        assertThat(text).contains("/etc/x").doesNotContain("PLANTED");
        SavedPlan read = SavedPlanText.parse(new Source("p", text));
        assertThat(SavedPlanText.print(read)).isEqualTo(text);
        Report report = engine.apply(read, inventory, password(Secret.of("PLANTED")), RunListener.NONE);
        assertThat(report.hasChanges()).isTrue();
        assertThat(kvm.host(1).text("/etc/x")).contains("PLANTED");
    }

    @Test
    void aSecretThatIsAnotherNowOrNotGivenIsRefusedBeforeAnyHostIsReached() {
        kvm.file("templates/t.j2", "password={{ pw }}\n");
        SavedPlan plan = saved(
                        SavedPlanHost.play("- template: {src: t.j2, dest: /etc/x}\n"), password(Secret.of("PLANTED")))
                .plan();
        kvm.run("true");
        assertThatThrownBy(() -> engine.apply(plan, inventory, password(Secret.of("PLANTED2")), RunListener.NONE))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("its argument `src` is another now")
                .hasMessageContaining("play.yml:4")
                .hasMessageNotContaining("PLANTED");
        assertThatThrownBy(() -> engine.apply(plan, inventory, password("PLANTED"), RunListener.NONE))
                .as("a text that everybody may see is not the same")
                .hasMessageContaining("another now");
        assertThatThrownBy(() -> apply(plan)).hasMessageContaining("cannot be evaluated again: ");
        assertThat(kvm.host(1).counters().execs()).isZero();
    }

    @Test
    void aSecretThatIsInPlaceAlreadyIsNoPartOfThePlan() {
        kvm.run("echo PLANTED > /etc/x");
        RunOptions options = RunOptions.defaults().withExtraVariables(Map.of("pw", Secret.of("PLANTED")));
        SavedPlan plan = saved(
                        SavedPlanHost.play("- lineinfile: {path: /etc/x, line: \"{{ pw }}\"}\n"
                                + "- copy: {dest: /etc/y, content: new}\n"),
                        options)
                .plan();
        assertThat(SavedPlanText.print(plan)).doesNotContain("PLANTED");
        assertThat(plan.outside()).hasSize(1);
        kvm.run("rm /etc/x");
        assertThat(apply(plan).results())
                .extracting(result -> result.status())
                .containsExactly(Status.SKIPPED, Status.CHANGED);
        assertThat(kvm.host(1).text("/etc/x")).isEmpty();
    }

    @Test
    void aHandlerOfARawCommandAloneIsNotRun() {
        SavedPlan plan = saved(
                        SavedPlanHost.play("- command: touch /etc/raw\n  notify: again\n")
                                + "  handlers:\n    - name: again\n      service: {name: cron, state: restarted}\n",
                        RunOptions.defaults())
                .plan();
        assertThat(apply(plan).results())
                .extracting(result -> result.status())
                .containsExactly(Status.SKIPPED, Status.OK);
        assertThat(kvm.writes()).isEmpty();
    }

    @Test
    void aHandlerRunsAfterAChange() {
        SavedPlan plan = saved(
                        SavedPlanHost.play("- copy: {dest: /etc/x.conf, content: new}\n  notify: again\n")
                                + "  handlers:\n    - name: again\n      service: {name: cron, state: restarted}\n",
                        RunOptions.defaults())
                .plan();
        kvm.run("true");
        assertThat(apply(plan).results())
                .extracting(result -> result.status())
                .containsExactly(Status.CHANGED, Status.CHANGED);
        assertThat(apply(plan).results()).extracting(result -> result.status()).containsOnly(Status.OK);
    }

    @Test
    void whatTheUserCallsUnchangedStaysSo() {
        SavedPlan plan = saved("- copy: {dest: /etc/x.conf, content: new}\n  changed_when: false\n");
        Report report = apply(plan);
        assertThat(report.hasChanges()).isFalse();
        assertThat(kvm.host(1).text("/etc/x.conf")).contains("new");
    }

    @Test
    void aTaskThatOnlyLooksIsNotDone() {
        SavedPlan plan = saved("- copy: {dest: /etc/x.conf, content: new}\n  check_mode: true\n");
        assertThat(plan.outside()).hasSize(1);
        apply(plan);
        assertThat(kvm.host(1).text("/etc/x.conf")).isEmpty();
    }

    @Test
    void aUserIsBecomeAsPlannedWhateverTheInventorySaysLater() {
        SavedPlan plan = saved(
                        SavedPlanHost.play("- copy: {dest: /etc/x.conf, content: new}\n  become: true\n"),
                        RunOptions.defaults())
                .plan();
        String text = SavedPlanText.print(plan);
        assertThat(text).contains("\"become\":{\"method\":\"sudo\",\"user\":\"root\"}");
        assertThat(apply(SavedPlanText.parse(new Source("p", text))).hasFailures())
                .isFalse();
        assertThat(kvm.host(1).text("/etc/x.conf")).contains("new");
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(kvm.plan().toFile(), "rw")) {
            file.write('{');
            file.setLength(SavedPlanFile.BYTES_MAX + 1);
        }
        assertThatThrownBy(() -> SavedPlanFile.read(kvm.plan()))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("too many for a plan");
    }

    @Test
    void aModuleThatIsNotThereIsSaidBeforeAnyHostIsReached() {
        SavedPlan plan = saved("- copy: {dest: /etc/x.conf, content: new}\n");
        kvm.run("true");
        Engine other = Engine.builder()
                .modules(ModuleRegistry.of(List.of()))
                .transport(transport)
                .build();
        assertThatThrownBy(() -> other.apply(plan, inventory, RunOptions.defaults(), RunListener.NONE))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("there is no module `copy`");
        assertThat(kvm.host(1).counters().execs()).isZero();
    }
}
