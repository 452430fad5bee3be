package io.pinwright.modules.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinwright.engine.source.DiagnosticException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlDocumentTest {

    static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/domains"))) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void printsWhatItParsedByteForByte(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        assertThat(XmlDocument.parse(bytes).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void everyElementStandsWhereItSays(Path file) throws IOException {
        XmlDocument document = XmlDocument.parse(Files.readAllBytes(file));
        assertThat(walk(document.root())).allSatisfy(element -> {
            assertThat(document.text(element)).startsWith("<" + element.name()).endsWith(">");
            for (XmlAttribute attribute : element.attributes()) {
                assertThat(document.text(element).substring(attribute.nameStart(), attribute.end()))
                        .startsWith(attribute.name())
                        .endsWith(String.valueOf(attribute.quote()));
            }
        });
    }

    private static Stream<XmlElement> walk(XmlElement element) {
        return Stream.concat(Stream.of(element), element.children().stream().flatMap(XmlDocumentTest::walk));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void keepsAByteOrderMarkAndItsEncoding(String charset) {
        byte[] bytes = "\uFEFF<a b='ä\uD83D\uDE00'>ö</a>\n".getBytes(Charset.forName(charset));
        XmlDocument document = XmlDocument.parse(bytes);
        assertThat(document.root().value("b")).contains("ä\uD83D\uDE00");
        assertThat(document.bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void knowsUtf16WithoutAByteOrderMark(String charset) {
        byte[] bytes = "<?xml version='1.0' encoding='UTF-16'?><a>ä</a>".getBytes(Charset.forName(charset));
        assertThat(XmlDocument.parse(bytes).root().text()).isEqualTo("ä");
        assertThat(XmlDocument.parse(bytes).bytes()).isEqualTo(bytes);
    }

    @Test
    void readsADeclaredEncoding() {
        byte[] bytes =
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>ä</a>".getBytes(StandardCharsets.ISO_8859_1);
        XmlDocument document = XmlDocument.parse(bytes);
        assertThat(document.root().text()).isEqualTo("ä");
        assertThat(document.edit().set(document.root(), "b", "1").apply().bytes())
                .isEqualTo("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a b=\"1\">ä</a>"
                        .replace("b=\"1\"", "b='1'")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void refusesBytesThatAreNotOfTheEncoding() {
        assertThatThrownBy(() -> XmlDocument.parse("<a>ä</a>".getBytes(StandardCharsets.ISO_8859_1), "old.xml"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("old.xml: cannot be read: byte 3 (counted from 0) of the document is not UTF-8");
    }

    @Test
    void refusesHalfOfASurrogatePairInEveryEncoding() {
        byte[] utf8 = {'<', 'a', '>', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '<', '/', 'a', '>'};
        byte[] utf16 = {'<', 0, 'a', 0, '>', 0, 0, (byte) 0xD8, '<', 0, '/', 0, 'a', 0, '>', 0};
        byte[] utf32 = new byte[2 * utf16.length];
        for (int i = 0; i < utf16.length; i += 2) {
            utf32[2 * i] = utf16[i];
            utf32[2 * i + 1] = utf16[i + 1];
        }
        for (byte[] bytes : List.of(utf8, utf16, utf32)) {
            assertThatThrownBy(() -> XmlDocument.parse(bytes)).hasMessageContaining("cannot be read");
        }
    }

    @Test
    void refusesAnUnknownEncoding() {
        assertThatThrownBy(() -> XmlDocument.parse(
                        "<?xml version='1.0' encoding='klingon-1'?><a/>".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("klingon-1");
    }

    @Test
    void refusesADeclarationThatTheBytesContradict() {
        assertThatThrownBy(() -> XmlDocument.parse(
                        "<?xml version='1.0' encoding='UTF-16'?><a/>".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("its bytes are not of that encoding");
    }

    @Test
    void refusesADoctypeAtItsPlace() {
        assertThatThrownBy(() ->
                        XmlDocument.parse("<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a>&x;</a>", "d.xml"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageStartingWith("d.xml:2:1: error: the document has a DOCTYPE");
    }

    @Test
    void neverReadsAnExternalEntity(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "top-secret-content");
        String text = "<!DOCTYPE a [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]><a>&x;</a>";
        assertThatThrownBy(() -> XmlDocument.parse(text))
                .hasMessageContaining("DOCTYPE")
                .message()
                .doesNotContain("top-secret-content");
    }

    @Test
    void refusesAnEntityThatIsNotDefined() {
        assertThatThrownBy(() -> XmlDocument.parse("<a>&nope;</a>")).hasMessageContaining("nope");
        assertThatThrownBy(() -> XmlDocument.parse("<a b='&nope;'/>")).hasMessageContaining("nope");
    }

    @Test
    void resolvesPredefinedEntitiesAndCharacterReferences() {
        XmlElement root = XmlDocument.parse("<a b='&lt;&amp;&#65;'>x&gt;<![CDATA[<y>&amp;]]></a>")
                .root();
        assertThat(root.value("b")).contains("<&A");
        assertThat(root.text()).isEqualTo("x><y>&amp;");
    }

    @Test
    void aGreaterThanSignInAnAttributeIsNoTagEnd() {
        XmlDocument document = XmlDocument.parse("<a><b c='x>y' d=\"'/>\"/></a>");
        assertThat(document.text(document.root().children().get(0))).isEqualTo("<b c='x>y' d=\"'/>\"/>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>",
                "<a></b>",
                "<a b=1/>",
                "<a b='1' b='2'/>",
                "<a/><b/>",
                "text",
                "<a>\u0001</a>",
                "<p:a/>",
                "<a b='<'/>",
                "<a/>trailing",
                "",
                "<!-- only a comment -->",
                "<a>\uD800</a>"
            })
    void refusesWhatIsNotWellFormed(String text) {
        assertThatThrownBy(() -> XmlDocument.parse(text)).isInstanceOf(DiagnosticException.class);
    }

    @Test
    void anErrorNamesLineAndColumn() {
        assertThatThrownBy(() -> XmlDocument.parse("<a>\n  <b></c>\n</a>", "x.xml"))
                .hasMessageStartingWith("x.xml:2:")
                .hasMessageContaining("not well-formed");
    }

    @Test
    void anErrorDoesNotShowAPassword() {
        assertThatThrownBy(() -> XmlDocument.parse("<a><graphics passwd='hunter2'></b></a>"))
                .hasMessageContaining("passwd='*******'")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void refusesNestingBeyondTheLimitWithoutAStackOverflow() {
        String deep = "<a>".repeat(100_000) + "</a>".repeat(100_000);
        assertThatThrownBy(() -> XmlDocument.parse(deep)).isInstanceOf(DiagnosticException.class);
    }

    @Test
    void takesNestingUpToTheLimit() {
        String deep = "<a>".repeat(256) + "</a>".repeat(256);
        assertThat(XmlDocument.parse(deep).text()).isEqualTo(deep);
    }

    @Test
    void refusesADocumentThatIsTooLarge() {
        assertThatThrownBy(() -> XmlDocument.parse(new byte[XmlDocument.BYTES_MAX + 1], "big.xml"))
                .hasMessageContaining("big.xml: the document has 10485761 bytes");
    }

    @Test
    void takesALongTextAndALargeDocument() {
        String text = "<a b='" + "x".repeat(100_000) + "'>" + "y".repeat(3_000_000) + "<c/>".repeat(20_000) + "</a>";
        assertThat(XmlDocument.parse(text).root().children()).hasSize(20_000);
    }

    @Test
    void namespacesAreKnown() {
        XmlElement root = XmlDocument.parse(
                        "<domain xmlns:q='urn:q'><q:a/><x xmlns='urn:x'><y/></x><q:x xmlns:q='urn:other'/><x/></domain>")
                .root();
        assertThat(root.children("x")).singleElement().matches(XmlElement::isSelfClosed);
        assertThat(root.children())
                .extracting(XmlElement::namespace)
                .containsExactly("urn:q", "urn:x", "urn:other", "");
        assertThat(root.attributes()).extracting(XmlAttribute::name).containsExactly("xmlns:q");
    }

    @Test
    void carriageReturnsStayThoughXmlReadsThemAsLineFeeds() {
        XmlDocument document = XmlDocument.parse("<a>\r\n<b>x\r\ny</b>\r\n</a>\r\n");
        assertThat(document.root().children().get(0).text()).isEqualTo("x\ny");
        assertThat(new String(document.bytes(), StandardCharsets.UTF_8)).isEqualTo("<a>\r\n<b>x\r\ny</b>\r\n</a>\r\n");
    }

    @Test
    void anElementIsAskedForTheTextThatStandsDirectlyInIt() {
        XmlElement root = XmlDocument.parse(
                        "<a xmlns:q='urn:q'>1<!-- < --><b>2</b>&lt;<q:c>&#x33;<?p 3?></q:c>\r4<![CDATA[&]]>"
                                + "<d q:e='5'/></a>")
                .root();
        assertThat(root.text()).isEqualTo("1<\n4&");
        assertThat(root.children()).extracting(XmlElement::text).containsExactly("2", "3", "");
    }

    @Test
    void theTextOfAnElementFollowsTheVersionOfXml() {
        String text = "<a b='&#1;'>&#1;</a>";
        XmlElement root = XmlDocument.parse("<?xml\nversion='1.1'?>" + text).root();
        assertThat(root.text()).isEqualTo("\u0001");
        assertThat(root.value("b")).contains("\u0001");
        assertThatThrownBy(() -> XmlDocument.parse(text)).isInstanceOf(DiagnosticException.class);
    }

    @Test
    void maskingHidesPasswordsAndCookies() {
        assertThat(XmlSecrets.masked("<graphics type='vnc' passwd='a\"b' passwdValidTo='2030'/>"
                        + "<x secret=\"q\"/><cookie name='c'>v</cookie><secret type='iscsi' usage='u'/>"))
                .isEqualTo("<graphics type='vnc' passwd='****' passwdValidTo='****'/>"
                        + "<x secret=\"****\"/><cookie name='c'>****</cookie><secret type='iscsi' usage='u'/>");
    }

    @Test
    void offsetsStayExactOverManyBuffers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("<a>");
        for (int i = 0; i < 4000; i++) {
            text.append("\r\n".repeat(random.nextInt(3)))
                    .append("\uD83D\uDE00".repeat(random.nextInt(3)))
                    .append(random.nextInt(4) == 0 ? "&amp;<!-- <b> -->" : "x")
                    .append("<e n='\r\n&lt;")
                    .append(i)
                    .append("'/>");
        }
        XmlDocument document = XmlDocument.parse(text.append("</a>\r").toString());
        assertThat(document.root().children()).hasSize(4000);
        for (int i = 0; i < 4000; i++) {
            assertThat(document.text(document.root().children().get(i)))
                    .as("seed %d", seed)
                    .isEqualTo("<e n='\r\n&lt;" + i + "'/>");
        }
    }

    @Test
    void damagedBytesAreRefusedOrKeptButNeverBreakTheReader() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Path> files = corpus();
        int kept = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = Files.readAllBytes(files.get(random.nextInt(files.size())));
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) "<>&'\"=/! \u0000x\u00ff-]".charAt(random.nextInt(14));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                assertThat(XmlDocument.parse(bytes).bytes()).as("seed %d", seed).isEqualTo(bytes);
                kept++;
            } catch (DiagnosticException e) {
                assertThat(e.diagnostics()).as("seed %d", seed).isNotEmpty();
            }
        }
        assertThat(kept).as("seed %d", seed).isPositive();
    }
}
