package io.pinwright.modules.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.modules.irq.IrqAffinity;
import io.pinwright.modules.irq.Irqbalance;
import io.pinwright.modules.irq.IrqbalanceFacts;
import io.pinwright.modules.libvirt.VirtInterface;
import io.pinwright.modules.libvirt.VirtPin;
import io.pinwright.modules.system.HostFacts;
import io.pinwright.modules.system.HostFixture;
import io.pinwright.modules.vhost.QemuProcess;
import io.pinwright.modules.vhost.VhostAffinity;
import io.pinwright.modules.vhost.VhostTuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    private static final String ODD = "1,3,5,7,9,11,13,15";
    private static final String EVEN = "0,2,4,6,8,10,12,14";

    private static Diagnosis of(HostFixture host) {
        return Diagnosis.of(host.facts());
    }

    private static List<String> warnings(HostFixture host) {
        return of(host).findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.WARNING)
                .map(Finding::rule)
                .toList();
    }

    private static Finding only(HostFixture host, String rule) {
        List<Finding> found = of(host).findings().stream()
                .filter(each -> each.rule().equals(rule))
                .toList();
        assertThat(found).as(of(host).toText()).hasSize(1);
        return found.get(0);
    }

    private static List<String> rules(HostFixture host) {
        return of(host).findings().stream().map(Finding::rule).toList();
    }

    /** Vcpus each on a CPU of its own, workers on the other node, all of it configured. */
    private static HostFixture clean() {
        return HostFixture.r710()
                .domain(cleanXml(ODD), cleanXml(ODD))
                .threads("fw", 700, ODD, 8, List.of("0", "2", "4", "6"));
    }

    private static String cleanXml(String emulator) {
        return xml("fw", emulator, List.of("0", "2", "4", "6"), 4);
    }

    private static String xml(String name, String emulator, List<String> vcpus, int queues) {
        StringBuilder pins = new StringBuilder();
        for (int vcpu = 0; vcpu < vcpus.size(); vcpu++) {
            pins.append("<vcpupin vcpu='" + vcpu + "' cpuset='" + vcpus.get(vcpu) + "'/>\n");
        }
        pins.append("<emulatorpin cpuset='" + emulator + "'/>\n");
        return HostFixture.xml(name, vcpus.size(), pins.toString())
                .replace(
                        "<!--interfaces-->",
                        HostFixture.macvtap(1, "enp4s0f0", queues) + HostFixture.macvtap(2, "enp4s0f1", queues));
    }

    @Test
    void articleBeforeIsFoundWithItsMechanismsAndNoMore() {
        assertThat(warnings(HostFixture.r710Before()))
                .containsExactlyInAnyOrder("vhost-shares-irq", "vhost-shares-vcpu", "vcpu-overcommit");
        Finding shares = only(HostFixture.r710Before(), "vhost-shares-irq");
        assertThat(shares.mend().orElseThrow()).contains("vhost_tuning:", "domain: bigip-virtio", "vhost_node: 1");
        assertThat(only(HostFixture.r710Before(), "vcpu-overcommit").evidence())
                .containsExactly("CPU 2: vCPU 1, 8", "CPU 4: vCPU 2, 9");
        assertThat(rules(HostFixture.r710Before()))
                .doesNotContain("vhost-few", "vhost-too-few-cpus", "queues-gt-vcpus", "live-not-config");
    }

    @Test
    void articleAfterWillLoseItsPin() {
        assertThat(warnings(HostFixture.r710After())).containsExactlyInAnyOrder("vcpu-overcommit", "live-not-config");
        assertThat(rules(HostFixture.r710After())).contains("vhost-remote");
        Finding lost = only(HostFixture.r710After(), "live-not-config");
        assertThat(lost.evidence()).containsExactly("emulator: " + ODD + " now, " + EVEN + " at next start");
        assertThat(lost.mend().orElseThrow()).contains("virt_pin:", "emulator: \"" + ODD + "\"");
    }

    @Test
    void cleanHostHasNoWarning() {
        assertThat(warnings(clean())).as(of(clean()).toText()).isEmpty();
    }

    @Test
    void whatNeedsLoadIsNotJudgedRatherThanFine() {
        assertThat(of(clean()).notJudged()).extracting(NotJudged::rule).contains("vhost-starved", "irq-hot");
    }

    @Test
    void fewerWorkersThanQueues() {
        HostFixture host = HostFixture.r710()
                .domain(cleanXml(ODD), cleanXml(ODD))
                .threads("fw", 700, ODD, 4, List.of("0", "2", "4", "6"));
        Finding few = only(host, "vhost-few");
        assertThat(few.summary()).startsWith("4 vhost workers where its live queues need 8");
        assertThat(few.evidence()).hasSize(3).first().asString().contains("expected 4", "enp4s0f0");
    }

    @Test
    void interfaceOfQemusOwnDriverNeedsNoWorker() {
        String xml = cleanXml(ODD).replace("name='vhost'", "name='qemu'");
        HostFixture host = HostFixture.r710().domain(xml, xml).threads("fw", 700, ODD, 0, List.of("0", "2", "4", "6"));
        assertThat(rules(host)).doesNotContain("vhost-few");
    }

    @Test
    void macvtapWithoutADriversNameNeedsItsWorkers() {
        String xml = cleanXml(ODD).replace("name='vhost' ", "");
        HostFixture host = HostFixture.r710().domain(xml, xml).threads("fw", 700, ODD, 0, List.of("0", "2", "4", "6"));
        assertThat(only(host, "vhost-few").summary()).contains("QEMU itself moves the packets");
    }

    @Test
    void workersThatDidNotFollowTheirPin() {
        HostFixture host = HostFixture.r710()
                .domain(cleanXml(ODD), cleanXml(ODD))
                .threads("fw", 700, "/machine/x/libvirt/emulator", ODD, "8,10", 8, List.of("0", "2", "4", "6"));
        assertThat(warnings(host)).contains("vhost-pin-not-reached");
        assertThat(only(host, "vhost-pin-not-reached").mend().orElseThrow()).contains("vhost_affinity:", ODD);
    }

    @Test
    void workersSpreadOverTheirPinAreFine() {
        List<io.pinwright.modules.vhost.QemuThread> threads = new java.util.ArrayList<>();
        threads.add(HostFixture.thread(700, "qemu-system-x86", ODD, "/m/libvirt/emulator"));
        for (int i = 0; i < 8; i++) {
            threads.add(HostFixture.thread(701 + i, "vhost-700", Integer.toString(2 * i + 1), "/m/libvirt/emulator"));
        }
        HostFixture host =
                HostFixture.r710().domain(cleanXml(ODD), cleanXml(ODD)).process(new QemuProcess("fw", 700, threads));
        assertThat(rules(host)).doesNotContain("vhost-pin-not-reached", "vhost-too-few-cpus");
    }

    @Test
    void workersOnOneCpu() {
        HostFixture host = HostFixture.r710()
                .domain(cleanXml("15"), cleanXml("15"))
                .threads("fw", 700, "15", 8, List.of("0", "2", "4", "6"));
        assertThat(warnings(host)).containsExactly("vhost-too-few-cpus");
    }

    @Test
    void workersOnIsolatedCpusAreNotBalanced() {
        HostFixture host = clean().isolated("9-15:2");
        assertThat(warnings(host)).isEmpty();
        HostFixture isolated = HostFixture.r710()
                .isolated("9-15:2")
                .domain(cleanXml("9,11,13,15"), cleanXml("9,11,13,15"))
                .threads("fw", 700, "9,11,13,15", 8, List.of("0", "2", "4", "6"));
        assertThat(warnings(isolated)).containsExactly("vhost-too-few-cpus");
    }

    @Test
    void emulatorThreadsWithoutACpuset() {
        HostFixture host = HostFixture.r710()
                .domain(cleanXml(ODD), cleanXml(ODD))
                .threads("fw", 700, "/", ODD, "0-15", 8, List.of("0", "2", "4", "6"));
        assertThat(warnings(host)).contains("cgroup-no-cpuset", "vhost-pin-not-reached");
    }

    @Test
    void otherQueuesAtTheNextStart() {
        HostFixture host = HostFixture.r710()
                .domain(xml("fw", ODD, List.of("0", "2", "4", "6"), 2), cleanXml(ODD))
                .threads("fw", 700, ODD, 8, List.of("0", "2", "4", "6"));
        Finding pending = only(host, "queues-pending");
        assertThat(pending.evidence()).first().asString().contains("4 queues now, 2 configured");
        assertThat(pending.evidence()).last().asString().isEqualTo("managed save image: no");
        assertThat(warnings(host)).containsExactly("queues-pending");
    }

    @Test
    void moreQueuesThanVcpus() {
        String xml = xml("fw", ODD, List.of("0", "2"), 4);
        HostFixture host = HostFixture.r710().domain(xml, xml).threads("fw", 700, ODD, 8, List.of("0", "2"));
        assertThat(only(host, "queues-gt-vcpus").severity()).isEqualTo(Finding.Severity.INFO);
    }

    @Test
    void queuesOnAModelThatIsNotVirtio() {
        String xml = cleanXml(ODD).replace("type='virtio'", "type='e1000'");
        HostFixture host = HostFixture.r710().domain(xml, xml).threads("fw", 700, ODD, 0, List.of("0", "2", "4", "6"));
        assertThat(warnings(host)).containsExactly("driver-ignored");
    }

    @Test
    void vcpusOfTwoDomainsKeptToTooFewCpus() {
        HostFixture host = HostFixture.r710()
                .domain(xml("a", ODD, List.of("0,2", "0,2"), 1), xml("a", ODD, List.of("0,2", "0,2"), 1))
                .threads("a", 700, ODD, 2, List.of("0,2", "0,2"))
                .domain(xml("b", ODD, List.of("2"), 1), xml("b", ODD, List.of("2"), 1))
                .threads("b", 900, ODD, 2, List.of("2"));
        Finding over = only(host, "vcpu-overcommit");
        assertThat(over.evidence()).containsExactly("CPUs 0,2: vCPU 0, 1 of a; vCPU 0 of b");
    }

    @Test
    void asManyVcpusAsCpusIsNoOvercommit() {
        HostFixture host = HostFixture.r710()
                .domain(xml("a", ODD, List.of("0,2,4", "0,2", "0"), 1), xml("a", ODD, List.of("0,2,4", "0,2", "0"), 1))
                .threads("a", 700, ODD, 2, List.of("0,2,4", "0,2", "0"));
        assertThat(rules(host)).doesNotContain("vcpu-overcommit");
    }

    @Test
    void vcpusThatAreNotPinnedAreNotCounted() {
        String xml = HostFixture.xml("plain", 20, "").replace("<!--interfaces-->", "");
        HostFixture host = HostFixture.r710()
                .domain(xml, xml)
                .threads("plain", 700, "0-15", 0, java.util.Collections.nCopies(20, "0-15"));
        assertThat(warnings(host)).isEmpty();
    }

    @Test
    void vcpusOnTwoNodes() {
        HostFixture host = HostFixture.r710()
                .domain(xml("a", "13,15", List.of("0", "1"), 1), xml("a", "13,15", List.of("0", "1"), 1))
                .threads("a", 700, "13,15", 2, List.of("0", "1"));
        assertThat(warnings(host)).containsExactly("vcpu-split-nodes");
    }

    @Test
    void vcpusOnTwoNodesThatTheGuestKnows() {
        String xml = xml("a", "13,15", List.of("0", "1"), 1)
                .replace("<devices>", "<cpu><numa><cell id='0' cpus='0' memory='1'/></numa></cpu><devices>");
        HostFixture host = HostFixture.r710().domain(xml, xml).threads("a", 700, "13,15", 2, List.of("0", "1"));
        assertThat(warnings(host)).isEmpty();
    }

    @Test
    void vcpusOnSiblings() {
        HostFixture host = HostFixture.r710()
                .domain(xml("a", ODD, List.of("0", "8"), 1), xml("a", ODD, List.of("0", "8"), 1))
                .threads("a", 700, ODD, 2, List.of("0", "8"));
        assertThat(only(host, "vcpu-smt-shared").evidence()).containsExactly("core of CPUs 0,8: vCPU 0, 1");
    }

    @Test
    void interruptsOnTheOtherNode() {
        HostFixture host = clean().affinity(44, "5");
        Finding off = only(host, "irq-off-node");
        assertThat(off.subject()).isEqualTo("NIC enp4s0f0");
        assertThat(off.evidence()).contains("elsewhere: 5");
        assertThat(off.mend().orElseThrow()).contains("irq_affinity:", "device: enp4s0f0", "node: 0");
    }

    @Test
    void vectorThatIsNoQueueMayRunAnywhere() {
        assertThat(warnings(clean().affinity(42, "5"))).isEmpty();
    }

    @Test
    void effectiveCpuCountsWhileItIsAllowed() {
        HostFixture allowedAll = clean();
        for (int number = 43; number < 51; number++) {
            allowedAll.affinity(number, "0-15").effective(number, "4");
        }
        assertThat(warnings(allowedAll)).isEmpty();
        HostFixture lagging = clean();
        for (int number = 43; number < 51; number++) {
            lagging.effective(number, "5");
        }
        assertThat(warnings(lagging)).isEmpty();
    }

    @Test
    void unknownAffinityIsNotJudged() {
        Diagnosis diagnosis = of(HostFixture.r710Before().withoutAffinities());
        assertThat(diagnosis.findings()).extracting(Finding::rule).doesNotContain("vhost-shares-irq", "irq-off-node");
        assertThat(diagnosis.notJudged()).extracting(NotJudged::rule).contains("vhost-shares-irq", "irq-off-node");
    }

    @Test
    void unknownThreadsAreNotJudged() {
        Diagnosis diagnosis = of(HostFixture.r710().domain(cleanXml(ODD), cleanXml(ODD)));
        assertThat(diagnosis.hasWarnings()).isFalse();
        assertThat(diagnosis.notJudged()).extracting(NotJudged::rule).contains("rules of vhost workers");
    }

    @Test
    void nodeThatTheHostDoesNotTellIsNotNodeZero() {
        HostFixture host = clean().nic("enp4s0f0", -1, "0000:04:00.0", 42, 9, "1,3");
        Diagnosis diagnosis = of(host);
        assertThat(diagnosis.findings()).extracting(Finding::rule).doesNotContain("irq-off-node");
        assertThat(diagnosis.notJudged())
                .contains(new NotJudged("irq-off-node", "NIC enp4s0f0", "the host does not say at which node it sits"));
    }

    @Test
    void irqbalanceWithoutThePolicyWrittenForIt() {
        HostFixture host = clean().irqbalance(
                        new IrqbalanceFacts(true, true, new TreeSet<>(List.of("enp4s0f0")), false, Optional.empty()));
        assertThat(only(host, "irq-unowned").mend().orElseThrow()).contains("leave_alone: [enp4s0f0]");
        HostFixture told = clean().irqbalance(
                        new IrqbalanceFacts(true, true, new TreeSet<>(List.of("enp4s0f0")), true, Optional.empty()));
        assertThat(rules(told)).doesNotContain("irq-unowned");
    }

    @Test
    void noFreeNodeLeavesTheFreeCpusOfOne() {
        List<String> vcpus = List.of("1", "3");
        HostFixture host = HostFixture.r710()
                .domain(xml("fw", EVEN, vcpus, 4), xml("fw", EVEN, vcpus, 4))
                .threads("fw", 700, EVEN, 8, vcpus);
        assertThat(only(host, "vhost-shares-irq").mend().orElseThrow()).contains("vhost_node: \"5,7,9,11,13,15\"");
    }

    @Test
    void hostOfWhichNothingIsKnownIsNotFine() {
        HostFacts nothing = new HostFacts(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        assertThat(Diagnosis.of(nothing).findings()).isEmpty();
        assertThat(Diagnosis.of(nothing).notJudged())
                .extracting(NotJudged::rule)
                .contains("all rules");
    }

    @Test
    void hostileNameMakesNoTaskAndNoExpression() {
        String name = "a{{ lookup('pipe', 'id') }}";
        HostFixture host = HostFixture.r710()
                .domain(xml(name, EVEN, List.of("0"), 4), xml(name, EVEN, List.of("0"), 4))
                .threads(name, 700, EVEN, 8, List.of("0"));
        assertThat(of(host).findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.mend()).isEmpty());
    }

    @Test
    void quotedNamesAreReadAsText() {
        assertThat(Mend.quoted("web-1")).isEqualTo("web-1");
        assertThat(Mend.quoted("yes")).isEqualTo("\"yes\"");
        assertThat(Mend.quoted("12")).isEqualTo("\"12\"");
        assertThat(Mend.quoted("a: b\n\"c\"\\")).isEqualTo("\"a: b\\u000a\\\"c\\\"\\\\\"");
    }

    @Test
    void everyMendIsATaskThatItsModuleTakes() {
        Map<String, AnyModule<?>> modules = new TreeMap<>();
        for (AnyModule<?> module : List.of(
                new VhostTuning(),
                new VhostAffinity(),
                new VirtPin(),
                new VirtInterface(),
                new IrqAffinity(),
                new Irqbalance())) {
            modules.put(module.spec().name(), module);
        }
        List<HostFixture> hosts = List.of(
                HostFixture.r710Before(),
                HostFixture.r710After(),
                clean().affinity(44, "5"),
                HostFixture.r710()
                        .domain(xml("fw", ODD, List.of("0", "2"), 4), cleanXml(EVEN))
                        .threads("fw", 700, "/", ODD, "8,10", 2, List.of("0", "2", "4", "6")),
                clean().irqbalance(new IrqbalanceFacts(
                        true, true, new TreeSet<>(List.of("enp4s0f0")), false, Optional.empty())));
        TreeSet<String> seen = new TreeSet<>();
        for (HostFixture host : hosts) {
            for (Finding finding : of(host).findings()) {
                finding.mend().ifPresent(task -> {
                    List<String> lines = task.lines().toList();
                    String module = lines.get(1).strip().replace(":", "");
                    assertThat(modules).containsKey(module);
                    seen.add(module);
                    List<String> known = modules.get(module).spec().arguments().stream()
                            .map(ArgumentSpec::name)
                            .toList();
                    assertThat(lines.subList(2, lines.size()))
                            .allSatisfy(line ->
                                    assertThat(known).contains(line.strip().split(":")[0]));
                });
            }
        }
        assertThat(seen).isEqualTo(modules.keySet());
    }

    @Test
    void textsAreGolden() throws IOException {
        golden("diagnose/r710-before.txt", of(HostFixture.r710Before()).toText());
        golden("diagnose/r710-after.txt", of(HostFixture.r710After()).toText());
        golden("diagnose/clean.txt", of(clean()).toText());
        golden("facts/r710-before.txt", HostFixture.r710Before().facts().toText());
        golden("facts/r710-before.tree", tree(HostFixture.r710Before().facts().toTree(), 0));
    }

    /** One value a line: keys in order, so that a change of the tree's shape shows. */
    private static String tree(Object value, int indent) {
        StringBuilder out = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> out.append(leaf(key + ":", each, indent)));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> out.append(leaf("-", each, indent)));
        }
        return out.toString();
    }

    private static String leaf(String label, Object value, int indent) {
        String start = " ".repeat(indent) + label;
        boolean nested = value instanceof Map<?, ?> || value instanceof List<?>;
        boolean isEmpty = nested && tree(value, 0).isEmpty();
        String shown = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return nested && !isEmpty ? start + "\n" + tree(value, indent + 2) : start + " " + shown + "\n";
    }

    private static void golden(String name, String actual) throws IOException {
        Path file = Path.of("src/test/resources/golden", name);
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
