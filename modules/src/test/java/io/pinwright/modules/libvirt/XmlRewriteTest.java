package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlRewriteTest {

    private static final Path FOLDER = Path.of("src/test/resources/domains");

    private static final XmlRewrite.Wish QUEUES_4 =
            new XmlRewrite.Wish(null, DriverWish.ofQueues(4), new TreeMap<>(), null);

    private static final XmlRewrite.Wish PINS = new XmlRewrite.Wish(
            null,
            new DriverWish(null, null, null, null),
            new TreeMap<>(Map.of(0, CpuSet.of(2))),
            CpuSet.parse("1,3-5"));

    static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".xml") && !hasOnlyOtherMacvtaps(file))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> refused() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".xml") && hasOnlyOtherMacvtaps(file))
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasOnlyOtherMacvtaps(Path file) {
        try {
            List<InterfaceXml> macvtaps =
                    DomainXml.parse(Files.readAllBytes(file), file.toString()).interfaces().stream()
                            .filter(InterfaceXml::isMacvtap)
                            .toList();
            return !macvtaps.isEmpty() && macvtaps.stream().noneMatch(InterfaceXml::isVirtio);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String without(InterfaceXml one, String text) {
        return text.substring(0, one.element().start())
                + text.substring(one.element().end());
    }

    private static byte[] read(String file) throws IOException {
        return Files.readAllBytes(FOLDER.resolve(file));
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void givesEveryVirtioMacvtapItsQueuesAndTouchesNothingElse(Path file) throws IOException {
        byte[] input = Files.readAllBytes(file);
        XmlRewrite.Result result = XmlRewrite.rewrite(input, file.toString(), QUEUES_4);
        DomainXml before = DomainXml.parse(input, "before");
        DomainXml after = DomainXml.parse(result.bytes(), "after");
        String outsideBefore = before.text();
        String outsideAfter = after.text();
        for (int i = before.interfaces().size() - 1; i >= 0; i--) {
            InterfaceXml was = before.interfaces().get(i);
            InterfaceXml is = after.interfaces().get(i);
            if (was.isMacvtap() && was.isVirtio()) {
                assertThat(is.driver().queues()).isEqualTo(OptionalInt.of(4));
                outsideBefore = without(was, outsideBefore);
                outsideAfter = without(is, outsideAfter);
            }
        }
        assertThat(outsideAfter).isEqualTo(outsideBefore);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void aSecondRewriteGivesTheSameBytes(Path file) throws IOException {
        for (XmlRewrite.Wish wish : List.of(QUEUES_4, PINS)) {
            byte[] once =
                    XmlRewrite.rewrite(Files.readAllBytes(file), "x", wish).bytes();
            XmlRewrite.Result twice = XmlRewrite.rewrite(once, "x", wish);
            assertThat(twice.changed()).isFalse();
            assertThat(twice.bytes()).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void pinsAreThereAfterwards(Path file) throws IOException {
        DomainXml after = DomainXml.parse(
                XmlRewrite.rewrite(Files.readAllBytes(file), "x", PINS).bytes(), "x");
        assertThat(after.vcpuPins()).containsEntry(0, CpuSet.of(2));
        assertThat(after.emulatorPin()).contains(CpuSet.parse("1,3-5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void keepsEncodingAndByteOrderMark(String charset) throws IOException {
        String text = new String(read("odd/plain.xml"), StandardCharsets.UTF_8);
        byte[] input = ("\uFEFF" + text).getBytes(Charset.forName(charset));
        assertThat(XmlRewrite.rewrite(input, "x", QUEUES_4).bytes())
                .isEqualTo(("\uFEFF"
                                + text.replace(
                                        "<model type='virtio'/>\n",
                                        "<model type='virtio'/>\n      <driver queues='4'/>\n"))
                        .getBytes(Charset.forName(charset)));
    }

    @Test
    void aDomainWithoutMacvtapsStaysAndIsNoted() throws IOException {
        byte[] input = read("libvirt/vhost_queues.xml");
        XmlRewrite.Result result = XmlRewrite.rewrite(input, "x", QUEUES_4);
        assertThat(result.changed()).isFalse();
        assertThat(result.bytes()).isEqualTo(input);
        assertThat(result.notes()).singleElement().asString().contains("has no macvtap");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesADomainWhoseOnlyMacvtapsAreNotVirtio(Path file) {
        assertThatThrownBy(() -> XmlRewrite.rewrite(Files.readAllBytes(file), "e.xml", QUEUES_4))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("type direct")
                .hasMessageContaining("silently drops");
    }

    @Test
    void leavesAnotherModelAloneBesideAVirtioMacvtap() throws IOException {
        String text = new String(read("odd/two-direct-one-bridge.xml"), StandardCharsets.UTF_8)
                .replaceFirst("type='virtio'", "type='e1000'");
        DomainXml after = DomainXml.parse(
                XmlRewrite.rewrite(text.getBytes(StandardCharsets.UTF_8), "x", QUEUES_4)
                        .bytes(),
                "x");
        assertThat(after.interfaces())
                .extracting(one -> one.driver().queues().orElse(-1))
                .containsExactly(1, 1, 4);
    }

    @Test
    void notesMoreQueuesThanVcpus() throws IOException {
        XmlRewrite.Wish eight = new XmlRewrite.Wish(null, DriverWish.ofQueues(8), new TreeMap<>(), null);
        assertThat(XmlRewrite.rewrite(read("odd/plain.xml"), "x", eight).notes())
                .singleElement()
                .asString()
                .contains("8 queues")
                .contains("4 vCPUs");
    }

    @Test
    void anExplicitSelectorMustMatch() {
        XmlRewrite.Wish wish =
                new XmlRewrite.Wish(InterfaceSelector.ofSource("eth9"), DriverWish.ofQueues(4), new TreeMap<>(), null);
        assertThatThrownBy(() -> XmlRewrite.rewrite(read("odd/plain.xml"), "x", wish))
                .hasMessageContaining("no interface with source eth9");
    }
}
