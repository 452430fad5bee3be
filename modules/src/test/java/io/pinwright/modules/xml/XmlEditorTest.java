package io.pinwright.modules.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class XmlEditorTest {

    private static String edited(String text, BiFunction<XmlEditor, XmlElement, XmlEditor> edit) {
        XmlDocument document = XmlDocument.parse(text);
        return edit.apply(document.edit(), document.root()).apply().text();
    }

    private static NewElement element(String name, String... pairs) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            attributes.put(pairs[i], pairs[i + 1]);
        }
        return new NewElement(name, attributes);
    }

    @Test
    void setsAValueWithinItsOwnQuotes() {
        assertThat(edited(
                        "<a b = \"1\"  c='2'/>",
                        (editor, root) -> editor.set(root, "b", "x").set(root, "c", "y")))
                .isEqualTo("<a b = \"x\"  c='y'/>");
    }

    @Test
    void escapesWhatTheQuotesForbid() {
        String text = edited("<a b='1'/>", (editor, root) -> editor.set(root, "b", "<'\"&\n"));
        assertThat(text).isEqualTo("<a b='&lt;&apos;\"&amp;&#10;'/>");
        assertThat(XmlDocument.parse(text).root().value("b")).contains("<'\"&\n");
    }

    @Test
    void addsAnAttributeBehindTheLastOneInItsStyle() {
        assertThat(edited("<a b=\"1\" />", (editor, root) -> editor.set(root, "c", "2")))
                .isEqualTo("<a b=\"1\" c=\"2\" />");
        assertThat(edited("<a\n   b='1'\n>x</a>", (editor, root) -> editor.set(root, "c", "2")))
                .isEqualTo("<a\n   b='1'\n   c='2'\n>x</a>");
    }

    @Test
    void addsSeveralAttributesInOrderToAnElementWithoutAny() {
        assertThat(edited("<a/>", (editor, root) -> editor.set(root, "b", "1").set(root, "c", "2")))
                .isEqualTo("<a b='1' c='2'/>");
        assertThat(edited("<a ></a>", (editor, root) -> editor.set(root, "b", "1")))
                .isEqualTo("<a b='1' ></a>");
    }

    @Test
    void removesAnAttributeWithTheSpaceBeforeIt() {
        assertThat(edited(
                        "<a b='1'  c='2' d='3'/>",
                        (editor, root) -> editor.remove(root, "c").remove(root, "zz")))
                .isEqualTo("<a b='1' d='3'/>");
    }

    @Test
    void settingTheValueItHasReturnsTheSameDocument() {
        XmlDocument document = XmlDocument.parse("<a b='&#65;'/>");
        assertThat(document.edit().set(document.root(), "b", "A").apply()).isSameAs(document);
    }

    @Test
    void insertsBehindAChildWithItsIndentation() {
        assertThat(edited(
                        "<a>\n\t<b/>\n\t<c/>\n</a>\n",
                        (editor, root) -> editor.insert(root, root.children().get(0), element("x", "k", "v"))))
                .isEqualTo("<a>\n\t<b/>\n\t<x k='v'/>\n\t<c/>\n</a>\n");
    }

    @Test
    void insertsAsFirstChildAndKeepsCarriageReturns() {
        assertThat(edited("<a>\r\n  <b/>\r\n</a>\r\n", (editor, root) -> editor.insert(root, null, element("x"))))
                .isEqualTo("<a>\r\n  <x/>\r\n  <b/>\r\n</a>\r\n");
    }

    @Test
    void insertsIntoASelfClosedElement() {
        assertThat(edited(
                        "<a>\n  <b c='1' />\n</a>",
                        (editor, root) -> editor.insert(root.children().get(0), null, element("x"))))
                .isEqualTo("<a>\n  <b c='1'>\n    <x/>\n  </b>\n</a>");
    }

    @Test
    void severalInsertedAtOnePlaceStandInOrder() {
        for (String text : List.of("<a>\n  <b c='1' />\n</a>", "<a>\n  <b c='1'>\n  </b>\n</a>")) {
            assertThat(edited(text, (editor, root) -> {
                        XmlElement b = root.children().get(0);
                        return editor.insert(b, null, element("x"))
                                .set(b, "d", "2")
                                .insert(b, null, element("y"));
                    }))
                    .isEqualTo("<a>\n  <b c='1' d='2'>\n    <x/>\n    <y/>\n  </b>\n</a>");
        }
        assertThat(edited(
                        "<a><b/><c/></a>",
                        (editor, root) -> editor.insert(root, root.children().get(0), element("x"))
                                .insert(root, null, element("w"))
                                .insert(root, root.children().get(0), element("y"))))
                .isEqualTo("<a><w/><b/><x/><y/><c/></a>");
    }

    @Test
    void editsOfTheSameCharactersAreRefused() {
        XmlDocument document = XmlDocument.parse("<a>\n  <b/>\n</a>");
        XmlElement b = document.root().children().get(0);
        XmlEditor editor = document.edit().remove(b).set(b, "c", "1");
        assertThatThrownBy(editor::apply).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theQuotesOfTheDocumentAsItWasReadPrevail() {
        XmlDocument document = XmlDocument.parse("<a b='1' c=\"2\"/>");
        XmlDocument tipped = document.edit().set(document.root(), "d", "3").apply();
        assertThat(tipped.edit()
                        .insert(tipped.root(), null, element("x", "k", "v"))
                        .apply()
                        .text())
                .isEqualTo("<a b='1' c=\"2\" d=\"3\"><x k='v'/></a>");
    }

    @Test
    void insertsIntoAnEmptyElementOverTwoLines() {
        assertThat(edited(
                        "<a>\n  <b>\n  </b>\n</a>",
                        (editor, root) -> editor.insert(root.children().get(0), null, element("x"))))
                .isEqualTo("<a>\n  <b>\n    <x/>\n  </b>\n</a>");
    }

    @Test
    void insertsIntoAnElementThatHoldsAComment() {
        assertThat(edited(
                        "<a>\n  <b>\n    <!-- none -->\n  </b>\n</a>",
                        (editor, root) -> editor.insert(root.children().get(0), null, element("x"))))
                .isEqualTo("<a>\n  <b>\n    <!-- none -->\n    <x/>\n  </b>\n</a>");
    }

    @Test
    void insertsInlineWhereEverythingStandsOnOneLine() {
        assertThat(edited("<a><b><c/></b></a>", (editor, root) -> {
                    XmlElement b = root.children().get(0);
                    return editor.insert(b, b.children().get(0), element("x"));
                }))
                .isEqualTo("<a><b><c/><x/></b></a>");
        assertThat(edited(
                        "<a><b/></a>",
                        (editor, root) -> editor.insert(root.children().get(0), null, element("x"))))
                .isEqualTo("<a><b><x/></b></a>");
    }

    @Test
    void aRemarkStaysWithTheElementItFollows() {
        assertThat(edited(
                        "<a>\n  <b/> <!-- about b -->\n  <c/>\n</a>",
                        (editor, root) -> editor.insert(root, root.children().get(0), element("x"))))
                .isEqualTo("<a>\n  <b/> <!-- about b -->\n  <x/>\n  <c/>\n</a>");
    }

    @Test
    void usesTheQuotesThatPrevail() {
        assertThat(edited(
                        "<a b=\"1\"><c d=\"2\" e='3'/></a>",
                        (editor, root) -> editor.insert(root, root.children().get(0), element("x", "k", "v"))))
                .isEqualTo("<a b=\"1\"><c d=\"2\" e='3'/><x k=\"v\"/></a>");
    }

    @Test
    void insertsAnElementWithAChild() {
        assertThat(edited(
                        "<a>\n  <b/>\n</a>",
                        (editor, root) -> editor.insert(
                                root,
                                root.children().get(0),
                                new NewElement("x", Map.of(), List.of(element("y", "k", "v"))))))
                .isEqualTo("<a>\n  <b/>\n  <x>\n    <y k='v'/>\n  </x>\n</a>");
    }

    @Test
    void removesAnElementWithItsLine() {
        assertThat(edited(
                        "<a>\r\n  <b>\r\n    <c/>\r\n  </b>\r\n  <d/>\r\n</a>",
                        (editor, root) -> editor.remove(root.children().get(0))))
                .isEqualTo("<a>\r\n  <d/>\r\n</a>");
        assertThat(edited(
                        "<a><b/> <c/></a>",
                        (editor, root) -> editor.remove(root.children().get(0))))
                .isEqualTo("<a> <c/></a>");
    }

    @Test
    void randomEditsKeepEverythingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            randomElement(random, 0, text);
            XmlDocument document = XmlDocument.parse(text.toString());
            XmlElement target = any(random, document.root());
            XmlDocument set = document.edit().set(target, "mark", "M&M").apply();
            assertThat(set.text().replaceFirst("\\s+mark=(['\"])M&amp;M\\1", ""))
                    .as("seed %d", seed)
                    .isEqualTo(document.text());
            XmlDocument grown =
                    document.edit().insert(target, null, element("mark")).apply();
            assertThat(grown.text()).as("seed %d", seed).containsOnlyOnce("<mark/>");
            assertThat(grown.text()
                            .replace("<mark/>", "")
                            .replaceAll("\\s+", "")
                            .replaceAll("/>|></\\w+>", ""))
                    .as("seed %d", seed)
                    .isEqualTo(document.text().replaceAll("\\s+", "").replaceAll("/>|></\\w+>", ""));
        }
    }

    private static void randomElement(Random random, int depth, StringBuilder out) {
        String[] spaces = {" ", "\n  ", "\t", "\r\n    "};
        String[] fillers = {"", "\n", "  ", "\r\n\t", "<!-- <x a='>'> -->", "<![CDATA[<x/>]]>", "t&amp;t", "<?p i?>"};
        String name = "e" + random.nextInt(5);
        out.append('<').append(name);
        for (int i = random.nextInt(3); i > 0; i--) {
            char quote = random.nextBoolean() ? '"' : '\'';
            out.append(spaces[random.nextInt(spaces.length)])
                    .append('a')
                    .append(i)
                    .append(random.nextBoolean() ? "=" : " = ");
            out.append(quote).append(quote == '"' ? "v'>/" : "v\">/").append(quote);
        }
        if (random.nextInt(3) == 0) {
            out.append(random.nextBoolean() ? " />" : "/>");
            return;
        }
        out.append('>');
        for (int i = depth > 4 ? 0 : random.nextInt(4); i > 0; i--) {
            out.append(fillers[random.nextInt(fillers.length)]);
            randomElement(random, depth + 1, out);
        }
        out.append(fillers[random.nextInt(fillers.length)])
                .append("</")
                .append(name)
                .append('>');
    }

    private static XmlElement any(Random random, XmlElement from) {
        XmlElement at = from;
        while (!at.children().isEmpty() && random.nextInt(3) > 0) {
            at = at.children().get(random.nextInt(at.children().size()));
        }
        return at;
    }
}
