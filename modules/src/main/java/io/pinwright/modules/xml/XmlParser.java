package io.pinwright.modules.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.LocationInfo;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;

/**
 * Text to a tree with offsets. Woodstox checks the text and gives the offsets of each event (its character offsets are exact,
 * those of the JDK's parser are not); attributes, for which it gives none, are found in the text of their start tag by who asks
 * for them: most are never asked for.
 */
final class XmlParser {

    private static final WstxInputFactory FACTORY = factory(true);

    private final XmlDocument document;
    private final String text;
    private final XmlTree tree;

    XmlParser(XmlDocument document) {
        this.document = document;
        this.text = document.text();
        this.tree = new XmlTree(text);
    }

    /** @param namespaces whether prefixes must be declared */
    static WstxInputFactory factory(boolean namespaces) {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, namespaces);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("external entities are never read");
        });
        // Lazy parsing would report an error in an event after the one it stands in.
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, XmlDocument.DEPTH_MAX);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 1000);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 1 << 20);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, 1_000_000L);
        return factory;
    }

    /**
     * Parses the document's text.
     *
     * @throws DiagnosticException when it is not well-formed, holds a DOCTYPE, or is nested too deeply
     */
    XmlElement parse() {
        try {
            XMLStreamReader2 reader = (XMLStreamReader2) FACTORY.createXMLStreamReader(new StringReader(text));
            try {
                while (reader.hasNext()) {
                    accept(reader.next(), reader);
                }
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw translated(e);
        }
        return tree.root().orElseThrow(() -> document.problem(0, 1, "the document has no element"));
    }

    private void accept(int event, XMLStreamReader2 reader) throws XMLStreamException {
        LocationInfo where = reader.getLocationInfo();
        int start = (int) where.getStartingCharOffset();
        switch (event) {
            case XMLStreamConstants.DTD -> refuseDoctype(start);
            case XMLStreamConstants.ENTITY_REFERENCE ->
                throw document.problem(start, 1, "the entity &" + reader.getLocalName() + "; is not defined");
            case XMLStreamConstants.START_ELEMENT -> startElement(reader, start, (int) where.getEndingCharOffset());
            case XMLStreamConstants.END_ELEMENT -> endElement(start, (int) where.getEndingCharOffset());
            default -> {
                // what stands between the tags stays in the text; an element that is asked for its own reads it there
            }
        }
    }

    private void refuseDoctype(int start) {
        throw new DiagnosticException(Diagnostic.error(document.span(start, 9), "the document has a DOCTYPE")
                .why("a DOCTYPE can pull in other files and multiply entities, and no domain needs one")
                .fix("remove the DOCTYPE and write out the entities it defines"));
    }

    private void startElement(XMLStreamReader2 reader, int start, int end) {
        String localName = reader.getLocalName();
        String name = written(reader.getPrefix(), localName);
        require(isTag(start, start + 1, name, end), start);
        String namespace = reader.getNamespaceURI();
        int attributes = reader.getAttributeCount() + reader.getNamespaceCount();
        tree.startTag(name, localName, namespace == null ? "" : namespace, start, end, attributes);
    }

    private void endElement(int start, int end) {
        String name = tree.openName();
        int startTagEnd = tree.openStartTagEnd();
        if (text.charAt(startTagEnd - 2) == '/') {
            tree.endTag(startTagEnd, startTagEnd);
        } else {
            require(isTag(start, start + 2, name, end) && text.charAt(start + 1) == '/', start);
            tree.endTag(start, end);
        }
    }

    /** Whether a tag with a name at an offset stands between two others. */
    private boolean isTag(int start, int nameStart, String name, int end) {
        int nameEnd = nameStart + name.length();
        return start >= 0
                && nameEnd < end
                && end <= text.length()
                && text.charAt(start) == '<'
                && text.startsWith(name, nameStart)
                && isNameEnd(text.charAt(nameEnd))
                && text.charAt(end - 1) == '>';
    }

    private static boolean isNameEnd(char c) {
        return c == '>' || c == '/' || XmlScanner.isSpace(c);
    }

    /** A name as written, with its prefix. */
    static String written(@Nullable String prefix, String localName) {
        return prefix == null || prefix.isEmpty() ? localName : prefix + ":" + localName;
    }

    private void require(boolean agreed, int offset) {
        if (!agreed) {
            throw notLocated(offset);
        }
    }

    /** Our reading of the text and the parser's must agree; an edit at a wrong offset would destroy the document. */
    private DiagnosticException notLocated(int offset) {
        return document.problem(
                Math.max(0, Math.min(offset, text.length())),
                1,
                "the document is refused: its structure could not be located exactly in its text");
    }

    private DiagnosticException translated(XMLStreamException e) {
        int offset = e.getLocation() == null ? 0 : e.getLocation().getCharacterOffset();
        String message = String.valueOf(e.getMessage()).strip();
        int location = message.indexOf("\n at [");
        if (location >= 0) {
            message = message.substring(0, location);
        }
        message = XmlSecrets.masked(message.replaceAll("\\s+", " ").strip());
        if (message.length() > 300) {
            message = message.substring(0, 300) + "...";
        }
        return new DiagnosticException(Diagnostic.error(
                        document.span(Math.max(0, Math.min(offset, text.length())), 1),
                        "the document is not well-formed XML: " + message)
                .fix("`xmllint --noout FILE` or `virt-xml-validate FILE` shows the same place"));
    }
}
