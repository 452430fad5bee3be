package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.source.DiagnosticException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceSelectorTest {

    private static final DomainXml CONFIG = DomainXml.parse(
            "<domain><name>d</name><devices>"
                    + face("direct", "01", "<source dev='eth0' mode='vepa'/>", "virtio", "")
                    + face("direct", "02", "<source dev='eth0' mode='bridge'/>", "e1000", "")
                    + face("bridge", "03", "<source bridge='br0'/>", "virtio", "<alias name='ua-front'/>")
                    + face("network", "04", "<source network='pool'/>", "virtio", "")
                    + "</devices></domain>",
            "config");

    private static final DomainXml LIVE = DomainXml.parse(
            "<domain id='1'><name>d</name><devices>"
                    + face(
                            "direct",
                            "01",
                            "<source dev='eth0' mode='vepa'/><target dev='macvtap7'/>",
                            "virtio",
                            "<alias name='net0'/>")
                    + face("direct", "02", "<source dev='eth0' mode='bridge'/><target dev='macvtap8'/>", "e1000", "")
                    + face(
                            "bridge",
                            "03",
                            "<source bridge='br0'/><target dev='vnet3'/>",
                            "virtio",
                            "<alias name='ua-front'/>")
                    + face(
                            "direct",
                            "04",
                            "<source network='pool' portid='x' dev='eth5' mode='vepa'/><target dev='macvtap9'/>",
                            "virtio",
                            "")
                    + "</devices></domain>",
            "live");

    private static String face(String type, String mac, String source, String model, String rest) {
        return "<interface type='" + type + "'><mac address='52:54:00:00:00:" + mac + "'/>" + source + "<model type='"
                + model + "'/>" + rest + "</interface>";
    }

    private static List<Integer> positions(String selector, boolean running) {
        return InterfaceSelector.parse(selector).select(CONFIG, running ? LIVE : null).stream()
                .map(InterfaceXml::position)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "52:54:00:00:00:02|1",
                "mac=52:54:0:0:0:3|2",
                "52-54-00-00-00-01|0",
                "source=br0|2",
                "pool|3",
                "alias=ua-front|2",
                "source=eth0,model=virtio|0",
                "type=bridge|2"
            })
    void selectsByTheDocumentAlone(String selector, int position) {
        assertThat(positions(selector, false)).containsExactly(position);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"target=macvtap7|0", "target=vnet3|2", "alias=net0|0", "source=eth5|3", "target=macvtap9|3"})
    void findsNamesOfTheRunningDomainByMac(String selector, int position) {
        assertThat(positions(selector, true)).containsExactly(position);
    }

    @Test
    void typeAloneMeansEveryInterfaceOfThatType() {
        assertThat(positions("type=direct", false)).containsExactly(0, 1);
    }

    @Test
    void allMacvtapsAreTheDirectOnesOfAVirtioModel() {
        assertThat(InterfaceSelector.allMacvtaps().select(CONFIG, null))
                .extracting(InterfaceXml::position)
                .containsExactly(0);
    }

    @Test
    void aNetworkOfMacvtapsCountsWhenTheRunningDomainSaysSo() {
        assertThat(InterfaceSelector.allMacvtaps().select(CONFIG, LIVE))
                .extracting(InterfaceXml::position)
                .containsExactly(0, 3);
    }

    @Test
    void severalMatchesOfOneNameAreRefusedNamingThem() {
        assertThatThrownBy(() -> positions("source=eth0", false))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("2 interfaces with source eth0")
                .hasMessageContaining("52:54:00:00:00:01, type direct, source eth0, model virtio; 52:54:00:00:00:02");
    }

    @Test
    void noMatchListsWhatIsThere() {
        assertThatThrownBy(() -> positions("source=eth9", false))
                .hasMessageContaining("no interface with source eth9")
                .hasMessageContaining("52:54:00:00:00:04, type network, source pool, model virtio");
    }

    @Test
    void aTargetOfTheRunningDomainIsUnknownWhileItIsShutOff() {
        assertThatThrownBy(() -> positions("target=macvtap7", false)).hasMessageContaining("no interface with target");
    }

    @Test
    void twoInterfacesOfOneMacAreRefused() {
        DomainXml twins = DomainXml.parse(
                "<domain><name>d</name><devices>" + face("direct", "01", "<source dev='a'/>", "virtio", "")
                        + face("direct", "01", "<source dev='b'/>", "virtio", "") + "</devices></domain>",
                "twins");
        assertThatThrownBy(() -> InterfaceSelector.ofMac("52:54:00:00:00:01").select(twins, null))
                .hasMessageContaining("2 interfaces");
        assertThat(InterfaceSelector.ofSource("b").select(twins, null)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mac=", "sorce=eth0", "mac=1,mac=2", "type=direct,eth0"})
    void refusesAMistypedSelector(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> InterfaceSelector.parse(text));
    }

    @Test
    void suggestsTheNearestKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterfaceSelector.parse("sorce=eth0"))
                .withMessageContaining("did you mean `source`?");
    }
}
