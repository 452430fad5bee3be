package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtDomainTest {

    private static final Query THREADS = new Query.Run("threads");
    private static final VirtDomain MODULE = new VirtDomain(List.of(THREADS));

    private static VirtDomain.Args bound(Object... namesAndValues) {
        Map<String, Object> arguments = new LinkedHashMap<>(Map.of("domain", "bigip-virtio"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return MODULE.bind(MODULE.spec()
                .bind(ArgumentValue.of(arguments, Span.startOf(new Source("play.yml", "virt_domain:\n")))));
    }

    /** The article's guest whose configuration says four queues where the guest has one. */
    private static Answers pending(String power) {
        String config = DomainAnswers.config()
                .replaceFirst("(<model type='virtio'/>\n)(      <address)", "$1      <driver queues='4'/>\n$2");
        return power(
                DomainAnswers.answers(
                        "bigip-virtio",
                        config,
                        power.startsWith("shut off") ? config : DomainAnswers.live(),
                        "yes",
                        "no"),
                power);
    }

    private static Answers power(Answers answers, String power) {
        return answers.with(Answers.of(Map.of(Virsh.powerState("bigip-virtio"), DomainAnswers.output(power + "\n"))));
    }

    private static VirtDomain.State state(VirtDomain.Args args, Answers answers) {
        return DomainAnswers.value(MODULE.observe(args), answers);
    }

    private static List<Change> diff(VirtDomain.Args args, Answers answers) {
        return MODULE.diff(args, state(args, answers));
    }

    private static List<String> steps(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .map(Step::describe)
                .map(text -> text.replace("virsh -q -c qemu:///system ", "").replace(DomainAnswers.UUID, "U"))
                .toList();
    }

    @Test
    void aRestartThatIsPendingIsToldAndNotMadeWithoutConsent() {
        VirtDomain.Args args = bound();
        assertThat(diff(args, pending("running (booted)"))).isEmpty();
        assertThat(MODULE.warnings(args, state(args, pending("running (booted)"))))
                .containsExactly(
                        "domain bigip-virtio: restart pending: interface 52:54:00:f9:98:e9 (enp4s0f0) queues: live"
                                + " 1, config 4");
    }

    @Test
    void byConsentItIsShutDownWaitedForAndStarted() {
        VirtDomain.Args args = bound("restart", "allow", "shutdown_timeout", 300L);
        List<Change> changes = diff(args, pending("running (booted)"));
        assertThat(changes)
                .extracting(Change::summary)
                .containsExactly(
                        "domain bigip-virtio: state: running -> restarted",
                        "domain bigip-virtio: interface 52:54:00:f9:98:e9 (enp4s0f0) queues (live): 1 -> 4");
        assertThat(changes).extracting(Change::disruption).containsExactly(Disruption.GUEST_RESTART, Disruption.NONE);
        assertThat(steps(changes))
                .containsExactly(
                        "shutdown --domain U",
                        "wait up to 300 s until `domstate --domain U` prints `shut off`",
                        "start --domain U",
                        "wait up to 120 s until `domstate --domain U` prints `running`");
        assertThat(MODULE.warnings(args, state(args, pending("running (booted)"))))
                .isEmpty();
    }

    @Test
    void nobodyCanForetellWhatIsReadOfTheGuestAfterwards() {
        VirtDomain.Args args = bound("restart", "allow");
        Answers before = pending("running (booted)").with(Answers.of(Map.of(THREADS, DomainAnswers.output("1"))));
        Answers after = DomainAnswers.after(before, diff(args, before));
        for (Query query : List.of(
                THREADS,
                Virsh.liveXml("bigip-virtio"),
                Virsh.liveXml(DomainAnswers.UUID),
                Virsh.powerState("bigip-virtio"))) {
            assertThat(after.get(query)).isEmpty();
            assertThat(after.awaited(List.of(query))).contains("the restart of domain bigip-virtio");
        }
        assertThat(after.get(Virsh.inactiveXml("bigip-virtio"))).isPresent();
    }

    @Test
    void theDeadlinePullsThePlugOnlyByConsent() {
        assertThat(steps(diff(bound("state", "restarted", "destroy", true), pending("running (booted)"))))
                .contains("wait up to 120 s until `domstate --domain U` prints `shut off`, else `destroy --domain U`");
    }

    @Test
    void restartedIsAnActionUnlessItDependsOnWhatIsPending() {
        assertThat(diff(bound("state", "restarted"), pending("running (booted)"))
                        .get(0)
                        .action())
                .isTrue();
        Answers nothing = power(DomainAnswers.running(), "running (booted)");
        assertThat(diff(bound("state", "restarted"), nothing)).hasSize(1);
        assertThat(diff(bound("state", "restarted", "restart", "allow"), nothing))
                .isEmpty();
    }

    @Test
    void whatIsShutOffIsStartedAndSeenAsItsConfigurationBefore() {
        assertThat(steps(diff(bound(), pending("shut off (destroyed)"))))
                .containsExactly("start --domain U", "wait up to 120 s until `domstate --domain U` prints `running`");
        VirtDomain.Args off = bound("state", "shut off");
        Answers after = DomainAnswers.after(pending("running (booted)"), diff(off, pending("running (booted)")));
        assertThat(diff(off, after)).isEmpty();
        assertThat(state(off, after).domain().isRunning()).isFalse();
    }

    @Test
    void aManagedSaveImageNeedsConsentToBeDiscarded() {
        Answers saved = power(
                DomainAnswers.answers("bigip-virtio", DomainAnswers.config(), DomainAnswers.config(), "yes", "yes"),
                "shut off (saved)");
        assertThatThrownBy(() -> diff(bound(), saved))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("managed save image");
        assertThat(steps(diff(bound("discard_managed_save", true), saved)).get(0))
                .isEqualTo("start --domain U --force-boot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "running|paused (user)|resume --domain U",
                "running|in shutdown|wait up to 120 s until `domstate --domain U` prints `shut off`",
                "shut off|in shutdown|wait up to 120 s until `domstate --domain U` prints `shut off`",
            })
    void statesBetweenAreEndedGently(String wish, String power, String first) {
        assertThat(steps(diff(bound("state", wish), power(DomainAnswers.running(), power)))
                        .get(0))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "running|paused (I/O error)|which is not for a playbook to end",
                "running|pmsuspended|which is not for a playbook to end",
                "running|crashed (panicked)|cannot shut down",
                "restarted|paused (user)|cannot shut down",
                "shut off|pmsuspended|cannot shut down",
            })
    void whatItTakesMoreConsentToEndIsRefused(String wish, String power, String message) {
        assertThatThrownBy(() -> diff(bound("state", wish), power(DomainAnswers.running(), power)))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTransientDomainIsNeitherShutDownNorRestarted() {
        Answers answers = power(
                DomainAnswers.answers("bigip-virtio", DomainAnswers.config(), DomainAnswers.live(), "no", "no"),
                "running (booted)");
        for (String wish : List.of("restarted", "shut off")) {
            assertThatThrownBy(() -> diff(bound("state", wish), answers))
                    .isInstanceOf(HostProblem.class)
                    .hasMessageContaining("is transient");
        }
        assertThat(diff(bound("restart", "allow"), answers)).isEmpty();
    }

    @Test
    void anIdleGuestIsRestartedAndOneOfWhichLittleIsKnownIsNot() {
        VirtDomain.Args args = bound("restart", "when-idle");
        assertThat(MODULE.observe(args).given(pending("running (booted)")).needs())
                .containsExactly(GuestLoad.query("bigip-virtio"));
        assertThat(MODULE.observe(args)
                        .given(power(DomainAnswers.running(), "running (booted)"))
                        .value())
                .as("nothing is pending, so no sample is taken")
                .isPresent();
        assertThat(diff(args, sampled(sample(0, 0, "0", "0"), sample(5, 100_000_000, "10", "10"))))
                .hasSize(2);
        assertThat(diff(args, sampled(sample(0, 0, "0", "0"), sample(5, 4_000_000_000L, "10", "10"))))
                .isEmpty();
        assertThat(diff(args, sampled(sample(0, 0, "0", "0"), sample(5, 0, "10000", "10"))))
                .isEmpty();
        Answers blind = sampled(sample(0, 0, "0", "?"), sample(5, 0, "0", "?"));
        assertThat(diff(args, blind)).isEmpty();
        assertThat(MODULE.warnings(args, state(args, blind)))
                .contains("domain bigip-virtio is not restarted: whether it is idle is not known (0 % of a CPU, packets"
                        + " not known)");
    }

    private static Answers sampled(String before, String after) {
        return pending("running (booted)").with(Answers.of(Map.of(GuestLoad.query("bigip-virtio"), (Answer)
                DomainAnswers.output(before + "\n" + after))));
    }

    private static String sample(int at, long cpu, String received, String sent) {
        StringBuilder text = new StringBuilder(
                "at=" + (4242 + at) + ".50\nDomain: 'bigip-virtio'\n  cpu.time=" + cpu + "\n  net.count=3\n");
        for (int i = 0; i < 3; i++) {
            text.append("  net." + i + ".rx.pkts=" + received + "\n  net." + i + ".tx.pkts=" + sent + "\n");
        }
        return text.toString();
    }

    @Test
    void pinsAndWhatLibvirtFillsInAreNotPending() {
        Answers pinned = power(
                DomainAnswers.answers(
                        "bigip-virtio",
                        DomainAnswers.config().replace("<vcpupin vcpu='1' cpuset='1'/>", "<emulatorpin cpuset='3'/>"),
                        DomainAnswers.live(),
                        "yes",
                        "no"),
                "running (booted)");
        assertThat(state(bound(), pinned).pending()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<vcpu placement='static'>10|<vcpu placement='static'>12|vCPUs (maximum): live 10, config 12",
                "52:54:00:f9:98:eb|52:54:00:f9:98:ec|interface 52:54:00:f9:98:ec (br0): live not plugged, config plugged",
                "mode='vepa'|mode='bridge'|source: live enp4s0f0 vepa, config enp4s0f0 bridge",
                "<iothreads>|<memory unit='KiB'>4</memory><iothreads>|memory (maximum): live default, config 4 KiB",
            })
    void whatOnlyAStartCanChangeIsPending(String from, String to, String shown) {
        Answers answers = power(
                DomainAnswers.answers(
                        "bigip-virtio", DomainAnswers.config().replace(from, to), DomainAnswers.live(), "yes", "no"),
                "running (booted)");
        assertThat(state(bound(), answers).pending().get(0).shown()).endsWith(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shutdown|use `shut off`",
                "destroyed|use `shut off` with `destroy: true`",
                "rebooted|use `restarted`",
                "what|use one of running, shut off, restarted",
            })
    void otherStatesAreRefusedWithWhatToWriteInstead(String state, String fix) {
        assertThatThrownBy(() -> bound("state", state))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("state must be one of running, shut off, restarted, but is \"" + state + "\"")
                .hasMessageContaining(fix);
    }

    @Test
    void wordsThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> bound("state", "restarted", "restart", "pending"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("which `restart` here forbids");
        assertThatThrownBy(() -> bound("state", "shut off", "restart", "allow"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("means nothing");
    }
}
