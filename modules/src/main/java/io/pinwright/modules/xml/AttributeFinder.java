package io.pinwright.modules.xml;

import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a start tag, found in its text: the parser tells their names and values but not where they stand. It tells
 * attributes and namespace declarations apart, each in the order written. Serves one start tag.
 */
final class AttributeFinder {

    private static final String DECLARATION = "xmlns";

    private final XMLStreamReader reader;
    private final String text;
    private final int element;
    private final int to;
    private int at;
    private int attributes;
    private int declarations;

    private AttributeFinder(XMLStreamReader reader, String text, int element, int from, int to) {
        this.reader = reader;
        this.text = text;
        this.element = element;
        this.at = from;
        this.to = to;
    }

    /**
     * All attributes of the start tag that a reader is at, in the order written; empty when text and reader do not agree.
     *
     * @param element offset of its {@code <}
     * @param from offset behind its name
     * @param to offset of the {@code >} or {@code />} that ends it
     */
    static Optional<List<XmlAttribute>> find(XMLStreamReader reader, String text, int element, int from, int to) {
        XmlAttribute[] found = new XmlAttribute[reader.getAttributeCount() + reader.getNamespaceCount()];
        AttributeFinder finder = new AttributeFinder(reader, text, element, from, to);
        for (int i = 0; i < found.length; i++) {
            XmlAttribute next = finder.next();
            if (next == null) {
                return Optional.empty();
            }
            found[i] = next;
        }
        finder.skipSpace();
        return finder.at == to ? Optional.of(List.of(found)) : Optional.empty();
    }

    private @Nullable XmlAttribute next() {
        int start = at;
        skipSpace();
        int nameStart = at;
        while (at < to && text.charAt(at) != '=' && !XmlParser.isSpace(text.charAt(at))) {
            at++;
        }
        boolean declares = isDeclaration(nameStart, at);
        if (declares ? declarations == reader.getNamespaceCount() : attributes == reader.getAttributeCount()) {
            return null;
        }
        String name = declares ? declared(reader.getNamespacePrefix(declarations)) : attribute();
        boolean agreed = name.length() == at - nameStart && text.startsWith(name, nameStart);
        skipSpace();
        if (!agreed || at >= to || text.charAt(at) != '=') {
            return null;
        }
        at++;
        skipSpace();
        int valueStart = at + 1;
        char quote = at < to ? text.charAt(at) : ' ';
        if (quote != '\'' && quote != '"') {
            return null;
        }
        int valueEnd = text.indexOf(quote, valueStart);
        if (valueEnd < 0 || valueEnd >= to) {
            return null;
        }
        at = valueEnd + 1;
        String resolved = resolved(declares, valueStart, valueEnd);
        return new XmlAttribute(name, text, element, start, nameStart, valueStart, valueEnd, resolved);
    }

    private boolean isDeclaration(int nameStart, int nameEnd) {
        return text.startsWith(DECLARATION, nameStart)
                && (nameEnd == nameStart + DECLARATION.length()
                        || text.charAt(nameStart + DECLARATION.length()) == ':');
    }

    private String declared(@Nullable String prefix) {
        return prefix == null || prefix.isEmpty() ? DECLARATION : DECLARATION + ":" + prefix;
    }

    private String attribute() {
        return XmlParser.written(reader.getAttributePrefix(attributes), reader.getAttributeLocalName(attributes));
    }

    /** The parser's value; null where it is what stands in the text, as most are. */
    private @Nullable String resolved(boolean declares, int valueStart, int valueEnd) {
        int index = declares ? declarations++ : attributes++;
        for (int i = valueStart; i < valueEnd; i++) {
            char c = text.charAt(i);
            if (c < ' ' || !XmlParser.isLiteral(c)) {
                String value = declares ? reader.getNamespaceURI(index) : reader.getAttributeValue(index);
                return value == null ? "" : value;
            }
        }
        return null;
    }

    private void skipSpace() {
        while (at < to && XmlParser.isSpace(text.charAt(at))) {
            at++;
        }
    }
}
