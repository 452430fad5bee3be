package io.pinwright.modules.vhost;

import static io.pinwright.modules.vhost.ArticleHost.EVEN;
import static io.pinwright.modules.vhost.ArticleHost.NAME;
import static io.pinwright.modules.vhost.ArticleHost.ODD;
import static io.pinwright.modules.vhost.ArticleHost.UUID;
import static io.pinwright.modules.vhost.ArticleHost.domainXml;
import static io.pinwright.modules.vhost.ArticleHost.kthreads;
import static io.pinwright.modules.vhost.ArticleHost.vhostTasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.CpuWish;
import io.pinwright.modules.irq.HostAnswers;
import io.pinwright.modules.libvirt.VcpuWishes;
import io.pinwright.modules.libvirt.VirtPin;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VhostAffinityTest {

    private static final String EVENS = EVEN.toString();
    private static final String ODDS = ODD.toString();
    private static final String VIRSH = "virsh -q -c qemu:///system ";

    private final VhostAffinity module = new VhostAffinity();
    private final HostAnswers host = new HostAnswers();

    private VhostAffinity.Args args(Map<String, Object> arguments) {
        return module.bind(module.spec().bind(ArgumentValue.of(arguments, Span.startOf(new Source("play.yml", "x")))));
    }

    private List<Change> diff(VhostAffinity.Args args) {
        return module.diff(args, host.observe(module.observe(args)));
    }

    private List<Change> node1() {
        return diff(args(Map.of("domain", NAME, "node", 1L)));
    }

    private static List<String> steps(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .map(Step::describe)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theArticlesMoveNeedsTwoPinsAndNoTaskset(boolean tasks) {
        String threads = tasks ? vhostTasks(EVEN, EVEN) : kthreads(EVEN, EVEN);
        ArticleHost.on(host, domainXml(false, EVENS, "4"), domainXml(true, EVENS, "4"), threads);

        List<Change> changes = node1();

        assertThat(steps(changes))
                .containsExactly(
                        VIRSH + "emulatorpin " + UUID + " " + ODDS + " --live",
                        VIRSH + "emulatorpin " + UUID + " " + ODDS + " --config");
        assertThat(changes.get(0).summary())
                .isEqualTo("domain bigip-virtio: emulatorpin (live): " + EVENS + " -> " + ODDS);
        host.predict(changes);
        assertThat(node1()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workersWhereTheyBelongNeedNothing(boolean tasks) {
        String threads = tasks ? vhostTasks(ODD, ODD) : kthreads(ODD, ODD);
        ArticleHost.on(host, domainXml(false, ODDS, "4"), domainXml(true, ODDS, "4"), threads);

        VhostAffinity.Args args = args(Map.of("domain", NAME, "cpus", ODDS));
        assertThat(diff(args)).isEmpty();
        assertThat(module.warnings(args, host.observe(module.observe(args)))).isEmpty();
        assertThat(module.result(args, host.observe(module.observe(args)), List.of()))
                .containsEntry("workers", 9)
                .containsEntry("cpus", ODDS);
    }

    @Test
    void theArticlesOwnCommandIsLostAtTheNextStartSoTheConfigurationFollows() {
        ArticleHost.on(host, domainXml(false, EVENS, "4"), domainXml(true, ODDS, "4"), kthreads(ODD, ODD));

        assertThat(steps(node1())).containsExactly(VIRSH + "emulatorpin " + UUID + " " + ODDS + " --config");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workersThatDidNotFollowAreMovedOneByOne(boolean tasks) {
        String threads = tasks ? vhostTasks(ODD, CpuSet.of(1, 3)) : kthreads(ODD, CpuSet.of(1, 3));
        ArticleHost.on(host, domainXml(false, ODDS, "4"), domainXml(true, ODDS, "4"), threads);

        List<Change> changes = node1();

        assertThat(steps(changes)).hasSize(9).first().isEqualTo("taskset -pc " + ODDS + " 615");
        assertThat(steps(changes)).noneMatch(step -> step.contains("-a"));
        assertThat(changes.get(8).summary())
                .isEqualTo("domain bigip-virtio: vhost worker 9 of 9 (thread 623): 1,3 -> " + ODDS);
        host.predict(changes);
        assertThat(node1()).isEmpty();
    }

    @Test
    void workersThatRememberANarrowerPinAreWidenedByTasksetInTheSameRun() {
        ArticleHost.on(
                host,
                domainXml(false, "1,3", "4"),
                domainXml(true, "1,3", "4"),
                vhostTasks(CpuSet.of(1, 3), CpuSet.of(1, 3)));

        List<Change> changes = node1();

        assertThat(steps(changes))
                .filteredOn(step -> step.startsWith("taskset"))
                .hasSize(9);
        host.predict(changes);
        assertThat(node1()).isEmpty();
    }

    @Test
    void kernelThreadsForgetANarrowerPin() {
        ArticleHost.on(
                host,
                domainXml(false, "1,3", "4"),
                domainXml(true, "1,3", "4"),
                kthreads(CpuSet.of(1, 3), CpuSet.of(1, 3)));

        assertThat(steps(node1())).noneMatch(step -> step.startsWith("taskset"));
    }

    @Test
    void withoutACpusetControllerTheWorkersAreMovedByTasksetInTheSameRun() {
        String threads = kthreads(EVEN, EVEN).replaceAll("c 0::[^\n]*\n", "c 0::/\n");
        ArticleHost.on(host, domainXml(false, EVENS, "4"), domainXml(true, EVENS, "4"), threads);

        List<Change> changes = node1();

        assertThat(steps(changes))
                .filteredOn(step -> step.startsWith("taskset"))
                .hasSize(9);
        assertThat(steps(changes).get(0)).contains("emulatorpin");
        host.predict(changes);
        assertThat(node1()).isEmpty();
    }

    @Test
    void afterAVirtPinOfTheEmulatorThePlanHasNothingLeftToDo() {
        ArticleHost.on(host, domainXml(false, EVENS, "4"), domainXml(true, EVENS, "4"), kthreads(EVEN, EVEN));
        VirtPin virtPin = new VirtPin(QemuThreads.observe());
        VirtPin.Args pins =
                new VirtPin.Args(NAME, VcpuWishes.all(CpuWish.ofNode(0)), CpuWish.ofNode(1), VcpuWishes.NONE);

        host.predict(virtPin.diff(pins, host.observe(virtPin.observe(pins))));

        assertThat(node1()).isEmpty();
        assertThat(host.observe(QemuThreads.observe()).of(NAME).orElseThrow().threads())
                .filteredOn(thread -> thread.vcpu().isPresent())
                .allMatch(thread -> thread.allowed().orElseThrow().equals(EVEN));
    }

    @Test
    void spreadGivesEachWorkerACpuOfItsOwn() {
        ArticleHost.on(host, domainXml(false, EVENS, "4"), domainXml(true, EVENS, "4"), kthreads(EVEN, EVEN));
        VhostAffinity.Args args = args(Map.of("domain", NAME, "cpus", "1,3,5", "spread", "per-worker"));

        List<Change> changes = diff(args);
        host.predict(changes);

        assertThat(changes)
                .filteredOn(change -> change.attribute().startsWith("vhost worker"))
                .extracting(Change::after)
                .containsExactly("1", "3", "5", "1", "3", "5", "1", "3", "5");
        assertThat(diff(args)).isEmpty();
    }

    @Test
    void aDomainThatDoesNotRunGetsItsConfigurationOnlyAndSaysSo() {
        ArticleHost.on(host, domainXml(false, "", "4"), "", "qemu-threads 1\nend\n");
        VhostAffinity.Args args = args(Map.of("domain", NAME, "node", 1L));

        List<Change> changes = diff(args);

        assertThat(steps(changes)).containsExactly(VIRSH + "emulatorpin " + UUID + " " + ODDS + " --config");
        assertThat(changes.get(0).before()).isNull();
        assertThat(module.warnings(args, host.observe(module.observe(args))))
                .singleElement()
                .asString()
                .contains("bigip-virtio is not running");
        host.predict(changes);
        assertThat(diff(args)).isEmpty();
    }

    @Test
    void aTransientDomainHasNoConfigurationToChange() {
        String live = domainXml(true, EVENS, "4");
        ArticleHost.on(host, domainXml(false, EVENS, "4"), live, kthreads(EVEN, EVEN), false);

        assertThat(steps(node1())).containsExactly(VIRSH + "emulatorpin " + UUID + " " + ODDS + " --live");
    }

    @Test
    void cpusOfTheWholeDomainThatFitAreNoReasonForAPin() {
        String config = domainXml(false, "", "4")
                .replace("placement='static'", "placement='static' cpuset='1-15,^2,^4,^6,^8,^10,^12,^14'");
        String live = domainXml(true, "", "4")
                .replace("placement='static'", "placement='static' cpuset='1-15,^2,^4,^6,^8,^10,^12,^14'");
        ArticleHost.on(host, config, live, kthreads(ODD, ODD));

        assertThat(node1()).isEmpty();
    }

    @Test
    void noWorkersWhereVhostIsExpectedIsAWarning() {
        String none = kthreads(ODD, ODD).replaceAll("(?s)k\n.*", "end\n");
        ArticleHost.on(host, domainXml(false, ODDS, "4"), domainXml(true, ODDS, "4"), none);
        VhostAffinity.Args args = args(Map.of("domain", NAME, "node", 1L));

        assertThat(diff(args)).isEmpty();
        assertThat(module.warnings(args, host.observe(module.observe(args))))
                .containsExactly("domain bigip-virtio has 0 vhost workers, but its interfaces have 9 queues for vhost:"
                        + " vhost is not in use (is /dev/vhost-net there, is the driver qemu?)");
    }

    @Test
    void noWorkersWhereQemuServesTheInterfacesIsNone() {
        String none = kthreads(ODD, ODD).replaceAll("(?s)k\n.*", "end\n");
        String live = domainXml(true, ODDS, "4")
                .replace("name='vhost'", "name='qemu'")
                .replace("bridge'", "user'");
        ArticleHost.on(host, domainXml(false, ODDS, "4"), live, none);
        VhostAffinity.Args args = args(Map.of("domain", NAME, "node", 1L));

        assertThat(module.warnings(args, host.observe(module.observe(args)))).isEmpty();
    }

    @Test
    void threadsThatCannotBeReadAreUnknownNotRight() {
        ArticleHost.on(
                host,
                domainXml(false, ODDS, "4"),
                domainXml(true, ODDS, "4"),
                "qemu-threads 1\nu /run/libvirt/qemu\nend\n");
        assertThatThrownBy(this::node1)
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("where the vhost workers of domain bigip-virtio run is not known")
                .hasMessageContaining("no permission to read /run/libvirt/qemu");

        host.answer(QemuThreads.QUERY, new Answer.Unreadable("took longer than 60 s"));
        assertThatThrownBy(this::node1).isInstanceOf(HostProblem.class).hasMessageContaining("took longer");

        host.output(QemuThreads.QUERY, 0, "qemu-threads 1\nd 607 bigip-virtio\nend\n");
        assertThatThrownBy(this::node1)
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("threads of its QEMU cannot be seen");

        host.output(QemuThreads.QUERY, 0, kthreads(ODD, ODD).replaceFirst("vhost-607\na [0-9,]*", "vhost-607\na "));
        assertThatThrownBy(this::node1)
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("cannot be read, first of thread 615");
    }

    @Test
    void aCpuTheHostLacksOrANodeWithoutCpusIsAProblem() {
        ArticleHost.on(host, domainXml(false, ODDS, "4"), domainXml(true, ODDS, "4"), kthreads(ODD, ODD));
        host.file("/sys/devices/system/node/node2/cpulist", "\n");

        assertThatThrownBy(() -> diff(args(Map.of("domain", NAME, "cpus", "1,99"))))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("CPU 99 is not online");
        assertThatThrownBy(() -> diff(args(Map.of("domain", NAME, "node", 2L))))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("NUMA node 2 has memory only");
    }

    @Test
    void exactlyOneOfCpusAndNodeIsGiven() {
        assertThatThrownBy(() -> args(Map.of("domain", NAME)))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("either `cpus` or `node` must be given");
    }

    @Test
    void everythingIsReadInOneRound() {
        VhostAffinity.Args args = args(Map.of("domain", NAME, "node", 1L));

        assertThat(module.observe(args).given(Answers.NONE).needs()).hasSize(5).contains(QemuThreads.QUERY);
    }

    @Test
    void whateverTheStartNothingDiffersAfterTheForetoldSteps() {
        long seed = 8_580;
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            HostAnswers any = new HostAnswers();
            CpuSet workers = CpuSet.of(random.nextInt(16), random.nextInt(16));
            CpuSet emulator = CpuSet.of(random.nextInt(16), random.nextInt(16));
            String threads = random.nextBoolean() ? kthreads(emulator, workers) : vhostTasks(emulator, workers);
            String live = random.nextInt(5) == 0 ? "" : domainXml(true, pin(random), "4");
            ArticleHost.on(any, domainXml(false, pin(random), "4"), live, threads);
            VhostAffinity.Args args = args(Map.of(
                    "domain",
                    NAME,
                    "cpus",
                    CpuSet.of(random.nextInt(16), random.nextInt(16)).toString(),
                    "spread",
                    random.nextBoolean() ? "none" : "per-worker"));
            any.predict(module.diff(args, any.observe(module.observe(args))));
            assertThat(module.diff(args, any.observe(module.observe(args))))
                    .as("seed %d round %d", seed, round)
                    .isEmpty();
        }
    }

    private static String pin(Random random) {
        return random.nextInt(4) == 0
                ? ""
                : CpuSet.of(random.nextInt(16), random.nextInt(16)).toString();
    }
}
