package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same calls against the real virsh with libvirt's test driver, wherever that driver can answer. */
class VirshContractTest {

    private static final RealVirsh DEFAULT = new RealVirsh("test:///default");

    @TempDir
    Path folder;

    @BeforeAll
    static void needsVirsh() {
        assumeTrue(RealVirsh.isInstalled(), "virsh is not installed");
    }

    private RealVirsh hostWith(String... domains) throws IOException {
        StringBuilder node = new StringBuilder("<node>");
        for (String domain : domains) {
            node.append(domain);
        }
        return new RealVirsh("test://" + Files.writeString(folder.resolve("node.xml"), node.append("</node>")));
    }

    private static String domain(String name, String uuid) {
        return "<domain type='test'><name>" + name + "</name><uuid>" + uuid + "</uuid><memory>1024</memory>"
                + "<vcpu>4</vcpu><os><type arch='i686'>hvm</type></os></domain>";
    }

    @Test
    void readsADomain() {
        DomainState state = DEFAULT.observe(Virsh.domain("test"));
        assertThat(state.name()).isEqualTo("test");
        assertThat(state.isRunning()).isTrue();
        assertThat(state.persistent()).isTrue();
        assertThat(state.managedSave()).isFalse();
        assertThat(state.uuid()).isEqualTo("6695eb01-f6a4-8304-79aa-97f2502e193f");
        assertThat(state.config().isLive()).isFalse();
    }

    @Test
    void namesTheDomainsThereAreWhenOneIsNotFound() {
        assertThatThrownBy(() -> DEFAULT.observe(Virsh.domain("nosuch")))
                .isInstanceOf(HostProblem.class)
                .hasMessage("there is no domain nosuch; the host has test");
    }

    @Test
    void listsTheNamesOfAllDomains() {
        assertThat(DEFAULT.observe(Virsh.domainNames())).contains(List.of("test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "--help", "a b", "a;b", "$(id)", "ünï", "'quoted'", "a\\b"})
    void findsADomainWhateverItsName(String name) throws IOException {
        RealVirsh host = hostWith(domain(name, "11111111-1111-1111-1111-111111111111"));
        assertThat(host.observe(Virsh.domain(name)).name()).isEqualTo(name);
    }

    @Test
    void refusesADomainThatVirshFoundByItsId() throws IOException {
        RealVirsh host = hostWith(
                domain("first", "11111111-1111-1111-1111-111111111111"),
                domain("1", "22222222-2222-2222-2222-222222222222"));
        assertThatThrownBy(() -> host.observe(Virsh.domain("1")))
                .hasMessage("virsh took \"1\" for the id of the domain first, not for a name");
        assertThat(host.observe(Virsh.domain("22222222-2222-2222-2222-222222222222"))
                        .name())
                .isEqualTo("1");
    }

    @Test
    void saysThatTheDaemonDoesNotAnswer() {
        RealVirsh dead = new RealVirsh("qemu+unix:///system?socket=" + folder.resolve("none"));
        assertThatThrownBy(() -> dead.observe(Virsh.domain("d")))
                .isInstanceOf(HostProblem.class)
                .hasMessageStartingWith("libvirt does not answer: ");
    }

    @Test
    void virshUnderstandsThePinCallsAndOnlyTheTestDriverRefusesThem() {
        DomainState state = DEFAULT.observe(Virsh.domain("test"));
        Answer.Output answer = DEFAULT.run(Virsh.vcpuPin(state, 0, CpuSet.of(0), Scope.LIVE, List.of()));
        // The words are understood; the driver, not virsh, refuses the flag.
        assertThat(answer.stderr().text()).contains("unsupported flags").contains("testDomainPinVcpuFlags");
    }

    @Test
    void anInterfaceUpdateIsUnderstoodByVirsh() throws IOException {
        String one = domain("d", "11111111-1111-1111-1111-111111111111")
                .replace(
                        "</os>",
                        "</os><devices><interface type='direct'><mac address='52:54:00:00:00:01'/>"
                                + "<source dev='eth0'/><model type='virtio'/></interface></devices>");
        RealVirsh host = hostWith(one);
        DomainState state = host.observe(Virsh.domain("d"));
        Answer.Output answer = host.run(Virsh.updateInterface(state, 0));
        assertThat(answer.stderr().text()).contains("virDomainUpdateDeviceFlags");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.xml",
                "crlf.xml",
                "commented-out-interface.xml",
                "metadata-trap.xml",
                "cdata-description.xml",
                "driver-other-attrs.xml",
                "spaced-tags.xml",
                "two-direct-one-bridge.xml",
                "cputune-full.xml",
                "driver-qemu.xml"
            })
    void libvirtKeepsWhatTheRewriterWrote(String file) throws IOException {
        byte[] input = Files.readAllBytes(Path.of("src/test/resources/domains/odd", file));
        XmlRewrite.Wish wish = new XmlRewrite.Wish(
                null,
                new DriverWish("vhost", 4, 512, null),
                new TreeMap<>(Map.of(1, CpuSet.of(2))),
                CpuSet.parse("1,3-5"));
        DomainXml ours = DomainXml.parse(XmlRewrite.rewrite(input, file, wish).bytes(), file);
        DomainXml theirs = definedByLibvirt(ours.text());
        assertThat(theirs.vcpuPins()).isEqualTo(ours.vcpuPins());
        assertThat(theirs.emulatorPin()).isEqualTo(ours.emulatorPin());
        assertThat(theirs.interfaces()).hasSameSizeAs(ours.interfaces());
        for (InterfaceXml one : ours.interfaces()) {
            assertThat(theirs.interfaces().get(one.position()).driver().attributes())
                    .containsExactlyInAnyOrderEntriesOf(one.driver().attributes());
        }
        assertThat(XmlRewrite.rewrite(theirs.document().bytes(), "theirs", wish).changed())
                .isFalse();
    }

    /** The test driver forgets all with the process, so one call does both. */
    @Test
    void aDocumentIsDefinedFromStandardInputAlsoWhileItsDomainRuns() {
        DomainState state = DEFAULT.observe(Virsh.domain("test"));
        Step.Run pin = Virsh.emulatorPin(state, CpuSet.of(0), Scope.CONFIG, List.of());
        Answer config = DEFAULT.run(Virsh.inactiveXml("test").argv(), Payload.NONE);
        Undo undo = Undo.of(List.of(pin), Answers.of(Map.of(Virsh.inactiveXml("test"), config)))
                .get(0);
        // One process for both: define keeps running what runs, and gives back what it was given, byte for byte.
        Step.Run define = (Step.Run) undo.steps().get(0);
        String both = String.join(" ", define.argv().subList(4, define.argv().size()))
                + "; dumpxml --inactive --security-info --domain test; domstate test";
        Answer.Output after = DEFAULT.run(List.of("virsh", "-q", "-c", Virsh.URI, both), define.stdin());
        assertThat(after.stdout().text())
                .contains(((Answer.Output) config).stdout().text().strip())
                .contains("running");
    }

    private DomainXml definedByLibvirt(String text) throws IOException {
        Path file = Files.writeString(
                folder.resolve("define.xml"),
                text.replaceFirst("type='kvm'", "type='test'").replace("arch='x86_64' machine='pc'", "arch='i686'"),
                StandardCharsets.UTF_8);
        // The test driver forgets everything with the process, so one virsh does both.
        Answer.Output answer = DEFAULT.run(
                List.of("virsh", "-q", "-c", Virsh.URI, "define --file " + file + "; dumpxml --inactive --domain odd"),
                Payload.NONE);
        assertThat(answer.exit()).as(answer.stderr().text()).isZero();
        return DomainXml.parse(
                answer.stdout().text().substring(answer.stdout().text().indexOf("<domain")), "theirs");
    }
}
