package io.pinwright.modules.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.LocationInfo;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;

/**
 * Text to a tree with offsets. Woodstox checks the text and gives the offsets of each event (its character offsets are exact,
 * those of the JDK's parser are not); attributes, for which it gives none, are found in the text of their start tag.
 */
final class XmlParser {

    private static final WstxInputFactory FACTORY = factory();

    private final XmlDocument document;
    private final String text;
    private final Deque<XmlElement> open = new ArrayDeque<>();
    private @org.jspecify.annotations.Nullable XmlElement root;

    XmlParser(XmlDocument document) {
        this.document = document;
        this.text = document.text();
    }

    private static WstxInputFactory factory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
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
        XmlElement found = root;
        if (found == null) {
            throw document.problem(0, 1, "the document has no element");
        }
        return found;
    }

    private void accept(int event, XMLStreamReader2 reader) throws XMLStreamException {
        LocationInfo where = reader.getLocationInfo();
        int start = (int) where.getStartingCharOffset();
        switch (event) {
            case XMLStreamConstants.DTD -> refuseDoctype(start);
            case XMLStreamConstants.ENTITY_REFERENCE ->
                throw document.problem(start, 1, "the entity &" + reader.getLocalName() + "; is not defined");
            case XMLStreamConstants.START_ELEMENT -> startElement(reader, start, (int) where.getEndingCharOffset());
            case XMLStreamConstants.END_ELEMENT -> {
                XmlElement element = open.pop();
                if (!element.isSelfClosed()) {
                    int end = (int) where.getEndingCharOffset();
                    require(text.startsWith("</" + element.name(), start) && text.charAt(end - 1) == '>', start);
                    element.endsAt(start, end);
                }
            }
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                XmlElement element = open.peek();
                if (element != null) {
                    element.addText(reader.getText());
                }
            }
            default -> {
                // comments and processing instructions stay in the text; nothing asks for them
            }
        }
    }

    private void refuseDoctype(int start) {
        throw new DiagnosticException(Diagnostic.error(document.span(start, 9), "the document has a DOCTYPE")
                .why("a DOCTYPE can pull in other files and multiply entities, and no domain needs one")
                .fix("remove the DOCTYPE and write out the entities it defines"));
    }

    private void startElement(XMLStreamReader2 reader, int start, int end) {
        String prefix = reader.getPrefix();
        String local = reader.getLocalName();
        String name = prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
        require(text.startsWith("<" + name, start) && end <= text.length() && text.charAt(end - 1) == '>', start);
        String namespace = reader.getNamespaceURI();
        boolean selfClosed = text.charAt(end - 2) == '/';
        XmlElement element = new XmlElement(
                name,
                local,
                namespace == null ? "" : namespace,
                start,
                end,
                selfClosed,
                attributes(values(reader), start + 1 + name.length(), selfClosed ? end - 2 : end - 1));
        XmlElement parent = open.peek();
        if (parent != null) {
            parent.add(element);
        } else {
            root = element;
        }
        open.push(element);
    }

    private static Map<String, String> values(XMLStreamReader2 reader) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String prefix = reader.getAttributePrefix(i);
            String local = reader.getAttributeLocalName(i);
            values.put(prefix == null || prefix.isEmpty() ? local : prefix + ":" + local, reader.getAttributeValue(i));
        }
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String prefix = reader.getNamespacePrefix(i);
            String uri = reader.getNamespaceURI(i);
            values.put(prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix, uri == null ? "" : uri);
        }
        return values;
    }

    /** Finds the attributes in a start tag's text from behind the name; the parser has already found it well-formed. */
    private List<XmlAttribute> attributes(Map<String, String> values, int from, int to) {
        List<XmlAttribute> found = new ArrayList<>();
        int at = from;
        while (true) {
            int start = at;
            at = skipSpace(at, to);
            if (at >= to) {
                break;
            }
            int nameStart = at;
            while (at < to && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
                at++;
            }
            String name = text.substring(nameStart, at);
            at = skipSpace(at, to);
            require(at < to && text.charAt(at) == '=', nameStart);
            at = skipSpace(at + 1, to);
            require(at < to && (text.charAt(at) == '\'' || text.charAt(at) == '"'), nameStart);
            char quote = text.charAt(at);
            int valueStart = at + 1;
            int valueEnd = text.indexOf(quote, valueStart);
            String value = values.get(name);
            require(valueEnd >= 0 && valueEnd < to && value != null, nameStart);
            found.add(
                    new XmlAttribute(name, value == null ? "" : value, quote, start, nameStart, valueStart, valueEnd));
            at = valueEnd + 1;
        }
        require(found.size() == values.size(), from);
        return found;
    }

    private int skipSpace(int from, int to) {
        int at = from;
        while (at < to && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** Our reading of the text and the parser's must agree; an edit at a wrong offset would destroy the document. */
    private void require(boolean agreed, int offset) {
        if (!agreed) {
            throw document.problem(
                    Math.max(0, Math.min(offset, text.length())),
                    1,
                    "the document is refused: its structure could not be located exactly in its text");
        }
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
