package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtInterfaceTest {

    private static final VirtInterface MODULE = new VirtInterface();

    private static final VirtInterface.Args FOUR_QUEUES = new VirtInterface.Args(
            "bigip-virtio", InterfaceSelector.allMacvtaps(), new DriverWish("vhost", 4, null, null));

    private static VirtInterface.Args bound(Map<String, Object> arguments) {
        return MODULE.bind(MODULE.spec()
                .bind(ArgumentValue.of(arguments, Span.startOf(new Source("play.yml", "virt_interface:\n")))));
    }

    private static DomainState state(Answers answers) {
        return DomainAnswers.value(MODULE.observe(FOUR_QUEUES), answers);
    }

    private static List<Change> diff(VirtInterface.Args args, Answers answers) {
        return MODULE.diff(args, DomainAnswers.value(MODULE.observe(args), answers));
    }

    @Test
    void plansAChangeForEachAttributeAndOneStepForEachInterface() {
        List<Change> changes = diff(FOUR_QUEUES, DomainAnswers.running());
        assertThat(changes)
                .extracting(Change::summary)
                .containsExactly(
                        "domain bigip-virtio: interface 52:54:00:f9:98:e9 (enp4s0f0) driver (config): (none) -> vhost",
                        "domain bigip-virtio: interface 52:54:00:f9:98:e9 (enp4s0f0) queues (config): 1 -> 4",
                        "domain bigip-virtio: interface 52:54:00:f9:98:ea (enp4s0f1) driver (config): qemu -> vhost",
                        "domain bigip-virtio: interface 52:54:00:f9:98:ea (enp4s0f1) queues (config): 2 -> 4");
        assertThat(changes).extracting(change -> change.steps().size()).containsExactly(1, 0, 1, 0);
    }

    @Test
    void theStepUpdatesThePersistentInterfaceByUuidWithTheCompleteElementOnStandardInput() {
        Step.Run step = (Step.Run)
                diff(FOUR_QUEUES, DomainAnswers.running()).get(2).steps().get(0);
        assertThat(step.describe())
                .isEqualTo("virsh -q -c qemu:///system update-device " + DomainAnswers.UUID + " /dev/stdin --config < ("
                        + step.stdin().bytes().length() + " secret bytes)");
        assertThat(step.stdin().bytes().text()).isEqualTo("""
                        <interface type='direct'>
                              <mac address='52:54:00:f9:98:ea'/>
                              <source dev='enp4s0f1' mode='vepa'/>
                              <model type='virtio'/>
                              <driver name='vhost' queues='4' txmode='iothread'/>
                            </interface>
                        """);
    }

    @Test
    void nothingIsLeftToDoAfterTheStepsAsPredicted() {
        for (Answers before : List.of(DomainAnswers.running(), DomainAnswers.shutOff())) {
            Answers after = DomainAnswers.after(before, diff(FOUR_QUEUES, before));
            assertThat(diff(FOUR_QUEUES, after)).isEmpty();
        }
    }

    @Test
    void predictsOnlyWhatItOwns() {
        Answers before = DomainAnswers.running();
        DomainState after = state(DomainAnswers.after(before, diff(FOUR_QUEUES, before)));
        assertThat(after.config().text())
                .isEqualTo(DomainAnswers.config()
                        .replaceFirst(
                                "(<model type='virtio'/>\n)(      <address)",
                                "$1      <driver name='vhost' queues='4'/>\n$2")
                        .replace("name='qemu' queues='2'", "name='vhost' queues='4'"));
        assertThat(after.live()).isEqualTo(state(before).live());
    }

    @Test
    void aChangeOfARunningGuestTakesEffectAtItsNextStart() {
        assertThat(diff(FOUR_QUEUES, DomainAnswers.running()))
                .extracting(Change::effect)
                .containsOnly(Effect.NEXT_START);
        assertThat(diff(FOUR_QUEUES, DomainAnswers.shutOff()))
                .extracting(Change::effect)
                .containsOnly(Effect.NOW);
    }

    @Test
    void aRestartIsPendingOnEveryRunWhileLiveDiffersFromConfig() {
        Answers after = DomainAnswers.after(DomainAnswers.running(), diff(FOUR_QUEUES, DomainAnswers.running()));
        DomainState state = state(after);
        assertThat(MODULE.warnings(FOUR_QUEUES, state))
                .contains("domain bigip-virtio: interface 52:54:00:f9:98:e9 (enp4s0f0): restart pending: live driver"
                        + " default, config vhost; live queues 1, config 4");
        assertThat(MODULE.result(FOUR_QUEUES, state, List.of())).containsEntry("restart_pending", true);
    }

    @Test
    void whatIsConfiguredAndDoesNotRunIsPendingAttributeByAttribute() {
        DomainState state =
                state(DomainAnswers.after(DomainAnswers.running(), diff(FOUR_QUEUES, DomainAnswers.running())));
        assertThat(MODULE.pending(FOUR_QUEUES, state))
                .contains(
                        new Pending(
                                "domain bigip-virtio", "interface 52:54:00:f9:98:e9 (enp4s0f0) driver", "vhost", null),
                        new Pending("domain bigip-virtio", "interface 52:54:00:f9:98:e9 (enp4s0f0) queues", "4", "1"));
        assertThat(MODULE.pending(FOUR_QUEUES, state(DomainAnswers.shutOff()))).isEmpty();
    }

    @Test
    void whatIsNotConfiguredYetIsAChangeAndNotPending() {
        DomainState state = state(DomainAnswers.running());
        assertThat(MODULE.diff(FOUR_QUEUES, state)).isNotEmpty();
        assertThat(MODULE.pending(FOUR_QUEUES, state)).isEmpty();
    }

    @Test
    void aChangeIsKnownToBringWhatIsPendingAfterIt() {
        Answers before = DomainAnswers.running();
        List<Change> changes = diff(FOUR_QUEUES, before);
        assertThat(MODULE.pending(FOUR_QUEUES, state(DomainAnswers.after(before, changes))))
                .hasSize(changes.size())
                .allMatch(pending -> changes.stream().anyMatch(pending::isBroughtBy));
    }

    @Test
    void whatARunningGuestWasStartedWithNeedsNoRestart() {
        Answers tuned = DomainAnswers.after(DomainAnswers.running(), diff(FOUR_QUEUES, DomainAnswers.running()));
        DomainState state =
                state(DomainAnswers.running()).with(Scope.LIVE, state(tuned).config());

        assertThat(MODULE.diff(FOUR_QUEUES, state))
                .extracting(Change::effect)
                .hasSize(4)
                .containsOnly(Effect.NOW);
        assertThat(MODULE.warnings(FOUR_QUEUES, state)).isEmpty();
    }

    @Test
    void noRestartIsPendingWhenBothAreAlike() {
        DomainState state = state(DomainAnswers.running());
        assertThat(MODULE.warnings(FOUR_QUEUES, state)).isEmpty();
        assertThat(MODULE.result(FOUR_QUEUES, state, List.of()))
                .containsEntry("restart_pending", false)
                .containsEntry("domain", "bigip-virtio");
    }

    @Test
    void diffsHidePasswords() {
        Change.TextDiff diff =
                diff(FOUR_QUEUES, DomainAnswers.running()).get(0).diff().orElseThrow();
        assertThat(diff.before()).contains("passwd='****'").doesNotContain("hunter2");
        assertThat(diff.after()).contains("queues='4'").doesNotContain("hunter2");
    }

    @Test
    void warnsOfMoreQueuesThanVcpus() {
        VirtInterface.Args many =
                new VirtInterface.Args("bigip-virtio", InterfaceSelector.allMacvtaps(), DriverWish.ofQueues(16));
        assertThat(MODULE.warnings(many, state(DomainAnswers.shutOff())))
                .singleElement()
                .asString()
                .contains("has 10 vCPUs: of 16 queues");
    }

    @Test
    void warnsOfAManagedSaveImage() {
        Answers saved =
                DomainAnswers.answers("bigip-virtio", DomainAnswers.config(), DomainAnswers.config(), "yes", "yes");
        assertThat(MODULE.warnings(FOUR_QUEUES, state(saved)))
                .singleElement()
                .asString()
                .contains("managed save image");
    }

    @Test
    void refusesATransientDomainThatWouldHaveToChange() {
        Answers answers =
                DomainAnswers.answers("bigip-virtio", DomainAnswers.config(), DomainAnswers.live(), "no", "no");
        assertThatThrownBy(() -> diff(FOUR_QUEUES, answers))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("is transient");
    }

    @Test
    void anUnclearSelectorIsAProblemOfThatHost() {
        VirtInterface.Args args =
                new VirtInterface.Args("bigip-virtio", InterfaceSelector.ofSource("eth7"), DriverWish.ofQueues(4));
        assertThatThrownBy(() -> diff(args, DomainAnswers.running()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no interface with source eth7")
                .hasMessageContaining("52:54:00:f9:98:eb, type bridge, source br0");
    }

    @Test
    void bindsTheArgumentsOfAPlaybook() {
        assertThat(bound(Map.of(
                        "domain", "bigip-virtio", "select", Map.of("type", "direct"), "driver", "vhost", "queues", 4L)))
                .isEqualTo(new VirtInterface.Args(
                        "bigip-virtio", InterfaceSelector.ofType("direct"), new DriverWish("vhost", 4, null, null)));
    }

    @Test
    void withoutASelectorAllMacvtapsAreMeant() {
        assertThat(bound(Map.of("domain", "d", "queues", "4")).select().isAllMacvtaps())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queues|0|queues must be 1 to 256, but is \"0\"",
                "queues|257|queues must be 1 to 256, but is \"257\"",
                "queues|four|queues must be an integer, but is \"four\"",
                "driver|vhst|did you mean `vhost`?",
                "rx_queue_size|128|rx_queue_size must be 256, 512 or 1024",
                "tx_queue_size|2048|tx_queue_size must be 256, 512 or 1024",
                "quues|4|did you mean `queues`?"
            })
    void refusesBadArgumentsAtTheirPlace(String name, String value, String message) {
        assertThatThrownBy(() -> bound(Map.of("domain", "d", name, value)))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("play.yml:1:1")
                .hasMessageContaining(message);
    }

    @Test
    void refusesATaskWithoutAWish() {
        assertThatThrownBy(() -> bound(Map.of("domain", "d"))).hasMessageContaining("nothing to set");
        assertThatThrownBy(() -> bound(Map.of("queues", 4L))).hasMessageContaining("needs the argument `domain`");
    }

    @Test
    void anEmptySelectorDoesNotMeanAll() {
        assertThatThrownBy(() -> bound(Map.of("domain", "d", "queues", 4L, "select", Map.of())))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("select names nothing");
    }

    @Test
    void stoppingBetweenAnyTwoStepsEndsInTheSameState() {
        Answers before = DomainAnswers.running();
        List<Change> all = diff(FOUR_QUEUES, before);
        DomainState end = state(DomainAnswers.after(before, all));
        for (int done = 0; done <= all.size(); done++) {
            Answers stopped = DomainAnswers.after(before, all.subList(0, done));
            assertThat(state(DomainAnswers.after(stopped, diff(FOUR_QUEUES, stopped))))
                    .isEqualTo(end);
        }
    }
}
