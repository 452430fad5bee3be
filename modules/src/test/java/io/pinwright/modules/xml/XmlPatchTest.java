package io.pinwright.modules.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of an edited document is that of its text, although little of it is parsed. */
class XmlPatchTest {

    private static final String DOMAIN = """
            <domain type='kvm'>
              <name>a</name>
              <metadata><x:y xmlns:x='urn:x'><x:z/></x:y></metadata>
              <cputune>
                <vcpupin vcpu='0' cpuset='1'/><!-- first -->
              </cputune>
              <devices><disk/> text <disk a='&lt;'>one<b/>two</disk></devices>
            </domain>
            """;

    static List<Path> corpus() throws IOException {
        return XmlDocumentTest.corpus();
    }

    private static void walk(XmlElement element, List<XmlElement> into) {
        into.add(element);
        element.children().forEach(child -> walk(child, into));
    }

    private static String tree(XmlElement element) {
        StringBuilder out = new StringBuilder();
        List<XmlElement> all = new ArrayList<>();
        walk(element, all);
        for (XmlElement one : all) {
            out.append(List.of(
                            one.name(),
                            one.localName(),
                            one.namespace(),
                            one.start(),
                            one.startTagEnd(),
                            one.endTagStart(),
                            one.end(),
                            one.isSelfClosed(),
                            one.attributes().stream().map(XmlPatchTest::whole).toList(),
                            one.children().size(),
                            one.text()))
                    .append('\n');
        }
        return out.toString();
    }

    private static List<Object> whole(XmlAttribute one) {
        return List.of(
                one.name(), one.value(), one.quote(), one.start(), one.nameStart(), one.valueStart(), one.valueEnd());
    }

    private static XmlDocument edited(XmlDocument document, Random random) {
        List<XmlElement> all = new ArrayList<>();
        walk(document.root(), all);
        XmlElement one = all.get(random.nextInt(all.size()));
        XmlElement child = one.children().isEmpty()
                ? null
                : one.children().get(random.nextInt(one.children().size()));
        XmlEditor editor = document.edit();
        switch (random.nextInt(6)) {
            case 0 -> editor.set(one, "cpuset", "0-" + random.nextInt(1000));
            case 1 -> {
                if (!one.attributes().isEmpty()) {
                    editor.set(one, one.attributes().get(0).name(), "v" + random.nextInt(100));
                }
            }
            case 2 -> editor.insert(one, child, new NewElement("new", Map.of("a", "<&'\"")));
            case 3 ->
                editor.insert(
                        one, child, new NewElement("outer", Map.of(), List.of(new NewElement("inner", Map.of()))));
            case 4 -> {
                if (one != document.root()) {
                    editor.remove(one);
                }
            }
            default -> {
                for (XmlElement each : one.children()) {
                    editor.set(each, "n", Integer.toString(random.nextInt()));
                }
            }
        }
        return editor.apply();
    }

    private static void staysTrue(XmlDocument start, long seed) {
        Random random = new Random(seed);
        XmlDocument document = start;
        for (int i = 0; i < 25; i++) {
            document = edited(document, random);
            assertThat(tree(document.root()))
                    .isEqualTo(tree(XmlDocument.parse(document.text()).root()));
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void theTreeIsThatOfTheText(Path file) throws IOException {
        staysTrue(XmlDocument.parse(Files.readAllBytes(file)), 7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theTreeIsThatOfTheTextWithNamespacesCommentsAndMixedContent(long seed) {
        staysTrue(XmlDocument.parse(DOMAIN), seed);
    }

    @Test
    void whatIsNotTouchedIsTheSame() {
        XmlDocument document = XmlDocument.parse(DOMAIN);
        XmlElement pin =
                document.root().child("cputune").orElseThrow().children().get(0);
        XmlDocument edited = document.edit().set(pin, "cpuset", "2-15").apply();
        assertThat(edited.root().child("name"))
                .containsSame(document.root().child("name").orElseThrow());
        assertThat(edited.root().child("metadata"))
                .containsSame(document.root().child("metadata").orElseThrow());
        assertThat(edited.text(edited.root().child("devices").orElseThrow()))
                .isEqualTo(document.text(document.root().child("devices").orElseThrow()));
    }

    @Test
    void whatIsInsertedIntoTheRootIsParsedByItself() {
        XmlDocument document = XmlDocument.parse(DOMAIN);
        XmlElement name = document.root().child("name").orElseThrow();
        NewElement outer = new NewElement("outer", Map.of(), List.of(new NewElement("inner", Map.of("a", "1"))));
        XmlDocument edited =
                document.edit().insert(document.root(), name, outer).apply();
        assertThat(edited.root().children().get(0)).isSameAs(name);
        assertThat(edited.text(edited.root().children().get(1))).isEqualTo("<outer>\n    <inner a='1'/>\n  </outer>");
        assertThat(tree(edited.root()))
                .isEqualTo(tree(XmlDocument.parse(edited.text()).root()));
    }

    @Test
    void anEditThatBreaksTheDocumentIsRefused() {
        XmlDocument document = XmlDocument.parse(DOMAIN);
        XmlElement devices = document.root().child("devices").orElseThrow();
        for (NewElement broken : List.of(
                new NewElement("a", Map.of("b", "\u0001")),
                new NewElement("a", Map.of("b", "\uD800")),
                new NewElement("/devices", Map.of()),
                new NewElement("p:a", Map.of()),
                new NewElement("a", Map.of("b='1' b", "2")))) {
            XmlEditor editor = document.edit().insert(devices, null, broken);
            assertThatThrownBy(editor::apply).as(broken.toString()).isInstanceOf(DiagnosticException.class);
        }
    }
}
