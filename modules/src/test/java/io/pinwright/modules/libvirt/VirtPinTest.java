package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtPinTest {

    private static final VirtPin MODULE = new VirtPin();

    private static VirtPin.Args bound(Object... pairs) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("domain", "bigip-virtio");
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put((String) pairs[i], pairs[i + 1]);
        }
        return MODULE.bind(
                MODULE.spec().bind(ArgumentValue.of(arguments, Span.startOf(new Source("play.yml", "virt_pin:\n")))));
    }

    private static List<Change> diff(VirtPin.Args args, Answers answers) {
        return MODULE.diff(args, DomainAnswers.value(MODULE.observe(args), answers));
    }

    private static List<String> summaries(VirtPin.Args args, Answers answers) {
        return diff(args, answers).stream().map(Change::summary).toList();
    }

    private static List<String> commands(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .map(step -> step.describe()
                        .replace("virsh -q -c qemu:///system ", "")
                        .replace(DomainAnswers.UUID, "U"))
                .toList();
    }

    @Test
    void pinsTheRunningDomainAndItsConfigurationEach() {
        List<Change> changes = diff(bound("emulator", Map.of("node", 1L)), DomainAnswers.running());
        assertThat(changes)
                .extracting(Change::summary)
                .containsExactly(
                        "domain bigip-virtio: emulatorpin (live): (none) -> 1,3,5,7,9,11,13,15",
                        "domain bigip-virtio: emulatorpin (config): (none) -> 1,3,5,7,9,11,13,15");
        assertThat(commands(changes))
                .containsExactly(
                        "emulatorpin U 1,3,5,7,9,11,13,15 --live", "emulatorpin U 1,3,5,7,9,11,13,15 --config");
    }

    @Test
    void pinsOnlyTheConfigurationOfADomainThatIsShutOff() {
        assertThat(commands(diff(bound("vcpus", Map.of("1", "2")), DomainAnswers.shutOff())))
                .containsExactly("vcpupin U 1 2 --config");
    }

    @Test
    void pinsOnlyTheRunningDomainWhenItIsTransient() {
        Answers answers =
                DomainAnswers.answers("bigip-virtio", DomainAnswers.config(), DomainAnswers.live(), "no", "no");
        VirtPin.Args args = bound("vcpus", Map.of("1", "2"));
        assertThat(commands(diff(args, answers))).containsExactly("vcpupin U 1 2 --live");
        assertThat(MODULE.warnings(args, DomainAnswers.value(MODULE.observe(args), answers)))
                .singleElement()
                .asString()
                .contains("transient");
    }

    @Test
    void readsTheArticlesWish() {
        Map<String, Object> vcpus = new LinkedHashMap<>();
        vcpus.put("0", "0");
        vcpus.put("1", "2");
        vcpus.put("2-9", Map.of("node", 0L));
        assertThat(summaries(bound("vcpus", vcpus), DomainAnswers.shutOff()))
                .hasSize(9)
                .startsWith(
                        "domain bigip-virtio: vcpupin 1 (config): 1 -> 2",
                        "domain bigip-virtio: vcpupin 2 (config): (none) -> 0,2,4,6,8,10,12,14");
    }

    @Test
    void aListGivesEachVcpuItsOwnCpus() {
        assertThat(summaries(bound("vcpus", Map.of("2-4", List.of(4L, "6", "8-9"))), DomainAnswers.shutOff()))
                .containsExactly(
                        "domain bigip-virtio: vcpupin 2 (config): (none) -> 4",
                        "domain bigip-virtio: vcpupin 3 (config): (none) -> 6",
                        "domain bigip-virtio: vcpupin 4 (config): (none) -> 8-9");
        assertThat(summaries(bound("vcpus", List.of("0", "3")), DomainAnswers.shutOff()))
                .containsExactly("domain bigip-virtio: vcpupin 1 (config): 1 -> 3");
    }

    @Test
    void allMeansTheVcpusThatAreNotNamed() {
        assertThat(summaries(bound("vcpus", Map.of("all", "2", "0", "0", "1", "1")), DomainAnswers.shutOff()))
                .hasSize(8)
                .allMatch(line -> line.endsWith("(none) -> 2"));
        assertThat(summaries(bound("vcpus", Map.of("node", 0L)), DomainAnswers.shutOff()))
                .hasSize(10);
    }

    @Test
    void anEqualPinIsNoChangeWhateverItsSpelling() {
        assertThat(diff(bound("vcpus", Map.of("0", "0-1,^1", "1", 1L)), DomainAnswers.running()))
                .isEmpty();
    }

    @Test
    void nothingIsLeftToDoAfterTheStepsAsPredicted() {
        VirtPin.Args args =
                bound("vcpus", Map.of("node", 0L), "emulator", Map.of("node", 1L), "iothreads", Map.of("1", "3"));
        for (Answers before : List.of(DomainAnswers.running(), DomainAnswers.shutOff())) {
            assertThat(diff(args, DomainAnswers.after(before, diff(args, before))))
                    .isEmpty();
        }
    }

    @Test
    void stoppingBetweenAnyTwoStepsEndsInTheSameState() {
        VirtPin.Args args = bound("vcpus", Map.of("0-2", Map.of("node", 0L)), "emulator", "1,3");
        Answers before = DomainAnswers.running();
        List<Change> all = diff(args, before);
        VirtPin.State end = DomainAnswers.value(MODULE.observe(args), DomainAnswers.after(before, all));
        for (int done = 0; done <= all.size(); done++) {
            Answers stopped = DomainAnswers.after(before, all.subList(0, done));
            Answers resumed = DomainAnswers.after(stopped, diff(args, stopped));
            assertThat(DomainAnswers.value(MODULE.observe(args), resumed).domain())
                    .isEqualTo(end.domain());
        }
    }

    @Test
    void aThreadWithoutAPinHasTheDomainsCpusWhenItNamesThem() {
        String config = DomainAnswers.config().replace("<vcpu placement='static'>", "<vcpu cpuset='0-3'>");
        Answers answers = DomainAnswers.answers("bigip-virtio", config, config, "yes", "no");
        assertThat(diff(bound("vcpus", Map.of("5", "0-3"), "emulator", "0-3"), answers))
                .isEmpty();
        assertThat(diff(bound("vcpus", Map.of("5", "0-2")), answers)).hasSize(1);
    }

    @Test
    void aPlacementByNumadSaysNothingOfTheCpus() {
        String config = DomainAnswers.config().replace("placement='static'", "placement='auto' cpuset='0-3'");
        Answers answers = DomainAnswers.answers("bigip-virtio", config, config, "yes", "no");
        assertThat(diff(bound("emulator", "0-3"), answers)).hasSize(1);
    }

    @Test
    void aVcpuThatOnlyTheConfigurationHasWaitsForTheRestart() {
        String live = DomainAnswers.live().replace(">10</vcpu>", ">2</vcpu>");
        Answers answers = DomainAnswers.answers("bigip-virtio", DomainAnswers.config(), live, "yes", "no");
        VirtPin.Args args = bound("vcpus", Map.of("5", "4"));
        assertThat(commands(diff(args, answers))).containsExactly("vcpupin U 5 4 --config");
        assertThat(MODULE.warnings(args, DomainAnswers.value(MODULE.observe(args), answers)))
                .singleElement()
                .asString()
                .contains("vcpupin 5: restart pending");
        assertThat(MODULE.pending(args, DomainAnswers.value(MODULE.observe(args), answers)))
                .as("its pin is a change first")
                .isEmpty();
        Answers pinned = DomainAnswers.after(answers, diff(args, answers));
        assertThat(MODULE.pending(args, DomainAnswers.value(MODULE.observe(args), pinned)))
                .containsExactly(new Pending("domain bigip-virtio", "vcpupin 5", "4", null));
    }

    @Test
    void refusesVcpusCpusAndNodesThatAreNotThere() {
        assertThatThrownBy(() -> diff(bound("vcpus", Map.of("10", "0")), DomainAnswers.running()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("has no vCPU 10, only 0 to 9");
        assertThatThrownBy(() -> diff(bound("emulator", "15-17"), DomainAnswers.running()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("16-17");
        assertThatThrownBy(() -> diff(bound("emulator", Map.of("node", 5L)), DomainAnswers.running()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no NUMA node 5");
        assertThatThrownBy(() -> diff(bound("iothreads", Map.of("2", "0")), DomainAnswers.running()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("has no iothread 2");
    }

    @Test
    void refusesMistypedWishes() {
        assertThatThrownBy(() -> bound("vcpus", Map.of("2-x", "0")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("key \"2-x\"");
        assertThatThrownBy(() -> bound("vcpus", Map.of("0-2", "0", "2", "1"))).hasMessageContaining("names 2 twice");
        assertThatThrownBy(() -> bound("vcpus", Map.of("0-2", List.of("0", "1"))))
                .hasMessageContaining("2 items for 3 numbers");
        assertThatThrownBy(() -> bound("vcpus", Map.of())).hasMessageContaining("empty mapping");
        assertThatThrownBy(() -> bound()).hasMessageContaining("nothing to pin");
    }
}
