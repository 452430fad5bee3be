package io.pinwright.modules.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.system.HostFacts.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SetupTest {

    private static HostFacts answered(Answer answerToAll) {
        Observation<HostFacts> observation = HostFacts.observe();
        Map<Query, Answer> answers = new HashMap<>();
        observation.given(Answers.NONE).needs().forEach(query -> answers.put(query, answerToAll));
        return observation.given(Answers.of(answers)).value().orElseThrow();
    }

    @Test
    void everythingIsReadInOneRound() {
        Map<Query, Answer> answers = new HashMap<>();
        Observation<HostFacts> observation = HostFacts.observe();
        Observation.Progress<HostFacts> first = observation.given(Answers.NONE);
        first.needs()
                .forEach(query -> answers.put(
                        query, query instanceof Query.Glob ? new Answer.Entries(Map.of()) : new Answer.Absent()));
        assertThat(observation.given(Answers.of(answers)).needs()).isEmpty();
    }

    @Test
    void hostThatAnswersNothingHasProblemsNotFacts() {
        HostFacts facts = answered(new Answer.Unreadable("Permission denied"));
        assertThat(facts.identity()).isEmpty();
        assertThat(facts.topology()).isEmpty();
        assertThat(facts.problems())
                .isNotEmpty()
                .anySatisfy(problem -> assertThat(problem).contains("Permission denied"));
        assertThat(facts.toText()).startsWith("Unknown:\n");
    }

    @Test
    void factsHaveOurTreeAndAnsiblesNames() {
        Map<String, Object> result = new Setup()
                .result(
                        new Setup.Args(Set.of(Part.values())),
                        HostFixture.r710Before().facts(),
                        List.of());
        assertThat(result).containsOnlyKeys("ansible_facts");
        @SuppressWarnings("unchecked")
        Map<String, Object> facts = (Map<String, Object>) result.get("ansible_facts");
        assertThat(facts)
                .containsEntry("ansible_hostname", "r710")
                .containsEntry("ansible_nodename", "r710.example.net")
                .containsEntry("ansible_distribution", "Debian")
                .containsEntry("ansible_distribution_version", "12.15")
                .containsEntry("ansible_distribution_major_version", "12")
                .containsEntry("ansible_os_family", "Debian")
                .containsEntry("ansible_architecture", "x86_64")
                .containsEntry("ansible_kernel", "6.1.0-56-amd64")
                .containsEntry("ansible_memtotal_mb", 73728L)
                .containsEntry("ansible_processor_vcpus", 16)
                .containsEntry("ansible_processor_count", 2)
                .containsKey("pinwright");
        assertThat((List<?>) facts.get("ansible_interfaces")).hasSize(7);
    }

    @Test
    void factThatIsNotKnownIsNotThere() {
        assertThat(AnsibleFacts.of(answered(new Answer.Unreadable("no")))).containsOnlyKeys("pinwright");
    }

    @Test
    void neverChangesAnything() {
        Setup setup = new Setup();
        assertThat(setup.diff(new Setup.Args(Set.of()), HostFixture.r710Before().facts()))
                .isEmpty();
    }

    @Test
    void subsetsAreAnsibles() {
        assertThat(Setup.parts(List.of("all"))).containsExactlyInAnyOrder(Part.values());
        assertThat(Setup.parts(List.of("!all"))).containsExactly(Part.IDENTITY);
        assertThat(Setup.parts(List.of("network"))).containsExactlyInAnyOrder(Part.IDENTITY, Part.TOPOLOGY);
        assertThat(Setup.parts(List.of("!virtual"))).containsExactlyInAnyOrder(Part.IDENTITY, Part.TOPOLOGY);
        assertThat(Setup.parts(List.of("!all", "virtual"))).containsExactlyInAnyOrder(Part.IDENTITY, Part.DOMAINS);
        assertThat(Setup.parts(List.of("!all", "!min"))).isEmpty();
    }

    @Test
    void partThatIsNotAskedForCostsNoRead() {
        assertThat(HostFacts.observe(Set.of(Part.IDENTITY)).given(Answers.NONE).needs())
                .containsExactlyInAnyOrder(HostIdentity.FILES, HostIdentity.MACHINE);
    }

    @Test
    void osReleaseIsReadWithItsQuotes() {
        HostIdentity identity = HostIdentity.parse(
                Map.of(
                        "/usr/lib/os-release",
                        "# c\nID='ubuntu'\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"A \\\"b\\\" \\$c\"\n"),
                "");
        assertThat(identity.distributionId()).contains("ubuntu");
        assertThat(identity.distributionVersion()).contains("24.04");
        assertThat(identity.prettyName()).contains("A \"b\" $c");
        assertThat(identity.architecture()).isEmpty();
    }

    @Test
    void rollingDebianHasNoPointRelease() {
        HostIdentity identity =
                HostIdentity.parse(Map.of("/etc/os-release", "ID=debian\n", "/etc/debian_version", "trixie/sid\n"), "");
        assertThat(identity.distributionVersion()).isEmpty();
    }
}
