package io.pinwright.modules.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IrqAffinityTest {

    private static final String ODD = "1,3,5,7,9,11,13,15";
    private static final Query MODES =
            new Query.Run("sh", "-c", "exec stat -c '%a %n' /proc/irq/[0-9]*/smp_affinity_list");

    private final IrqAffinity module = new IrqAffinity();
    private final HostAnswers host = ArticleNics.on(new HostAnswers(), ODD);

    private IrqAffinity.Args args(Map<String, Object> arguments) {
        ArgumentValue value = ArgumentValue.of(arguments, Span.startOf(new Source("play.yml", "x")));
        return module.bind(module.spec().bind(value));
    }

    private List<Change> diff(Map<String, Object> arguments) {
        IrqAffinity.Args args = args(arguments);
        return module.diff(args, host.observe(module.observe(args)));
    }

    @Test
    void queuesOnTheWishedNodeNeedNothing() {
        assertThat(diff(Map.of("device", "enp4s0f0", "node", 1L))).isEmpty();
    }

    @Test
    void aPartOfTheNodeIsRightUnlessQueuesShallBeSpread() {
        ArticleNics.on(host, "3");

        assertThat(diff(Map.of("device", "enp4s0f0", "node", 1L))).isEmpty();
        assertThat(diff(Map.of("device", "enp4s0f0", "node", 1L, "spread", "per-queue")))
                .hasSize(7);
    }

    @Test
    void queuesElsewhereMoveToTheWholeNode() {
        List<Change> changes = diff(Map.of("device", "enp4s0f0", "node", 0L));

        assertThat(changes)
                .hasSize(8)
                .first()
                .satisfies(change -> assertThat(change.summary())
                        .isEqualTo(
                                "NIC enp4s0f0: interrupt enp4s0f0-TxRx-0: 1,3,5,7,9,11,13,15 -> 0,2,4,6,8,10,12,14"));
        assertThat(changes.get(0).steps())
                .singleElement()
                .satisfies(step -> assertThat(step.describe())
                        .isEqualTo("echo 0,2,4,6,8,10,12,14 > /proc/irq/42/smp_affinity_list"));
    }

    @Test
    void spreadGivesQueueNTheNthCpu() {
        assertThat(diff(Map.of("device", "enp4s0f1", "cpus", "0,2,4", "spread", "per-queue")))
                .extracting(Change::after)
                .containsExactly("0", "2", "4", "0", "2", "4", "0", "2");
    }

    @Test
    void receiveAndTransmitOfOneQueueShareACpu() {
        host.file(
                "/proc/interrupts",
                "  CPU0 CPU1\n 42: 0 0 PCI-MSI 1-edge enp4s0f0-rx-0\n 43: 0 0 PCI-MSI 2-edge enp4s0f0-tx-0\n"
                        + " 44: 0 0 PCI-MSI 3-edge enp4s0f0-rx-1\n 45: 0 0 PCI-MSI 4-edge enp4s0f0-tx-1\n");

        assertThat(diff(Map.of("device", "enp4s0f0", "cpus", "4,6", "spread", "per-queue")))
                .extracting(Change::attribute, Change::after)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("interrupt enp4s0f0-rx-0", "4"),
                        org.assertj.core.groups.Tuple.tuple("interrupt enp4s0f0-tx-0", "4"),
                        org.assertj.core.groups.Tuple.tuple("interrupt enp4s0f0-rx-1", "6"),
                        org.assertj.core.groups.Tuple.tuple("interrupt enp4s0f0-tx-1", "6"));
    }

    @Test
    void otherVectorsMoveOnlyWhenAsked() {
        assertThat(diff(Map.of("device", "enp4s0f0", "node", 0L, "others", true)))
                .extracting(Change::attribute)
                .hasSize(9)
                .last()
                .isEqualTo("interrupt enp4s0f0");
    }

    @Test
    void aMacvtapMeansTheNicUnderIt() {
        assertThat(diff(Map.of("device", "macvtap0", "node", 0L)))
                .hasSize(8)
                .allMatch(change -> change.target().equals("NIC enp4s0f0"));
    }

    @Test
    void aBondMeansAllItsNics() {
        assertThat(diff(Map.of("device", "bond0", "node", 0L))).hasSize(16);
    }

    @Test
    void aDeviceWithoutHardwareHasNothingToPlaceAndSaysSo() {
        IrqAffinity.Args args = args(Map.of("device", "dummy0", "node", 0L));
        IrqAffinity.State state = host.observe(module.observe(args));

        assertThat(module.diff(args, state)).isEmpty();
        assertThat(module.warnings(args, state)).singleElement().asString().contains("dummy0 has no hardware");
    }

    @Test
    void afterTheForetoldWritesNothingDiffers() {
        for (Map<String, Object> arguments : List.<Map<String, Object>>of(
                Map.of("device", "enp4s0f0", "node", 0L),
                Map.of("device", "enp4s0f1", "cpus", "0,2,4", "spread", "per-queue"),
                Map.of("device", "bond0", "cpus", "7", "others", true))) {
            List<Change> changes = diff(arguments);
            host.predict(changes);

            assertThat(changes).isNotEmpty();
            assertThat(diff(arguments)).isEmpty();
        }
    }

    @Test
    void laterTasksKeepWhatEarlierOnesForetell() {
        host.predict(diff(Map.of("device", "enp4s0f0", "node", 0L)));
        host.predict(diff(Map.of("device", "enp4s0f1", "node", 0L)));

        assertThat(diff(Map.of("device", "bond0", "node", 0L))).isEmpty();
    }

    @Test
    void anInterruptThatTheKernelManagesIsNamedAndNotWritten() {
        host.output(
                MODES,
                1,
                "644 /proc/irq/43/smp_affinity_list\n444 /proc/irq/44/smp_affinity_list\n600 /proc/irq/45/smp_affinity_list\n");

        assertThatThrownBy(() -> diff(Map.of("device", "enp4s0f0", "node", 0L)))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("enp4s0f0-TxRx-2 (now on CPU 1,3,5,7,9,11,13,15)")
                .hasMessageNotContaining("TxRx-3");
        assertThat(diff(Map.of("device", "enp4s0f0", "node", 1L))).isEmpty();
    }

    @Test
    void anAffinityThatCannotBeReadIsUnknownNotRight() {
        host.remove("/proc/irq/45/smp_affinity_list");

        assertThatThrownBy(() -> diff(Map.of("device", "enp4s0f0", "node", 1L)))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("enp4s0f0-TxRx-3")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aMistypedDeviceIsNotFoundWithTheNearestName() {
        assertThatThrownBy(() -> diff(Map.of("device", "enp4s0f8", "node", 1L)))
                .isInstanceOfSatisfying(HostProblem.class, problem -> {
                    assertThat(problem.message()).contains("no network device enp4s0f8");
                    assertThat(problem.fix())
                            .hasValueSatisfying(fix -> assertThat(fix).contains("enp4s0f"));
                });
    }

    @Test
    void aNodeOrCpuThatTheHostLacksIsAProblem() {
        assertThatThrownBy(() -> diff(Map.of("device", "enp4s0f0", "node", 5L)))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no NUMA node 5");
        assertThatThrownBy(() -> diff(Map.of("device", "enp4s0f0", "cpus", "15,16")))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("CPU 16 is not online");
    }

    @Test
    void exactlyOneOfCpusAndNodeIsGiven() {
        assertThatThrownBy(() -> args(Map.of("device", "enp4s0f0")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("either `cpus` or `node` must be given");
        assertThatThrownBy(() -> args(Map.of("device", "enp4s0f0", "node", 1L, "cpus", "1")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("both given");
    }

    @Test
    void aDeviceNameIsNoPath() {
        assertThatThrownBy(() -> args(Map.of("device", "../../etc", "node", 1L)))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("device must be the name of a network device");
    }

    @Test
    void allTasksOfTheModuleShareTheirReads() {
        assertThat(module.observe(args(Map.of("device", "enp4s0f0", "node", 1L)))
                        .given(Answers.NONE)
                        .needs())
                .isEqualTo(module.observe(args(Map.of("device", "bond0", "cpus", "1")))
                        .given(Answers.NONE)
                        .needs());
    }

    @Test
    void everyStepIsAKernelFileThatForetellsTheReadItChanges() {
        assertThat(diff(Map.of("device", "enp4s0f0", "node", 0L)))
                .allSatisfy(change -> assertThat(change.steps())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Step.WriteKernelFile.class,
                                step -> assertThat(step.predicts())
                                        .extracting(prediction -> (Object) prediction.query())
                                        .containsExactly(NicInterrupts.AFFINITIES)));
    }
}
