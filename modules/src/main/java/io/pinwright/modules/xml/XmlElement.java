package io.pinwright.modules.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An element and where it stands in its document's text: offsets in chars, from the first character of the text. Immutable once
 * its document is parsed.
 */
public final class XmlElement {

    private final String name;
    private final String localName;
    private final String namespace;
    private final int start;
    private final int startTagEnd;
    private final boolean selfClosed;
    private final List<XmlAttribute> attributes;
    private final List<XmlElement> children;
    private final StringBuilder text;
    private int endTagStart;
    private int end;

    XmlElement(
            String name,
            String localName,
            String namespace,
            int start,
            int startTagEnd,
            boolean selfClosed,
            List<XmlAttribute> attributes) {
        this.name = name;
        this.localName = localName;
        this.namespace = namespace;
        this.start = start;
        this.startTagEnd = startTagEnd;
        this.selfClosed = selfClosed;
        this.attributes = List.copyOf(attributes);
        this.children = new ArrayList<>();
        this.text = new StringBuilder();
        this.endTagStart = startTagEnd;
        this.end = startTagEnd;
    }

    private XmlElement(XmlElement before, List<XmlElement> children, int startMoved, int endMoved) {
        this.name = before.name;
        this.localName = before.localName;
        this.namespace = before.namespace;
        this.start = before.start + startMoved;
        this.startTagEnd = before.startTagEnd + startMoved;
        this.selfClosed = before.selfClosed;
        this.attributes = startMoved == 0
                ? before.attributes
                : before.attributes.stream()
                        .map(attribute -> attribute.moved(startMoved))
                        .toList();
        this.children = children;
        this.text = before.text;
        this.endTagStart = before.endTagStart + endMoved;
        this.end = before.end + endMoved;
    }

    /** The same element so many characters further on. */
    XmlElement moved(int by) {
        if (by == 0) {
            return this;
        }
        List<XmlElement> further = new ArrayList<>(children.size());
        for (XmlElement child : children) {
            further.add(child.moved(by));
        }
        return new XmlElement(this, further, by, by);
    }

    /** The same element with other children, its start tag and its end tag moved. */
    XmlElement with(List<XmlElement> others, int startMoved, int endMoved) {
        return new XmlElement(this, others, startMoved, endMoved);
    }

    void add(XmlElement child) {
        children.add(child);
    }

    void addText(String more) {
        text.append(more);
    }

    void endsAt(int tagStart, int tagEnd) {
        endTagStart = tagStart;
        end = tagEnd;
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
        return selfClosed;
    }

    /** Attributes in the order written, namespace declarations included. */
    public List<XmlAttribute> attributes() {
        return attributes;
    }

    /** An attribute without namespace, by name. */
    public Optional<XmlAttribute> attribute(String wanted) {
        for (XmlAttribute attribute : attributes) {
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
        return java.util.Collections.unmodifiableList(children);
    }

    /** Child elements of this name that are in no namespace. */
    public List<XmlElement> children(String wanted) {
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement child : children) {
            if (child.isPlain(wanted)) {
                found.add(child);
            }
        }
        return List.copyOf(found);
    }

    /** The first child element of this name that is in no namespace. */
    public Optional<XmlElement> child(String wanted) {
        for (XmlElement child : children) {
            if (child.isPlain(wanted)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    /** The character data directly in it, CDATA sections included, references resolved; not that of its children. */
    public String text() {
        return text.toString();
    }

    @Override
    public String toString() {
        return "<" + name + "> at " + start;
    }
}
