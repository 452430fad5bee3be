package io.pinwright.modules.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IrqbalanceTest {

    private static final Query ACTIVE = IrqbalanceState.UNIT;
    private static final String DEBIAN = "/etc/default/irqbalance";
    private static final String SCRIPT =
            IrqbalancePolicy.of(List.of("enp4s0f0", "enp4s0f1")).path();

    private final Irqbalance module = new Irqbalance();
    private final HostAnswers host = ArticleNics.on(new HostAnswers(), "0");

    @BeforeEach
    void irqbalanceRuns() {
        host.file("/usr/sbin/irqbalance", "ELF").file("/usr/local/sbin/.keep", "");
        host.file(DEBIAN, "# Configuration of irqbalance\n#IRQBALANCE_ONESHOT=\nIRQBALANCE_ARGS=\n");
        host.output(ACTIVE, 0, "ActiveState=active\n");
        running("/usr/sbin/irqbalance", "--foreground");
    }

    private void running(String... words) {
        StringBuilder text = new StringBuilder("irqbalance 1\n");
        if (words.length > 0) {
            text.append("p\n");
            List.of(words).forEach(word -> text.append("w ").append(word).append('\n'));
        }
        host.output(IrqbalanceState.DAEMONS, 0, text + "end\n");
    }

    private Irqbalance.Args args(String... devices) {
        ArgumentValue value =
                ArgumentValue.of(Map.of("leave_alone", List.of(devices)), Span.startOf(new Source("play.yml", "x")));
        return module.bind(module.spec().bind(value));
    }

    private Irqbalance.State state(String... devices) {
        return host.observe(module.observe(args(devices)));
    }

    private List<Change> diff(String... devices) {
        return module.diff(args(devices), state(devices));
    }

    private List<String> steps(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .map(Step::describe)
                .map(step -> step.replaceAll(" \\([0-9]+ bytes\\)", ""))
                .toList();
    }

    private String written(List<Change> changes, String path) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .filter(step -> step.writes().filter(path::equals).isPresent())
                .map(step -> ((Step.WriteFile) step).content().bytes().text())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void firstTimeItWritesTheScriptNamesItAndRestarts() {
        List<Change> changes = diff("enp4s0f1", "enp4s0f0");

        assertThat(steps(changes))
                .containsExactly("write " + SCRIPT, "write " + DEBIAN, "systemctl restart irqbalance.service");
        assertThat(changes.get(0).summary())
                .isEqualTo("irqbalance: interrupts left alone: (none) -> enp4s0f0, enp4s0f1");
        assertThat(written(changes, SCRIPT)).startsWith("#!/bin/sh\n").contains("devices='enp4s0f0 enp4s0f1'\n");
        assertThat(written(changes, DEBIAN))
                .isEqualTo("# Configuration of irqbalance\n#IRQBALANCE_ONESHOT=\nIRQBALANCE_ARGS=\"--policyscript="
                        + SCRIPT + "\"\n");
    }

    @Test
    void theScriptBelongsToRootAndMayBeExecuted() {
        assertThat(diff("enp4s0f0").get(0).steps())
                .singleElement()
                .isInstanceOfSatisfying(Step.WriteFile.class, step -> {
                    assertThat(step.mode()).isEqualTo(0755);
                    assertThat(step.owner()).isEqualTo("root");
                });
    }

    @Test
    void afterTheForetoldStepsNothingDiffers() {
        List<Change> changes = diff("enp4s0f0");
        host.predict(changes);

        assertThat(changes).hasSize(3);
        assertThat(diff("enp4s0f0")).isEmpty();
        assertThat(module.result(args("enp4s0f0"), state("enp4s0f0"), List.of()))
                .containsEntry("leave_alone", List.of("enp4s0f0"))
                .containsEntry("active", true);
    }

    @Test
    void aSecondTasksDevicesJoinThoseOfTheFirst() {
        host.predict(diff("enp4s0f0"));
        List<Change> changes = diff("enp4s0f1");
        host.predict(changes);

        assertThat(written(changes, SCRIPT)).contains("devices='enp4s0f0 enp4s0f1'");
        assertThat(steps(changes)).last().asString().startsWith("rm -f -- " + IrqbalancePolicy.PATH_START);
        assertThat(diff("enp4s0f0")).isEmpty();
        assertThat(diff("enp4s0f1")).isEmpty();
    }

    @Test
    void argumentsThatAreThereStay() {
        host.file(DEBIAN, "IRQBALANCE_ARGS='--hintpolicy=exact  --banirq=4' \nX=1");

        assertThat(written(diff("enp4s0f0", "enp4s0f1"), DEBIAN))
                .isEqualTo("IRQBALANCE_ARGS=\"--hintpolicy=exact --banirq=4 --policyscript=" + SCRIPT + "\" \nX=1");
    }

    @Test
    void theLastAssignmentIsTheOneThatCounts() {
        host.file(DEBIAN, "IRQBALANCE_ARGS=-t5\n  IRQBALANCE_ARGS = \n");

        assertThat(written(diff("enp4s0f0", "enp4s0f1"), DEBIAN))
                .isEqualTo("IRQBALANCE_ARGS=-t5\n  IRQBALANCE_ARGS = \"--policyscript=" + SCRIPT + "\"\n");
    }

    @Test
    void withoutAnAssignmentTheDistributionsDefaultIsKept() {
        host.file(DEBIAN, "# nothing set");
        host.file("/usr/lib/irqbalance/defaults.env", "IRQBALANCE_ARGS=\"--journal\"\n");

        assertThat(written(diff("enp4s0f0", "enp4s0f1"), DEBIAN))
                .isEqualTo("# nothing set\nIRQBALANCE_ARGS=\"--journal --policyscript=" + SCRIPT + "\"\n");
    }

    @Test
    void redHatsFileIsUsedWhereItIs() {
        host.remove(DEBIAN).file("/etc/sysconfig/irqbalance", "IRQBALANCE_ARGS=\n");

        assertThat(steps(diff("enp4s0f0"))).contains("write /etc/sysconfig/irqbalance");
    }

    @Test
    void aForeignPolicyScriptIsRefused() {
        for (String foreign : List.of(
                "--policyscript=/etc/irq.sh",
                "--policyscript /etc/irq.sh",
                "-l /etc/irq.sh",
                "-l/etc/irq.sh",
                "--polic=/etc/irq.sh")) {
            host.file(DEBIAN, "IRQBALANCE_ARGS=\"--hintpolicy=exact " + foreign + "\"\n");
            assertThatThrownBy(() -> diff("enp4s0f0"))
                    .as(foreign)
                    .isInstanceOf(HostProblem.class)
                    .hasMessageContaining("already has a policy script, /etc/irq.sh");
        }
    }

    @Test
    void anAssignmentNotUnderstoodIsRefusedWithItsLine() {
        for (String odd : List.of("\"a\" 'b'", "a\\", "\"--banmod=\\\"x\\\"\"")) {
            host.file(DEBIAN, "# x\nIRQBALANCE_ARGS=" + odd + "\n");
            assertThatThrownBy(() -> diff("enp4s0f0"))
                    .as(odd)
                    .isInstanceOf(HostProblem.class)
                    .hasMessageContaining(DEBIAN + " line 2");
        }
    }

    @Test
    void aDaemonStartedWithoutTheScriptIsRestartedThoughTheFilesAreRight() {
        host.predict(diff("enp4s0f0").subList(0, 2));

        List<Change> changes = diff("enp4s0f0");

        assertThat(steps(changes)).containsExactly("systemctl restart irqbalance.service");
        host.predict(changes);
        assertThat(diff("enp4s0f0")).isEmpty();
    }

    @Test
    void aStoppedIrqbalanceIsNotStarted() {
        host.output(ACTIVE, 0, "ActiveState=inactive\n");
        running();

        List<Change> changes = diff("enp4s0f0", "enp4s0f1");
        host.predict(changes);

        assertThat(steps(changes)).containsExactly("write " + SCRIPT, "write " + DEBIAN);
        assertThat(diff("enp4s0f0", "enp4s0f1")).isEmpty();
    }

    @Test
    void anActiveDaemonThatCannotBeSeenIsRestartedOnlyWithAChange() {
        running();
        List<Change> changes = diff("enp4s0f0");
        host.predict(changes);

        assertThat(steps(changes)).contains("systemctl restart irqbalance.service");
        assertThat(diff("enp4s0f0")).isEmpty();
    }

    @Test
    void withoutIrqbalanceThereIsNothingToDo() {
        host.remove(DEBIAN).remove("/usr/sbin/irqbalance").output(ACTIVE, 4, "inactive\n");
        running();

        assertThat(diff("enp4s0f0")).isEmpty();
        assertThat(module.result(args("enp4s0f0"), state("enp4s0f0"), List.of()))
                .containsEntry("installed", false);
    }

    @Test
    void aScriptThatMayNotBeExecutedIsWrittenAgain() {
        host.predict(diff("enp4s0f0"));
        IrqbalancePolicy policy = IrqbalancePolicy.of(List.of("enp4s0f0"));
        Irqbalance.State state = state("enp4s0f0");
        IrqbalanceState broken = state.daemon().withoutScript(policy.path());
        Irqbalance.State damaged = new Irqbalance.State(broken, state.nics());

        assertThat(steps(module.diff(args("enp4s0f0"), damaged))).containsExactly("write " + policy.path());
    }

    @Test
    void aMacvtapMeansTheNicUnderIt() {
        assertThat(diff("macvtap0").get(0).after()).isEqualTo("enp4s0f0");
    }

    @Test
    void aDeviceTheHostLacksIsAProblem() {
        assertThatThrownBy(() -> diff("enp4s0f7"))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no network device enp4s0f7");
    }

    @Test
    void aNameThatIsNoDeviceNeverReachesTheScript() {
        assertThatThrownBy(() -> args("a'; rm -rf /; '"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("must be the name of a network device");
        assertThatThrownBy(() -> IrqbalancePolicy.of(List.of("x y"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tunedAsASecondOwnerIsAWarning() {
        host.file("/etc/tuned/active_profile", "cpu-partitioning\n");

        assertThat(module.warnings(args("enp4s0f0"), state("enp4s0f0")))
                .singleElement()
                .asString()
                .contains("tuned (profile cpu-partitioning)");
    }

    @Test
    void aMissingFolderIsMadeFirst() {
        host.remove("/usr/local/sbin/.keep");

        assertThat(steps(diff("enp4s0f0"))).first().isEqualTo("mkdir -p /usr/local/sbin");
    }
}
