package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlTest {

    private static final DriverWish VHOST_4 = new DriverWish("vhost", 4, null, null);

    static DomainXml load(String file) {
        try {
            return DomainXml.parse(Files.readAllBytes(Path.of("src/test/resources/domains/" + file)), file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static DomainXml domain(String inside) {
        return DomainXml.parse(
                "<domain type='kvm'>\n  <name>d</name>\n  <vcpu>4</vcpu>\n" + inside + "</domain>\n", "d.xml");
    }

    private static DomainXml withInterface(String inside) {
        return domain("  <devices>\n" + inside + "  </devices>\n");
    }

    private static String first(DomainXml domain) {
        return domain.interfaces().get(0).text();
    }

    // interfaces

    @Test
    void seesOnlyInterfacesAmongTheDevices() {
        assertThat(load("odd/metadata-trap.xml").interfaces()).hasSize(1);
        assertThat(load("odd/commented-out-interface.xml").interfaces()).hasSize(1);
        assertThat(load("odd/cdata-description.xml").interfaces()).hasSize(1);
    }

    @Test
    void aHostInterfaceOfAHostdevIsNoInterface() {
        assertThat(withInterface(
                                "    <hostdev mode='capabilities' type='net'><source><interface>eth0</interface></source>"
                                        + "</hostdev>\n")
                        .interfaces())
                .isEmpty();
    }

    @Test
    void readsWhatTellsInterfacesApart() {
        InterfaceXml one = withInterface("<interface type='direct'><mac address='52:54:0:F9:98:E9'/>"
                        + "<source dev='enp4s0f0' mode='vepa'/><target dev='macvtap0'/><model type='virtio'/>"
                        + "<driver name='vhost' queues='4' rx_queue_size='512'/><alias name='net0'/></interface>")
                .interfaces()
                .get(0);
        assertThat(one.mac()).contains("52:54:00:f9:98:e9");
        assertThat(one.sourceDevice()).contains("enp4s0f0");
        assertThat(one.sourceMode()).contains("vepa");
        assertThat(one.target()).contains("macvtap0");
        assertThat(one.alias()).contains("net0");
        assertThat(one.isVirtio()).isTrue();
        assertThat(one.driver().name()).contains("vhost");
        assertThat(one.driver().queues()).isEqualTo(OptionalInt.of(4));
        assertThat(one.driver().rxQueueSize()).isEqualTo(OptionalInt.of(512));
        assertThat(one.driver().txQueueSize()).isEqualTo(OptionalInt.of(256));
        assertThat(one.label()).isEqualTo("52:54:00:f9:98:e9 (enp4s0f0)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "queues='0'", "queues='1'", "queues='01'", "queues=' +1'"})
    void absentZeroAndOneAreTheSameNumberOfQueues(String attribute) {
        DomainXml domain = withInterface(
                "<interface type='direct'><model type='virtio'/><driver name='vhost' " + attribute + "/></interface>");
        assertThat(domain.withDriver(domain.interfaces().get(0), DriverWish.ofQueues(1)))
                .isSameAs(domain);
    }

    @Test
    void addsAMissingDriverBehindTheModel() {
        DomainXml plain = load("odd/plain.xml");
        assertThat(plain.withDriver(plain.interfaces().get(0), VHOST_4).text())
                .isEqualTo(plain.text()
                        .replace(
                                "      <model type='virtio'/>\n",
                                "      <model type='virtio'/>\n      <driver name='vhost' queues='4'/>\n"));
    }

    @Test
    void keepsCarriageReturns() {
        DomainXml crlf = load("odd/crlf.xml");
        assertThat(crlf.withDriver(crlf.interfaces().get(0), VHOST_4).text())
                .isEqualTo(crlf.text()
                        .replace(
                                "      <model type='virtio'/>\r\n",
                                "      <model type='virtio'/>\r\n      <driver name='vhost' queues='4'/>\r\n"));
    }

    @Test
    void changesOnlyTheAttributesWishedOfAnExistingDriver() {
        DomainXml domain = load("odd/driver-other-attrs.xml");
        assertThat(domain.withDriver(domain.interfaces().get(0), VHOST_4).text())
                .isEqualTo(domain.text().replace("queues='2'", "queues='4'"));
    }

    @Test
    void changesTheDriverNameInPlace() {
        DomainXml domain = load("odd/driver-qemu.xml");
        assertThat(domain.withDriver(domain.interfaces().get(0), VHOST_4).text())
                .isEqualTo(domain.text().replace("<driver name='qemu'/>", "<driver name='vhost' queues='4'/>"));
    }

    @Test
    void editsSpacedTags() {
        DomainXml domain = load("odd/spaced-tags.xml");
        DomainXml edited = domain.withDriver(domain.interfaces().get(0), DriverWish.ofQueues(4));
        assertThat(edited.interfaces().get(0).driver().queues()).isEqualTo(OptionalInt.of(4));
        assertThat(edited.text().replaceFirst("\n      <driver queues=['\"]4['\"]/>", ""))
                .isEqualTo(domain.text());
    }

    @Test
    void aSecondEditChangesNothing() {
        DomainXml plain = load("odd/plain.xml");
        DomainXml edited = plain.withDriver(plain.interfaces().get(0), VHOST_4);
        assertThat(edited.withDriver(edited.interfaces().get(0), VHOST_4)).isSameAs(edited);
    }

    @Test
    void ofSeveralDriversTheFirstCountsAsForLibvirt() {
        DomainXml domain = withInterface("<interface type='direct'><model type='virtio'/><driver queues='2'/>"
                + "<driver queues='8'/></interface>");
        assertThat(first(domain.withDriver(domain.interfaces().get(0), DriverWish.ofQueues(4))))
                .contains("<driver queues='4'/><driver queues='8'/>");
    }

    @Test
    void setsRingSizes() {
        DomainXml domain = withInterface(
                "<interface type='bridge'><model type='virtio-non-transitional'/><driver rx_queue_size='512'/></interface>");
        assertThat(first(domain.withDriver(domain.interfaces().get(0), new DriverWish(null, null, 512, 1024))))
                .contains("<driver rx_queue_size='512' tx_queue_size='1024'/>");
        assertThat(domain.withDriver(domain.interfaces().get(0), new DriverWish(null, null, 512, 256)))
                .isSameAs(domain);
    }

    @Test
    void replacesAQueueCountThatIsNoNumber() {
        DomainXml domain =
                withInterface("<interface type='direct'><model type='virtio'/><driver queues='x'/></interface>");
        assertThat(first(domain.withDriver(domain.interfaces().get(0), DriverWish.ofQueues(1))))
                .contains("queues='1'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<model type='e1000'/>", "<model type='virtio-net-pci'/>", "<model type='Virtio'/>", ""})
    void refusesAModelForWhichLibvirtDropsTheDriver(String model) {
        DomainXml domain =
                withInterface("<interface type='direct'><mac address='52:54:00:00:00:01'/>" + model + "</interface>");
        assertThatThrownBy(() -> domain.withDriver(domain.interfaces().get(0), VHOST_4))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageStartingWith("d.xml:5:1: error: interface 52:54:00:00:00:01 has ")
                .hasMessageContaining("libvirt silently drops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "hostdev", "mcast", "internal"})
    void refusesATypeWithoutQueues(String type) {
        DomainXml domain =
                withInterface("<interface type='" + type + "'><model type='virtio'/><driver name='vfio'/></interface>");
        assertThatThrownBy(() -> domain.withDriver(domain.interfaces().get(0), VHOST_4))
                .hasMessageContaining("is of type '" + type + "'");
    }

    // pins

    @Test
    void readsPinsOfSeveralCputunesWithLibvirtsExclusions() {
        DomainXml domain = domain("  <cputune><vcpupin vcpu='0' cpuset='0-3,^2'/></cputune>\n"
                + "  <cputune><vcpupin vcpu='3' cpuset='^1,0-1'/><emulatorpin cpuset='1,3'/></cputune>\n");
        assertThat(domain.vcpuPins()).isEqualTo(Map.of(0, CpuSet.of(0, 1, 3), 3, CpuSet.of(0, 1)));
        assertThat(domain.emulatorPin()).contains(CpuSet.of(1, 3));
    }

    @Test
    void pinsInForeignNamespacesDoNotCount() {
        assertThat(load("odd/metadata-trap.xml").vcpuPins()).isEmpty();
    }

    @Test
    void anEqualSetInAnotherSpellingIsNoChange() {
        DomainXml domain = load("odd/cputune-full.xml");
        assertThat(domain.withVcpuPin(0, CpuSet.of(1, 3, 4))).isSameAs(domain);
        assertThat(domain.withVcpuPin(3, CpuSet.of(0, 1))).isSameAs(domain);
        assertThat(domain.withEmulatorPin(CpuSet.range(1, 3))).isSameAs(domain);
    }

    @Test
    void changesAPinWithinItsQuotes() {
        DomainXml domain = load("odd/cputune-full.xml");
        assertThat(domain.withVcpuPin(3, CpuSet.of(2)).text())
                .isEqualTo(domain.text().replace("cpuset=\"0,1\"", "cpuset=\"2\""));
    }

    @Test
    void addsAPinInLibvirtsOrder() {
        DomainXml domain = load("odd/cputune-full.xml");
        assertThat(domain.withVcpuPin(1, CpuSet.of(2)).text())
                .isEqualTo(domain.text()
                        .replace(
                                "    <vcpupin vcpu=\"3\"",
                                "    <vcpupin vcpu='1' cpuset='2'/>\n    <vcpupin vcpu=\"3\""));
    }

    @Test
    void editsTheCputuneThatHoldsThePin() {
        DomainXml domain = domain("  <cputune>\n    <shares>1</shares>\n  </cputune>\n"
                + "  <cputune>\n    <emulatorpin cpuset='0'/>\n  </cputune>\n");
        assertThat(domain.withEmulatorPin(CpuSet.of(1)).text())
                .isEqualTo(domain.text().replace("emulatorpin cpuset='0'", "emulatorpin cpuset='1'"));
        assertThat(domain.withVcpuPin(0, CpuSet.of(1)).text())
                .isEqualTo(domain.text().replace("</shares>\n", "</shares>\n    <vcpupin vcpu='0' cpuset='1'/>\n"));
    }

    @Test
    void createsAMissingCputuneBehindTheVcpus() {
        DomainXml domain = load("odd/plain.xml");
        assertThat(domain.withEmulatorPin(CpuSet.parse("1,3-5")).text())
                .isEqualTo(domain.text()
                        .replace(
                                "4</vcpu>\n",
                                "4</vcpu>\n  <cputune>\n    <emulatorpin cpuset='1,3-5'/>\n  </cputune>\n"));
    }

    @Test
    void fillsASelfClosedCputune() {
        assertThat(domain("  <cputune/>\n").withVcpuPin(2, CpuSet.of(0)).text())
                .contains("  <cputune>\n    <vcpupin vcpu='2' cpuset='0'/>\n  </cputune>\n");
    }

    @Test
    void refusesAVcpuThatTheDomainLacks() {
        assertThatThrownBy(() -> load("odd/plain.xml").withVcpuPin(4, CpuSet.of(0)))
                .hasMessageContaining("domain odd has no vCPU 4, only 0 to 3")
                .hasMessageContaining("drops a pin");
    }

    @Test
    void refusesTwoPinsForOneVcpu() {
        DomainXml domain = domain("<cputune><vcpupin vcpu='0' cpuset='0'/><vcpupin vcpu='0' cpuset='1'/></cputune>");
        assertThatThrownBy(() -> domain.withVcpuPin(0, CpuSet.of(0)))
                .hasMessageContaining("two <vcpupin> elements for vcpu 0");
    }

    @Test
    void knowsIothreadsByIdAndByCount() {
        assertThat(load("libvirt/out-cputune-iothreads.xml").iothreads()).containsExactly(1, 2);
        assertThat(domain("<iothreads>3</iothreads><iothreadids><iothread id='2'/><iothread id='9'/></iothreadids>")
                        .iothreads())
                .containsExactly(1, 2, 9);
    }

    @Test
    void pinsIothreadsAndRefusesUnknownOnes() {
        DomainXml domain = load("libvirt/out-cputune-iothreads.xml");
        assertThat(domain.withIothreadPin(2, CpuSet.of(1)).text())
                .isEqualTo(domain.text().replace("iothread='2' cpuset='3'", "iothread='2' cpuset='1'"));
        assertThatThrownBy(() -> domain.withIothreadPin(3, CpuSet.of(1))).hasMessageContaining("has no iothread 3");
    }

    // the whole

    @Test
    void readsTheDomainsOwnFacts() {
        DomainXml domain = DomainXml.parse(
                "<domain id='3'><name>a&amp;b</name><uuid> u </uuid><vcpu cpuset='0-7,^3' current='2'> 4 </vcpu></domain>",
                "x");
        assertThat(domain.name()).isEqualTo("a&b");
        assertThat(domain.uuid()).contains("u");
        assertThat(domain.isLive()).isTrue();
        assertThat(domain.vcpus()).isEqualTo(4);
        assertThat(domain.currentVcpus()).isEqualTo(2);
        assertThat(domain.defaultCpus()).isEqualTo(Optional.of(CpuSet.parse("0-2,4-7")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<network/>", "<domain xmlns='urn:x'/>", "<domains/>"})
    void refusesWhatIsNoDomain(String text) {
        assertThatThrownBy(() -> DomainXml.parse(text, "n.xml")).hasMessageContaining("not a libvirt domain");
    }
}
