package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.CpuSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirshTest {

    private static DomainState state(Answers answers) {
        return DomainAnswers.value(Virsh.domain("bigip-virtio"), answers);
    }

    private static Answers allFail(Answer answer) {
        return Answers.of(Map.of(
                Virsh.inactiveXml("bigip-virtio"), answer,
                Virsh.liveXml("bigip-virtio"), answer,
                Virsh.info("bigip-virtio"), answer));
    }

    @Test
    void readsARunningDomainInOneRound() {
        assertThat(Virsh.domain("bigip-virtio").given(Answers.NONE).needs()).hasSize(3);
        DomainState state = state(DomainAnswers.running());
        assertThat(state.isRunning()).isTrue();
        assertThat(state.persistent()).isTrue();
        assertThat(state.managedSave()).isFalse();
        assertThat(state.uuid()).isEqualTo(DomainAnswers.UUID);
        assertThat(state.live().orElseThrow().isLive()).isTrue();
        assertThat(state.config().isLive()).isFalse();
    }

    @Test
    void aDomainThatIsShutOffHasNoLiveDocument() {
        assertThat(state(DomainAnswers.shutOff()).live()).isEmpty();
    }

    @Test
    void knowsTransientDomainsAndManagedSaveImages() {
        DomainState state =
                state(DomainAnswers.answers("bigip-virtio", DomainAnswers.config(), DomainAnswers.live(), "no", "yes"));
        assertThat(state.persistent()).isFalse();
        assertThat(state.managedSave()).isTrue();
    }

    @Test
    void takesAUuidForADomain() {
        Answers answers =
                DomainAnswers.answers(DomainAnswers.UUID, DomainAnswers.config(), DomainAnswers.live(), "yes", "no");
        assertThat(DomainAnswers.value(Virsh.domain(DomainAnswers.UUID), answers)
                        .name())
                .isEqualTo("bigip-virtio");
    }

    @Test
    void refusesADomainThatVirshFoundByItsIdInsteadOfItsName() {
        Answers answers = DomainAnswers.answers("3", DomainAnswers.config(), DomainAnswers.live(), "yes", "no");
        assertThatThrownBy(() -> DomainAnswers.value(Virsh.domain("3"), answers))
                .isInstanceOf(HostProblem.class)
                .hasMessage("virsh took \"3\" for the id of the domain bigip-virtio, not for a name");
    }

    @Test
    void namesTheDomainsThereAreWhenOneIsNotFound() {
        Answers answers = allFail(DomainAnswers.failure("error: failed to get domain 'bigip-virtio'\n"))
                .with(Answers.of(Map.of(Virsh.names(), DomainAnswers.output("web1\nweb2\n\n"))));
        assertThatThrownBy(() -> state(answers))
                .isInstanceOf(HostProblem.class)
                .hasMessage("there is no domain bigip-virtio; the host has web1, web2");
    }

    @Test
    void asksForNamesOnlyWhenADomainIsNotFound() {
        Answers failed = allFail(DomainAnswers.failure("error: failed to get domain 'bigip-virtio'\n"));
        assertThat(Virsh.domain("bigip-virtio").given(failed).needs()).containsExactly(Virsh.names());
    }

    @Test
    void saysThatVirshIsMissing() {
        assertThatThrownBy(() -> state(allFail(new Answer.Absent())))
                .isInstanceOf(HostProblem.class)
                .hasMessage("the host has no virsh");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error: failed to connect to the hypervisor NL error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory|libvirt does not answer",
                "error: failed to connect to the hypervisor NL error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused|libvirt does not answer",
                "error: failed to connect to the hypervisor NL error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied|no permission to use libvirt",
                "error: failed to connect to the hypervisor NL error: authentication unavailable: no polkit agent available|no permission to use libvirt",
                "error: operation forbidden: virDomainGetXMLDesc with secure flag|forbids reading passwords",
                "error: internal error: something else|virsh dumpxml --inactive failed with exit status 1: internal error: something else"
            })
    void saysInTheUsersTermsWhyVirshFailed(String stderr, String message) {
        assertThatThrownBy(() -> state(allFail(DomainAnswers.failure(stderr.replace(" NL ", "\n")))))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining(message);
    }

    @Test
    void aHostsErrorTextIsLimitedAndHasNoControlCharacters() {
        assertThatThrownBy(() -> state(allFail(DomainAnswers.failure("error: \u001b[31mbad" + "x".repeat(100_000)))))
                .isInstanceOf(HostProblem.class)
                .message()
                .hasSizeLessThan(700)
                .doesNotContain("\u001b");
    }

    @Test
    void aDocumentThatIsNoXmlIsAProblemOfTheHostAndShowsNoneOfIt() {
        Answers answers = DomainAnswers.answers(
                "bigip-virtio", "<domain><graphics passwd='hunter2'>", DomainAnswers.live(), "yes", "no");
        assertThatThrownBy(() -> state(answers))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("not well-formed")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void whatAStepForetellsIsNotParsedAgainWhateverTheDomainIsCalled() {
        DomainState before = state(DomainAnswers.running());
        DomainXml edited = before.config().withEmulatorPin(CpuSet.of(1));
        Map<Query, Answer> foretold = new HashMap<>();
        before.with(Scope.CONFIG, edited)
                .predictions(Scope.CONFIG)
                .forEach(prediction -> foretold.put(prediction.query(), prediction.answer()));
        for (String called : List.of("bigip-virtio", DomainAnswers.UUID)) {
            Answers after = DomainAnswers.answers(called, DomainAnswers.config(), DomainAnswers.live(), "yes", "no")
                    .with(Answers.of(foretold));
            DomainXml config = DomainAnswers.value(Virsh.domain(called), after).config();
            assertThat(config.document().root()).isSameAs(edited.document().root());
            assertThat(config.document().name()).isEqualTo("domain " + called);
        }
    }

    @Test
    void aNameIsAlwaysTheValueOfAnOption() {
        assertThat(Virsh.inactiveXml("--help").argv())
                .containsSequence("--domain", "--help")
                .endsWith("--help");
    }
}
