package io.pinwright.modules.vhost;

import static io.pinwright.modules.vhost.ArticleHost.EVEN;
import static io.pinwright.modules.vhost.ArticleHost.NAME;
import static io.pinwright.modules.vhost.ArticleHost.ODD;
import static io.pinwright.modules.vhost.ArticleHost.domainXml;
import static io.pinwright.modules.vhost.ArticleHost.kthreads;
import static io.pinwright.modules.vhost.ArticleHost.vhostTasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.CompositeModule;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.modules.irq.ArticleNics;
import io.pinwright.modules.irq.HostAnswers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VhostTuningTest {

    private static final Map<String, Object> ARTICLE = Map.of(
            "domain",
            NAME,
            "interfaces",
            List.of(Map.of("source", "enp4s0f0", "queues", 4L), Map.of("source", "enp4s0f1", "queues", 4L)),
            "vcpu_node",
            0L,
            "vhost_node",
            1L,
            "irq_node",
            0L,
            "restart",
            "pending");

    private final VhostTuning module = new VhostTuning();
    private final HostAnswers host = new HostAnswers();

    private TuningWish wish(Map<String, Object> arguments) {
        return module.bind(module.spec().bind(ArgumentValue.of(arguments, Span.startOf(new Source("play.yml", "x")))));
    }

    private List<CompositeModule.Part<?, ?>> parts(Map<String, Object> arguments) {
        return host.observe(module.expand(wish(arguments)));
    }

    /** As the engine does it: each part sees what the earlier ones foretell. */
    private List<Change> diff(Map<String, Object> arguments) {
        List<Change> all = new ArrayList<>();
        parts(arguments).forEach(part -> all.addAll(diff(part)));
        return all;
    }

    private <A, S> List<Change> diff(CompositeModule.Part<A, S> part) {
        TaskModule<A, S> partModule = part.module();
        List<Change> changes = partModule.diff(part.args(), host.observe(partModule.observe(part.args())));
        host.predict(changes);
        return changes;
    }

    private static List<String> names(List<CompositeModule.Part<?, ?>> parts) {
        return parts.stream().map(part -> part.module().spec().name()).toList();
    }

    private static List<String> steps(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .map(Step::describe)
                .toList();
    }

    private void article(String threads) {
        ArticleHost.on(host, domainXml(false, EVEN.toString(), ""), domainXml(true, EVEN.toString(), ""), threads);
        ArticleNics.on(host, ODD.toString());
        host.file("/usr/sbin/irqbalance", "ELF").file("/etc/default/irqbalance", "IRQBALANCE_ARGS=\n");
        host.output(
                new Query.Run(
                        "systemctl", "show", "-p", "LoadState,ActiveState,UnitFileState", "--", "irqbalance.service"),
                0,
                "ActiveState=active\n");
        parts(Map.of("domain", NAME, "vhost_node", 1L)); // the host is one that can be read
    }

    private void irqbalanceAnswers() {
        for (Query query : module.prefetch(wish(ARTICLE)).given(Answers.NONE).needs()) {
            if (query instanceof Query.Run run && run.argv().contains("irqbalance-state")) {
                host.output(query, 0, "irqbalance 1\np\nw /usr/sbin/irqbalance\nw --foreground\nend\n");
            }
        }
    }

    @Test
    void theWishBecomesPartsInTheOrderThatIsSafe() {
        article(kthreads(EVEN, EVEN));

        assertThat(names(parts(ARTICLE)))
                .containsExactly(
                        "irqbalance",
                        "irq_affinity",
                        "irq_affinity",
                        "virt_interface",
                        "virt_interface",
                        "vhost_affinity");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theArticlesHostIsTunedAndThenNothingIsLeftToDo(boolean tasks) {
        article(tasks ? vhostTasks(EVEN, EVEN) : kthreads(EVEN, EVEN));
        irqbalanceAnswers();

        List<Change> changes = diff(ARTICLE);

        assertThat(steps(changes))
                .filteredOn(step -> step.contains("update-device"))
                .hasSize(2);
        assertThat(steps(changes))
                .filteredOn(step -> step.contains("emulatorpin"))
                .hasSize(2);
        assertThat(steps(changes))
                .filteredOn(step -> step.contains("smp_affinity_list"))
                .hasSize(16);
        assertThat(steps(changes)).filteredOn(step -> step.contains("vcpupin")).isEmpty();
        assertThat(steps(changes)).contains("systemctl restart irqbalance.service");
        assertThat(diff(ARTICLE)).isEmpty();
    }

    @Test
    void everyQueryOfTheFirstAndOfALaterRunIsAskedInOneRound() {
        article(kthreads(EVEN, EVEN));
        irqbalanceAnswers();
        TuningWish wish = wish(ARTICLE);
        Set<Query> asked = new HashSet<>(module.expand(wish).given(Answers.NONE).needs());
        asked.addAll(module.prefetch(wish).given(Answers.NONE).needs());

        for (int run = 0; run < 2; run++) {
            for (CompositeModule.Part<?, ?> part : parts(ARTICLE)) {
                assertThat(asked).containsAll(needs(part));
            }
            diff(ARTICLE);
        }
    }

    @Test
    void withoutAnIrqNodeNothingOfTheNicsIsRead() {
        TuningWish wish = wish(Map.of("domain", NAME, "queues", 4L));

        Observation<?> prefetch = module.prefetch(wish);

        assertThat(prefetch.given(Answers.NONE).needs()).isEmpty();
    }

    private static <A, S> Set<Query> needs(CompositeModule.Part<A, S> part) {
        return part.module().observe(part.args()).given(Answers.NONE).needs();
    }

    @Test
    void byDefaultEveryMacvtapIsMeantAndNoBridge() {
        article(kthreads(EVEN, EVEN));

        List<Change> changes = diff(Map.of("domain", NAME, "queues", 4L));

        assertThat(changes)
                .extracting(Change::attribute)
                .hasSize(2)
                .allSatisfy(
                        attribute -> assertThat(attribute).contains("enp4s0f").contains("queues"));
    }

    @Test
    void vcpusWithinTheNodeKeepTheirPins() {
        article(kthreads(EVEN, EVEN));

        assertThat(names(parts(Map.of("domain", NAME, "vcpu_node", 0L)))).isEmpty();
    }

    @Test
    void vcpusElsewhereOrWithoutAPinGetTheWholeNode() {
        String config = domainXml(false, "", "4")
                .replace("<vcpupin vcpu='3' cpuset='6'/>", "<vcpupin vcpu='3' cpuset='6-7'/>")
                .replace("    <vcpupin vcpu='5' cpuset='10'/>\n", "");
        ArticleHost.on(host, config, "", "qemu-threads 1\nend\n");
        Map<String, Object> wish = Map.of("domain", NAME, "vcpu_node", 0L);

        List<Change> changes = diff(wish);

        assertThat(changes)
                .extracting(Change::summary)
                .containsExactly(
                        "domain bigip-virtio: vcpupin 3 (config): 6-7 -> " + EVEN,
                        "domain bigip-virtio: vcpupin 5 (config): (none) -> " + EVEN);
        assertThat(diff(wish)).isEmpty();
    }

    @Test
    void aVcpuMovedByHandGoesBackToItsConfiguredPin() {
        String live = domainXml(true, "", "4").replace("vcpu='3' cpuset='6'", "vcpu='3' cpuset='7'");
        ArticleHost.on(host, domainXml(false, "", "4"), live, kthreads(EVEN, EVEN));

        assertThat(diff(Map.of("domain", NAME, "vcpu_node", 0L)))
                .extracting(Change::summary)
                .containsExactly("domain bigip-virtio: vcpupin 3 (live): 7 -> 6");
    }

    @Test
    void anotherDriverIsReplacedAndNoNameIsLeftAlone() {
        String config = domainXml(false, ODD.toString(), "4").replaceFirst("name='vhost' ", "name='qemu' ");
        config = config.replaceFirst("<driver name='vhost' queues='4'/>", "<driver queues='4'/>");
        ArticleHost.on(host, config, domainXml(true, ODD.toString(), "4"), kthreads(ODD, ODD));

        assertThat(diff(Map.of("domain", NAME, "queues", 4L)))
                .extracting(Change::summary)
                .containsExactly(
                        "domain bigip-virtio: interface 52:54:00:f9:98:e0 (enp4s0f0) driver (config): qemu -> vhost");
    }

    @Test
    void theNicOfAMacvtapPoolIsThatOfTheRunningDomain() {
        String config = domainXml(false, "", "4")
                .replace("<interface type='direct'>", "<interface type='network'>")
                .replaceAll(
                        "<source dev='enp4s0f. mode='vepa'/>|<source dev='enp4s0f.' mode='vepa'/>",
                        "<source network='pool'/>");
        ArticleHost.on(host, config, domainXml(true, "", "4"), kthreads(EVEN, EVEN));
        Map<String, Object> wish = new HashMap<>(Map.of("domain", NAME, "irq_node", 0L));
        wish.put("interfaces", List.of(Map.of("mac", "52:54:00:F9:98:E1")));

        assertThat(parts(wish))
                .filteredOn(part -> part.module().spec().name().equals("irq_affinity"))
                .extracting(part -> part.args().toString())
                .singleElement()
                .asString()
                .contains("enp4s0f1");
    }

    @Test
    void anInterfaceThatIsNotThereIsAProblemThatNamesThoseThatAre() {
        article(kthreads(EVEN, EVEN));

        assertThatThrownBy(() ->
                        parts(Map.of("domain", NAME, "interfaces", List.of(Map.of("source", "enp9s0", "queues", 4L)))))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no interface with source enp9s0")
                .hasMessageContaining("source enp4s0f0");
    }

    @Test
    void anAmbiguousInterfaceIsRefused() {
        String twice = domainXml(false, "", "4").replace("enp4s0f1", "enp4s0f0");
        ArticleHost.on(host, twice, "", "qemu-threads 1\nend\n");

        assertThatThrownBy(() -> parts(
                        Map.of("domain", NAME, "interfaces", List.of(Map.of("source", "enp4s0f0", "queues", 4L)))))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("2 interfaces with source enp4s0f0");
    }

    @Test
    void aNodeThatTheHostLacksIsAProblemBeforeAnythingIsPlanned() {
        article(kthreads(EVEN, EVEN));

        assertThatThrownBy(() -> parts(Map.of("domain", NAME, "vcpu_node", 7L)))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no NUMA node 7");
    }
}
