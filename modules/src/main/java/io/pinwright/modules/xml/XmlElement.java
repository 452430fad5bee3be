package io.pinwright.modules.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An element and where it stands in its document's text: offsets in chars, from the first character of the text. Immutable. */
public final class XmlElement {

    /** A text in which it stands at its offsets: that of its document, or of an earlier one that is the same up to its end. */
    private final String source;

    private final String name;
    private final String localName;
    private final String namespace;
    private final int start;
    private final int startTagEnd;
    private final int endTagStart;
    private final int end;
    private final int attributeCount;

    /** Found when they are first asked for. */
    private volatile @Nullable List<XmlAttribute> attributes;

    /** The same element elsewhere, whose children have not been moved along yet; null when they are here. */
    private final @Nullable XmlElement origin;

    private volatile @Nullable List<XmlElement> children;

    XmlElement(
            String source,
            String name,
            String localName,
            String namespace,
            int start,
            int startTagEnd,
            int endTagStart,
            int end,
            int attributeCount,
            List<XmlElement> children) {
        this.source = source;
        this.name = name;
        this.localName = localName;
        this.namespace = namespace;
        this.start = start;
        this.startTagEnd = startTagEnd;
        this.endTagStart = endTagStart;
        this.end = end;
        this.attributeCount = attributeCount;
        this.origin = null;
        this.children = children;
    }

    private XmlElement(
            XmlElement before,
            String edited,
            int startMoved,
            int endMoved,
            @Nullable XmlElement origin,
            @Nullable List<XmlElement> children) {
        this.source = edited;
        this.name = before.name;
        this.localName = before.localName;
        this.namespace = before.namespace;
        this.start = before.start + startMoved;
        this.startTagEnd = before.startTagEnd + startMoved;
        this.endTagStart = before.endTagStart + endMoved;
        this.end = before.end + endMoved;
        this.attributeCount = before.attributeCount;
        this.attributes = before.attributes;
        this.origin = origin;
        this.children = children;
    }

    /** The same element with other children in an edited text, its start tag and its end tag moved. */
    XmlElement with(List<XmlElement> others, String edited, int startMoved, int endMoved) {
        return new XmlElement(this, edited, startMoved, endMoved, null, others);
    }

    /** The same element so many characters further on in an edited text; its children follow when somebody asks for them. */
    XmlElement moved(String edited, int by) {
        if (by == 0) {
            return this;
        }
        List<XmlElement> known = children;
        return known != null && known.isEmpty()
                ? with(known, edited, by, by)
                : new XmlElement(this, edited, by, by, known == null ? origin : this, null);
    }

    /** The name as written, with its prefix. */
    public String name() {
        return name;
    }

    public String localName() {
        return localName;
    }

    /** The namespace's URI; empty for none. */
    public String namespace() {
        return namespace;
    }

    /** Whether it has this name and is in no namespace. */
    public boolean isPlain(String wanted) {
        return namespace.isEmpty() && localName.equals(wanted);
    }

    /** Offset of the start tag's {@code <}. */
    public int start() {
        return start;
    }

    /** Offset behind the start tag's {@code >}. */
    public int startTagEnd() {
        return startTagEnd;
    }

    /** Offset of the end tag's {@code <}; of a self-closed element, the same as {@link #end}. */
    public int endTagStart() {
        return endTagStart;
    }

    /** Offset behind the element. */
    public int end() {
        return end;
    }

    /** Whether it is written as {@code <name/>}. */
    public boolean isSelfClosed() {
        return endTagStart == end;
    }

    /** Attributes in the order written, namespace declarations included. */
    public List<XmlAttribute> attributes() {
        List<XmlAttribute> known = attributes;
        if (known == null) {
            int to = isSelfClosed() ? startTagEnd - 2 : startTagEnd - 1;
            known = attributeCount == 0
                    ? List.of()
                    : AttributeFinder.find(attributeCount, source, start, start + 1 + name.length(), to);
            attributes = known;
        }
        return known;
    }

    /** An attribute without namespace, by name. */
    public Optional<XmlAttribute> attribute(String wanted) {
        for (XmlAttribute attribute : attributes()) {
            if (attribute.name().equals(wanted)) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    /** The value of an attribute without namespace. */
    public Optional<String> value(String attribute) {
        return attribute(attribute).map(XmlAttribute::value);
    }

    /** Child elements in document order. */
    public List<XmlElement> children() {
        List<XmlElement> known = children;
        if (known == null) {
            // Who misses another thread's makes its own, the same.
            known = origin == null ? List.of() : moved(origin.children(), start - origin.start);
            children = known;
        }
        return known;
    }

    private List<XmlElement> moved(List<XmlElement> elements, int by) {
        XmlElement[] further = new XmlElement[elements.size()];
        for (int i = 0; i < further.length; i++) {
            further[i] = elements.get(i).moved(source, by);
        }
        return List.of(further);
    }

    /** Child elements of this name that are in no namespace. */
    public List<XmlElement> children(String wanted) {
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement child : children()) {
            if (child.isPlain(wanted)) {
                found.add(child);
            }
        }
        return List.copyOf(found);
    }

    /** The first child element of this name that is in no namespace. */
    public Optional<XmlElement> child(String wanted) {
        for (XmlElement child : children()) {
            if (child.isPlain(wanted)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    /**
     * The character data directly in it, CDATA sections included, references resolved; not that of its children. Made each time:
     * few are asked for theirs, and of most it is white space.
     */
    public String text() {
        for (int at = startTagEnd; at < endTagStart; at++) {
            if (!XmlScanner.isLiteral(source.charAt(at))) {
                return XmlPiece.characters(source, start, end);
            }
        }
        return source.substring(startTagEnd, endTagStart);
    }

    @Override
    public String toString() {
        return "<" + name + "> at " + start;
    }
}
