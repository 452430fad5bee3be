package io.pinwright.modules.xml;

import com.ctc.wstx.stax.WstxInputFactory;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;

/** What a piece of a well-formed text means where that is not what stands there: references, CDATA sections, line ends. */
final class XmlPiece {

    /** The prefixes of a piece may be declared outside. */
    private static final WstxInputFactory FACTORY = XmlParser.factory(false);

    private interface Reading<T> {
        T of(XMLStreamReader2 reader) throws XMLStreamException;
    }

    private XmlPiece() {}

    /** The character data directly in the element that stands between two offsets. */
    static String characters(String text, int start, int end) {
        return read(text, text.substring(start, end), reader -> {
            StringBuilder out = new StringBuilder();
            while (reader.hasNext()) {
                int event = reader.next();
                if (reader.getDepth() == 1
                        && (event == XMLStreamConstants.CHARACTERS
                                || event == XMLStreamConstants.CDATA
                                || event == XMLStreamConstants.SPACE)) {
                    out.append(reader.getText());
                }
            }
            return out.toString();
        });
    }

    /**
     * The values of all attributes of a start tag, in the order written.
     *
     * @param to offset of the {@code >} or {@code />} that ends it
     */
    static List<String> values(String text, int start, int to) {
        return read(text, text.substring(start, to) + "/>", reader -> {
            List<String> values = new ArrayList<>();
            reader.nextTag();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                values.add(reader.getAttributeValue(i));
            }
            return values;
        });
    }

    private static <T> T read(String text, String piece, Reading<T> reading) {
        try {
            XMLStreamReader2 reader =
                    (XMLStreamReader2) FACTORY.createXMLStreamReader(new StringReader(declaration(text) + piece));
            try {
                return reading.of(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException("an element that was well-formed within its document is not by itself", e);
        }
    }

    /** What a text says of its version of XML: 1.1 has references to more characters. */
    private static String declaration(String text) {
        return text.startsWith("<?xml") && XmlScanner.isSpace(text.charAt(5))
                ? text.substring(0, text.indexOf("?>") + 2)
                : "";
    }
}
