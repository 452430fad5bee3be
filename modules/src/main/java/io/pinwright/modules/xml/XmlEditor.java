package io.pinwright.modules.xml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits of one document, collected as splices of its text and made together by {@link #apply}: the text is written once, however
 * many they are. What is added follows the style around it. Elements are those of the document it was made of, as they stand
 * there before all edits. Not thread-safe.
 */
public final class XmlEditor {

    private static final Comparator<XmlSplice> BY_PLACE =
            Comparator.comparingInt(XmlSplice::from).thenComparingInt(XmlSplice::to);

    /**
     * Where elements are inserted.
     *
     * @param after the child they come behind; null before all children
     */
    private record Place(XmlElement parent, @Nullable XmlElement after) {}

    private final XmlDocument document;
    private final String text;
    private final XmlStyle style;
    private final List<XmlSplice> splices = new ArrayList<>();
    private final Map<Place, List<NewElement>> inserted = new LinkedHashMap<>();

    XmlEditor(XmlDocument document) {
        this.document = document;
        this.text = document.text();
        this.style = new XmlStyle(document);
    }

    /** Gives an attribute a value, in its place when it is there, else behind the last one. */
    public XmlEditor set(XmlElement element, String attribute, String value) {
        XmlAttribute present = element.attribute(attribute).orElse(null);
        if (present == null) {
            addAttribute(element, attribute, value);
        } else if (!present.value().equals(value)) {
            splice(
                    element.start() + present.valueStart(),
                    element.start() + present.valueEnd(),
                    XmlStyle.escaped(value, present.quote()));
        }
        return this;
    }

    private void addAttribute(XmlElement element, String attribute, String value) {
        List<XmlAttribute> present = element.attributes();
        int at = element.start() + 1 + element.name().length();
        char quote = document.quote();
        String space = " ";
        if (!present.isEmpty()) {
            XmlAttribute last = present.get(present.size() - 1);
            at = element.start() + last.end();
            quote = last.quote();
            String before = text.substring(element.start() + last.start(), element.start() + last.nameStart());
            space = before.indexOf('\n') >= 0 || before.indexOf('\r') >= 0 ? before : " ";
        }
        splice(at, at, space + attribute + "=" + quote + XmlStyle.escaped(value, quote) + quote);
    }

    /** Removes an attribute with the white space before it; one that is not there is no error. */
    public XmlEditor remove(XmlElement element, String attribute) {
        element.attribute(attribute)
                .ifPresent(present -> splice(element.start() + present.start(), element.start() + present.end(), ""));
        return this;
    }

    /** Removes an element; where its lines hold nothing else, the lines too. */
    public XmlEditor remove(XmlElement element) {
        int from = element.start();
        int to = element.end();
        int lineStart = style.lineStart(from);
        int rest = style.skipBlanks(to);
        if (style.isBlank(lineStart, from) && lineStart > 0 && style.isLineEnd(rest)) {
            splice(lineStart, rest + style.lineEndLength(rest), "");
        } else {
            splice(from, to, "");
        }
        return this;
    }

    /**
     * Inserts a new element into another. Of several inserted at one place the first comes first.
     *
     * @param after the child it comes behind; null to make it the first child
     */
    public XmlEditor insert(XmlElement parent, @Nullable XmlElement after, NewElement element) {
        inserted.computeIfAbsent(new Place(parent, after), place -> new ArrayList<>())
                .add(element);
        return this;
    }

    /**
     * Makes the edits.
     *
     * @return the same document when nothing differs
     * @throws IllegalStateException when two edits are of the same characters
     * @throws io.pinwright.engine.source.DiagnosticException when the result is no XML, which would be a mistake of the caller
     */
    public XmlDocument apply() {
        inserted.forEach((place, elements) -> insert(place.parent(), place.after(), elements));
        inserted.clear();
        if (splices.isEmpty()) {
            return document;
        }
        splices.sort(BY_PLACE); // stable: insertions at one place stay in order
        List<String> parts = new ArrayList<>(2 * splices.size() + 1);
        int at = 0;
        for (XmlSplice splice : splices) {
            if (splice.from() < at) {
                throw new IllegalStateException("edits overlap at " + splice.from());
            }
            parts.add(text.substring(at, splice.from()));
            parts.add(splice.text());
            at = splice.to();
        }
        parts.add(text.substring(at));
        return document.withText(String.join("", parts), splices);
    }

    private void insert(XmlElement parent, @Nullable XmlElement after, List<NewElement> elements) {
        boolean inline = style.isInline(parent);
        String behind = style.written(elements, parent);
        if (parent.isSelfClosed()) {
            int from = parent.end() - 2;
            while (XmlScanner.isSpace(text.charAt(from - 1))) {
                from--;
            }
            String last = inline ? "" : style.lineEnd(parent.start()) + style.indentationOf(parent);
            splice(from, parent.end(), ">" + behind + last + "</" + parent.name() + ">");
        } else if (inline) {
            int first = parent.children().isEmpty() ? parent.endTagStart() : parent.startTagEnd();
            content(after == null ? first : after.end(), behind);
        } else if (after == null
                && parent.children().isEmpty()
                && style.isBlank(style.lineStart(parent.endTagStart()), parent.endTagStart())) {
            // Behind the line end before: one line end goes from the front to the back.
            String lineEnd = style.lineEnd(parent.start());
            content(style.lineStart(parent.endTagStart()), behind.substring(lineEnd.length()) + lineEnd);
        } else {
            content(style.endOfRemarks(after == null ? parent.startTagEnd() : after.end()), behind);
        }
    }

    private void splice(int from, int to, String replacement) {
        splices.add(new XmlSplice(from, to, replacement, false));
    }

    private void content(int at, String markup) {
        splices.add(new XmlSplice(at, at, markup, true));
    }
}
