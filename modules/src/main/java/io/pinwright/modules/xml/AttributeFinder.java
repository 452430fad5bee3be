package io.pinwright.modules.xml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a start tag that the parser found well-formed, found in its text: the parser does not tell where they stand.
 * Serves one start tag.
 */
final class AttributeFinder {

    private final String text;
    private final int element;
    private final int to;
    private int at;
    private @Nullable List<String> values;

    private AttributeFinder(String text, int element, int from, int to) {
        this.text = text;
        this.element = element;
        this.at = from;
        this.to = to;
    }

    /**
     * All attributes of a start tag in the order written, namespace declarations included.
     *
     * @param count how many the parser found
     * @param element offset of its {@code <}
     * @param from offset behind its name
     * @param to offset of the {@code >} or {@code />} that ends it
     */
    static List<XmlAttribute> find(int count, String text, int element, int from, int to) {
        AttributeFinder finder = new AttributeFinder(text, element, from, to);
        XmlAttribute[] found = new XmlAttribute[count];
        for (int i = 0; i < count; i++) {
            found[i] = finder.next(i);
        }
        finder.require(finder.skipSpace() == to);
        return List.of(found);
    }

    private XmlAttribute next(int index) {
        int start = at;
        int nameStart = skipSpace();
        while (at < to && text.charAt(at) != '=' && !XmlScanner.isSpace(text.charAt(at))) {
            at++;
        }
        String name = text.substring(nameStart, at);
        require(skipSpace() < to && text.charAt(at) == '=');
        at++;
        require(skipSpace() < to);
        char quote = text.charAt(at);
        int valueStart = at + 1;
        int valueEnd = text.indexOf(quote, valueStart);
        require((quote == '\'' || quote == '"') && valueEnd >= 0 && valueEnd < to);
        at = valueEnd + 1;
        String resolved = isLiteral(valueStart, valueEnd) ? null : values().get(index);
        return new XmlAttribute(name, text, element, start, nameStart, valueStart, valueEnd, resolved);
    }

    /** Whether a value is what stands in the text, as most are. */
    private boolean isLiteral(int valueStart, int valueEnd) {
        for (int i = valueStart; i < valueEnd; i++) {
            char c = text.charAt(i);
            if (c < ' ' || !XmlScanner.isLiteral(c)) {
                return false;
            }
        }
        return true;
    }

    /** The parser's values. */
    private List<String> values() {
        List<String> known = values;
        if (known == null) {
            known = XmlPiece.values(text, element, to);
            values = known;
        }
        return known;
    }

    private int skipSpace() {
        while (at < to && XmlScanner.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Our reading of the text and the parser's must agree; an edit at a wrong offset would destroy the document. */
    private void require(boolean agreed) {
        if (!agreed) {
            throw new IllegalStateException("the attributes of a start tag could not be located exactly at " + at);
        }
    }
}
