package io.pinwright.modules.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.CpuWish;
import io.pinwright.modules.libvirt.InterfaceSelector;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningWishTest {

    private static TuningWish wish(Map<String, Object> arguments) {
        VhostTuning module = new VhostTuning();
        return module.bind(module.spec().bind(ArgumentValue.of(arguments, Span.startOf(new Source("play.yml", "x")))));
    }

    @Test
    void theArticlesWishIsRead() {
        TuningWish wish = wish(Map.of(
                "domain",
                "bigip-virtio",
                "interfaces",
                List.of(Map.of("source", "enp4s0f0", "queues", 4L), Map.of("source", "enp4s0f1", "queues", 4L)),
                "vcpu_node",
                0L,
                "vhost_node",
                1L,
                "irq_node",
                0L,
                "restart",
                "pending"));

        assertThat(wish.domain()).isEqualTo("bigip-virtio");
        assertThat(wish.allInterfaces())
                .containsExactly(
                        new TuningWish.Interface(InterfaceSelector.ofSource("enp4s0f0"), OptionalInt.of(4)),
                        new TuningWish.Interface(InterfaceSelector.ofSource("enp4s0f1"), OptionalInt.of(4)));
        assertThat(wish.vcpuCpus()).hasValue(CpuWish.ofNode(0));
        assertThat(wish.vhostCpus()).hasValue(CpuWish.ofNode(1));
    }

    @Test
    void aTextIsACpuListWhereABareNumberIsANode() {
        TuningWish wish = wish(Map.of("domain", "d", "vcpu_node", "0", "vhost_node", "1,3"));

        assertThat(wish.vcpuCpus()).hasValue(CpuWish.of(CpuSet.of(0)));
        assertThat(wish.vhostCpus()).hasValue(CpuWish.of(CpuSet.of(1, 3)));
    }

    @Test
    void withoutInterfacesEveryMacvtapIsMeant() {
        assertThat(wish(Map.of("domain", "d", "queues", 4L)).allInterfaces())
                .containsExactly(new TuningWish.Interface(InterfaceSelector.allMacvtaps(), OptionalInt.of(4)));
    }

    @Test
    void anInterfacesOwnQueuesComeBeforeTheCommonNumber() {
        TuningWish wish = wish(Map.of(
                "domain",
                "d",
                "queues",
                2L,
                "interfaces",
                List.of(Map.of("source", "a", "queues", 4L), Map.of("source", "b"))));

        assertThat(wish.allInterfaces())
                .extracting(TuningWish.Interface::queues)
                .containsExactly(OptionalInt.of(4), OptionalInt.of(2));
    }

    @ParameterizedTest
    @CsvSource({"0, queues must be 1 to 256", "257, queues must be 1 to 256", "four, queues must be an integer"})
    void queuesOutOfRangeAreRefused(String queues, String message) {
        assertThatThrownBy(() -> wish(Map.of("domain", "d", "queues", queues)))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() ->
                        wish(Map.of("domain", "d", "interfaces", List.of(Map.of("source", "a", "queues", queues)))))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining(message);
    }

    @Test
    void restartsThatAreNotThereYetAreRefusedSayingSo() {
        assertThatThrownBy(() -> wish(Map.of("domain", "d", "queues", 4L, "restart", "when-idle")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("behind this task `virt_domain: {domain: ..., restart: when-idle}`");
        assertThatThrownBy(() -> wish(Map.of("domain", "d", "queues", 4L, "restart", "pendin")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("did you mean `pending`");
    }

    @Test
    void aWishForNothingIsRefused() {
        assertThatThrownBy(() -> wish(Map.of("domain", "d")))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("nothing is wished for");
        assertThatThrownBy(() -> wish(Map.of("domain", "d", "queues", 4L, "interfaces", List.of())))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("interfaces is an empty list");
    }

    @Test
    void anUnknownKeyOfAnInterfaceIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> wish(Map.of("domain", "d", "interfaces", List.of(Map.of("sorce", "a", "queues", 4L)))))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("did you mean `source`");
    }
}
