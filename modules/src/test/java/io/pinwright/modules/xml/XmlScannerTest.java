package io.pinwright.modules.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.pinwright.engine.source.DiagnosticException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scanner takes the parser takes as well, with the same tree; the rest it leaves to the parser. */
class XmlScannerTest {

    /** The scanner leaves a document with a declaration to the parser. */
    private static final String DECLARATION = "<?xml version='1.0'?>";

    private static final List<String> PIECES = List.of(
            "<",
            ">",
            "/",
            "/>",
            "</",
            "</a>",
            "<a>",
            "<a/>",
            "<b c='1'/>",
            "=",
            "'",
            "\"",
            "&",
            ";",
            "&lt;",
            "&gt",
            "&amp;",
            "&apos;",
            "&quot;",
            "&nope;",
            "&#65;",
            "&#1;",
            "&#x;",
            "]]>",
            "]]",
            "]",
            "<![CDATA[x]]>",
            "<!--",
            "-->",
            "--",
            "<!---->",
            "<!-- x -->",
            "<!--->",
            "-",
            "!",
            "?",
            "<?p q?>",
            "<?xml version='1.0'?>",
            "<!DOCTYPE a>",
            ":",
            "a:",
            "<q:a/>",
            "<q:a xmlns:q='urn:q'/>",
            " xmlns:q='urn:r'",
            " xmlns:q=''",
            " xmlns='urn:d'",
            " xmlns=''",
            " xmlns:xml='urn:x'",
            " xmlns:q='http://www.w3.org/XML/1998/namespace'",
            " xmlns:q='http://www.w3.org/2000/xmlns/'",
            " q:b='1'",
            " xml:lang='x'",
            " xmlns",
            " xmlns:",
            " xml='1'",
            " b='1'",
            " b='2' b='3'",
            " b = \"'\"",
            "b='1'c='2'",
            " ",
            "\n",
            "\t",
            "\r",
            "\r\n",
            "\f",
            "\0",
            "\u0001",
            "\u001f",
            "\u007f",
            "\u0080",
            "\u0085",
            "\u009f",
            "\u00a0",
            "\u00e4",
            "\u2028",
            "\ud7ff",
            "\ud83d\ude00",
            "\ud800",
            "\ue000",
            "\ufeff",
            "\ufffe",
            "\uffff",
            "x",
            "1",
            ".",
            "_");

    private static List<String> corpus() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : XmlDocumentTest.corpus()) {
            texts.add(Files.readString(file, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static String tree(XmlElement root, int moved) {
        StringBuilder out = new StringBuilder();
        write(root, moved, out);
        return out.toString();
    }

    private static void write(XmlElement one, int moved, StringBuilder out) {
        out.append(List.of(
                one.name(),
                one.localName(),
                one.namespace(),
                one.start() - moved,
                one.startTagEnd() - moved,
                one.endTagStart() - moved,
                one.end() - moved,
                one.isSelfClosed(),
                one.text(),
                one.children().size()));
        for (XmlAttribute attribute : one.attributes()) {
            out.append(List.of(
                    attribute.name(),
                    attribute.value(),
                    attribute.start(),
                    attribute.nameStart(),
                    attribute.valueStart(),
                    attribute.valueEnd()));
        }
        out.append('\n');
        one.children().forEach(child -> write(child, moved, out));
    }

    /** Whether the scanner takes a text; fails when the parser does not, or has another tree. */
    private static boolean isTaken(String text) {
        Optional<XmlElement> scanned = XmlScanner.root(text);
        scanned.ifPresent(root -> {
            XmlElement parsed;
            try {
                parsed = XmlDocument.parse(DECLARATION + text).root();
            } catch (DiagnosticException e) {
                throw new AssertionError("the parser refuses: " + text, e);
            }
            assertThat(tree(root, 0)).as(text).isEqualTo(tree(parsed, DECLARATION.length()));
        });
        return scanned.isPresent();
    }

    private static String mutated(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(out.length() + 1);
            int end = Math.min(out.length(), at + random.nextInt(5));
            switch (random.nextInt(4)) {
                case 0 -> out.replace(at, end, "");
                case 1 -> out.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> out.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                default -> {
                    int from = random.nextInt(out.length() + 1);
                    out.insert(at, out.substring(from, Math.min(out.length(), from + random.nextInt(30))));
                }
            }
        }
        return out.toString();
    }

    @Test
    void takesWhatLibvirtPrintsAndWhatTheParserTakesOfIt() throws IOException {
        List<String> left = corpus().stream().filter(text -> !isTaken(text)).toList();
        assertThat(left)
                .allMatch(text -> text.contains("<?") || text.contains("<![CDATA[") || text.contains("xmlns='"));
    }

    @Test
    void takesNoDamagedDocumentThatTheParserRefuses() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> texts = corpus();
        int taken = 0;
        for (int round = 0; round < 5_000; round++) {
            try {
                taken += isTaken(mutated(texts.get(random.nextInt(texts.size())), random)) ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(taken).as("seed %d", seed).isGreaterThan(500);
    }

    @Test
    void takesNoOtherTextThatTheParserRefuses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int taken = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder("<a>");
            for (int i = random.nextInt(5); i > 0; i--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            text.append("<b")
                    .append(random.nextInt(2) == 0 ? PIECES.get(random.nextInt(PIECES.size())) : "")
                    .append("/>");
            try {
                taken += isTaken(text.append("</a>").toString()) ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(taken).as("seed %d", seed).isGreaterThan(500);
    }

    @Test
    void attributesAreThoseOfTheParser() throws IOException, XMLStreamException {
        String odd = "<a b = '&lt;x'\n c=\"'&#10;y\t\" xmlns:q='urn:&amp;' q:d=''><q:e\r\nxmlns='urn:x'  f='>'/></a>";
        List<String> texts = new ArrayList<>(corpus());
        texts.add(odd);
        for (String text : texts) {
            List<String> expected = new ArrayList<>();
            XMLStreamReader2 reader =
                    (XMLStreamReader2) XmlParser.factory(false).createXMLStreamReader(new StringReader(text));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        expected.add(reader.getAttributeLocalName(i) + "=" + reader.getAttributeValue(i));
                    }
                }
            }
            List<String> found = new ArrayList<>();
            collect(XmlDocument.parse(text).root(), found);
            assertThat(found).isEqualTo(expected);
        }
    }

    private static void collect(XmlElement element, List<String> into) {
        element.attributes().forEach(one -> into.add(one.name() + "=" + one.value()));
        element.children().forEach(child -> collect(child, into));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a/>",
                " <!-- - --><a b='1' c = \"2\"\n>x &lt;&gt;&amp;&apos;&quot; \u00e4<b/><!----></a >\n",
                "<a xmlns:q='urn:q'><q:b xmlns:r='urn:r'><r:c/><q:d></q:d></q:b><e xmlns:q='urn:s'><q:f/></e><q:g/></a>"
            })
    void takesTheUsualShape(String text) {
        assertThat(isTaken(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<a>",
                "<a></b>",
                "<a></ab>",
                "<a b='1' b='1'/>",
                "<a xmlns:q='urn:q' xmlns:q='urn:q'/>",
                "<a b='1'c='2'/>",
                "<a b='<'/>",
                "<a>]]></a>",
                "<a>&nope;</a>",
                "<a/><a/>",
                "<a/>x",
                "x<a/>",
                "<q:a/>",
                "<a><b xmlns:q='urn:q'/><q:c/></a>",
                "<a q:b='1'/>",
                "<a><!-- -- --></a>",
                "<!DOCTYPE a><a/>",
                "<a>\ud800</a>",
                "<a>\uffff</a>",
                "<a>\u0000</a>"
            })
    void leavesWhatIsWrongToTheParser(String text) {
        assertThat(XmlScanner.root(text)).isEmpty();
    }

    @Test
    void leavesTheLimitsToTheParser() {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 1001; i++) {
            attributes.append(" a").append(i).append("=''");
        }
        assertThat(XmlScanner.root("<a>".repeat(257) + "</a>".repeat(257))).isEmpty();
        assertThat(XmlScanner.root("<a" + attributes + "/>")).isEmpty();
        assertThat(XmlScanner.root("<a b='" + "x".repeat(1 << 20) + "'/>")).isEmpty();
    }
}
