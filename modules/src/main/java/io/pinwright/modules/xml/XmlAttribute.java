package io.pinwright.modules.xml;

/**
 * An attribute and where it stands in its element: offsets in chars from the element's {@code <}, so that they hold wherever an
 * edit moves the element. Namespace declarations count as attributes.
 *
 * @param name as written, with its prefix
 * @param value with references resolved and white space normalised, as the XML recommendation says (section 3.3.3)
 * @param quote the quote character, {@code '} or {@code "}
 * @param start offset of the white space before the name
 * @param nameStart offset of the name
 * @param valueStart offset of the first character within the quotes
 * @param valueEnd offset of the closing quote
 */
public record XmlAttribute(
        String name, String value, char quote, int start, int nameStart, int valueStart, int valueEnd) {

    /** Offset behind the closing quote. */
    public int end() {
        return valueEnd + 1;
    }
}
