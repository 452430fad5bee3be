package io.pinwright.modules.xml;

import org.jspecify.annotations.Nullable;

/**
 * An attribute and where it stands in its element: offsets in chars from the element's {@code <}, so that they hold wherever an
 * edit moves the element. Namespace declarations count as attributes. Immutable.
 */
public final class XmlAttribute {

    private final String name;
    private final String source;
    private final int element;
    private final int start;
    private final int nameStart;
    private final int valueStart;
    private final int valueEnd;
    private final @Nullable String resolved;

    /**
     * All offsets are those of the source here.
     *
     * @param name as written, with its prefix
     * @param source a text in which it stands
     * @param element offset of the element's {@code <}
     * @param resolved the value, where it is not what stands between the quotes
     */
    XmlAttribute(
            String name,
            String source,
            int element,
            int start,
            int nameStart,
            int valueStart,
            int valueEnd,
            @Nullable String resolved) {
        this.name = name;
        this.source = source;
        this.element = element;
        this.start = start - element;
        this.nameStart = nameStart - element;
        this.valueStart = valueStart - element;
        this.valueEnd = valueEnd - element;
        this.resolved = resolved;
    }

    /** The name as written, with its prefix. */
    public String name() {
        return name;
    }

    /** The value with references resolved and white space normalised, as the XML recommendation says (section 3.3.3). */
    public String value() {
        return resolved == null ? source.substring(element + valueStart, element + valueEnd) : resolved;
    }

    /** The quote character, {@code '} or {@code "}. */
    public char quote() {
        return source.charAt(element + valueEnd);
    }

    /** Offset of the white space before the name. */
    public int start() {
        return start;
    }

    /** Offset of the name. */
    public int nameStart() {
        return nameStart;
    }

    /** Offset of the first character within the quotes. */
    public int valueStart() {
        return valueStart;
    }

    /** Offset of the closing quote. */
    public int valueEnd() {
        return valueEnd;
    }

    /** Offset behind the closing quote. */
    public int end() {
        return valueEnd + 1;
    }

    @Override
    public String toString() {
        return name + " at " + nameStart;
    }
}
