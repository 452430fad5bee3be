package io.pinwright.modules.xml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits of one document, collected as splices of its text and made together by {@link #apply}. What is added follows the style
 * around it: quote character, indentation, line ends. Offsets are those of the document it was made of. Not thread-safe.
 */
public final class XmlEditor {

    private final XmlDocument document;
    private final String text;
    private final List<XmlPatch.Splice> splices = new ArrayList<>();

    XmlEditor(XmlDocument document) {
        this.document = document;
        this.text = document.text();
    }

    /** Gives an attribute a value, in its place when it is there, else behind the last one. */
    public XmlEditor set(XmlElement element, String attribute, String value) {
        element.attribute(attribute)
                .ifPresentOrElse(
                        present -> {
                            if (!present.value().equals(value)) {
                                splices.add(new XmlPatch.Splice(
                                        present.valueStart(), present.valueEnd(), escaped(value, present.quote())));
                            }
                        },
                        () -> addAttribute(element, attribute, value));
        return this;
    }

    private void addAttribute(XmlElement element, String attribute, String value) {
        List<XmlAttribute> present = element.attributes();
        int at = element.start() + 1 + element.name().length();
        char quote = prevailingQuote();
        String space = " ";
        if (!present.isEmpty()) {
            XmlAttribute last = present.get(present.size() - 1);
            at = last.end();
            quote = last.quote();
            String before = text.substring(last.start(), last.nameStart());
            space = before.indexOf('\n') >= 0 || before.indexOf('\r') >= 0 ? before : " ";
        }
        splices.add(new XmlPatch.Splice(at, at, space + attribute + "=" + quote + escaped(value, quote) + quote));
    }

    /** Removes an attribute with the white space before it; one that is not there is no error. */
    public XmlEditor remove(XmlElement element, String attribute) {
        element.attribute(attribute)
                .ifPresent(present -> splices.add(new XmlPatch.Splice(present.start(), present.end(), "")));
        return this;
    }

    /** Removes an element; where its lines hold nothing else, the lines too. */
    public XmlEditor remove(XmlElement element) {
        int from = element.start();
        int to = element.end();
        int lineStart = lineStart(from);
        int rest = skipBlanks(to);
        if (isBlank(lineStart, from) && lineStart > 0 && isLineEnd(rest)) {
            splices.add(new XmlPatch.Splice(lineStart, rest + lineEndLength(rest), ""));
        } else {
            splices.add(new XmlPatch.Splice(from, to, ""));
        }
        return this;
    }

    /**
     * Inserts a new empty element into another.
     *
     * @param after the child it comes behind; null to make it the first child
     * @param attributes in this order
     */
    public XmlEditor insert(
            XmlElement parent, @Nullable XmlElement after, String name, Map<String, String> attributes) {
        return insert(parent, after, markup(name, attributes));
    }

    /** The markup of an empty element in the document's quote style. */
    public String markup(String name, Map<String, String> attributes) {
        char quote = prevailingQuote();
        StringBuilder out = new StringBuilder("<").append(name);
        attributes.forEach((key, value) -> out.append(' ')
                .append(key)
                .append('=')
                .append(quote)
                .append(escaped(value, quote))
                .append(quote));
        return out.append("/>").toString();
    }

    /**
     * Inserts a new element that has one child, both in the style around them.
     *
     * @param child markup, from {@link #markup}
     */
    public XmlEditor insertWithChild(XmlElement parent, @Nullable XmlElement after, String name, String child) {
        String outer = indentationWithin(parent);
        String markup = isInline(parent)
                ? "<" + name + ">" + child + "</" + name + ">"
                : "<" + name + ">" + lineEnd(parent.start()) + outer + indentUnit(parent) + child
                        + lineEnd(parent.start()) + outer + "</" + name + ">";
        return insert(parent, after, markup);
    }

    /** As {@link #insert(XmlElement, XmlElement, String, Map)}, of markup as it shall stand there. */
    public XmlEditor insert(XmlElement parent, @Nullable XmlElement after, String markup) {
        String lineEnd = lineEnd(parent.start());
        String indentation = indentationWithin(parent);
        if (parent.isSelfClosed()) {
            int slash = parent.end() - 2;
            int from = slash;
            while (XmlParser.isSpace(text.charAt(from - 1))) {
                from--;
            }
            String content =
                    isInline(parent) ? markup : lineEnd + indentation + markup + lineEnd + indentationOf(parent);
            splices.add(new XmlPatch.Splice(from, parent.end(), ">" + content + "</" + parent.name() + ">"));
        } else if (isInline(parent)) {
            int at = after != null
                    ? after.end()
                    : parent.children().isEmpty() ? parent.endTagStart() : parent.startTagEnd();
            splices.add(new XmlPatch.Splice(at, at, markup));
        } else if (after == null
                && parent.children().isEmpty()
                && isBlank(lineStart(parent.endTagStart()), parent.endTagStart())) {
            int at = lineStart(parent.endTagStart());
            splices.add(new XmlPatch.Splice(at, at, indentation + markup + lineEnd));
        } else {
            int at = endOfRemarks(after == null ? parent.startTagEnd() : after.end());
            splices.add(new XmlPatch.Splice(at, at, lineEnd + indentation + markup));
        }
        return this;
    }

    /**
     * Makes the edits.
     *
     * @return the same document when nothing differs
     * @throws io.pinwright.engine.source.DiagnosticException when the result is no XML, which would be a mistake of the caller
     */
    public XmlDocument apply() {
        List<XmlPatch.Splice> ordered = new ArrayList<>(splices);
        ordered.sort(Comparator.comparingInt(XmlPatch.Splice::from)); // stable: insertions at one place stay in order
        StringBuilder out = new StringBuilder(text.length() + 256);
        int at = 0;
        for (XmlPatch.Splice splice : ordered) {
            if (splice.from() < at) {
                throw new IllegalStateException("edits overlap at " + splice.from());
            }
            out.append(text, at, splice.from()).append(splice.text());
            at = splice.to();
        }
        return document.withText(out.append(text, at, text.length()).toString(), ordered);
    }

    private static String escaped(String value, char quote) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '\t' -> out.append("&#9;");
                case '\n' -> out.append("&#10;");
                case '\r' -> out.append("&#13;");
                case '\'' -> out.append(quote == c ? "&apos;" : "'");
                case '"' -> out.append(quote == c ? "&quot;" : "\"");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** The quote character of most attributes near the top of the document; libvirt's own style is {@code '}. */
    private char prevailingQuote() {
        int[] counts = new int[2];
        count(document.root(), counts);
        return counts[1] > counts[0] ? '"' : '\'';
    }

    private static void count(XmlElement element, int[] counts) {
        element.attributes().forEach(attribute -> counts[attribute.quote() == '\'' ? 0 : 1]++);
        element.children().forEach(child -> count(child, counts));
    }

    /** Whether an element's children stand on one line with its tags. */
    private boolean isInline(XmlElement parent) {
        if (parent.children().isEmpty()) {
            return !isBlank(lineStart(parent.start()), parent.start())
                    || !hasLineEnd(0, text.length())
                    || (!parent.isSelfClosed()
                            && !isBlank(parent.startTagEnd(), parent.endTagStart())
                            && !hasLineEnd(parent.startTagEnd(), parent.endTagStart()));
        }
        XmlElement first = parent.children().get(0);
        return !isBlank(lineStart(first.start()), first.start());
    }

    private String indentationWithin(XmlElement parent) {
        if (!parent.children().isEmpty()) {
            return indentationOf(parent.children().get(0));
        }
        return indentationOf(parent) + indentUnit(parent);
    }

    private String indentationOf(XmlElement element) {
        int lineStart = lineStart(element.start());
        return isBlank(lineStart, element.start()) ? text.substring(lineStart, element.start()) : "";
    }

    /** What one level of nesting adds, seen on the root's first child. */
    private String indentUnit(XmlElement parent) {
        List<XmlElement> children = document.root().children();
        if (children.isEmpty() || isInline(document.root())) {
            return "  ";
        }
        String outer = indentationOf(document.root());
        String inner = indentationOf(children.get(0));
        return inner.startsWith(outer) ? inner.substring(outer.length()) : "  ";
    }

    /** The line end before a place, or the document's first, or a line feed. */
    private String lineEnd(int offset) {
        int before = Math.max(text.lastIndexOf('\n', offset), text.lastIndexOf('\r', offset));
        int at = before >= 0 ? before : Math.max(text.indexOf('\n'), text.indexOf('\r'));
        if (at < 0) {
            return "\n";
        }
        if (text.charAt(at) == '\r') {
            return at + 1 < text.length() && text.charAt(at + 1) == '\n' ? "\r\n" : "\r";
        }
        return at > 0 && text.charAt(at - 1) == '\r' ? "\r\n" : "\n";
    }

    /** Behind comments that follow on the same line, when nothing else does: they speak of what stands before them. */
    private int endOfRemarks(int offset) {
        int end = offset;
        int at = skipBlanks(offset);
        while (text.startsWith("<!--", at)) {
            int close = text.indexOf("-->", at + 4);
            if (close < 0 || hasLineEnd(at, close)) {
                return offset;
            }
            end = close + 3;
            at = skipBlanks(end);
        }
        return isLineEnd(at) ? end : offset;
    }

    private int lineStart(int offset) {
        int at = offset;
        while (at > 0 && text.charAt(at - 1) != '\n' && text.charAt(at - 1) != '\r') {
            at--;
        }
        return at;
    }

    private int skipBlanks(int offset) {
        int at = offset;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (!XmlParser.isSpace(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasLineEnd(int from, int to) {
        for (int at = from; at < to; at++) {
            if (text.charAt(at) == '\n' || text.charAt(at) == '\r') {
                return true;
            }
        }
        return false;
    }

    private boolean isLineEnd(int at) {
        return at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r');
    }

    private int lineEndLength(int at) {
        return text.startsWith("\r\n", at) ? 2 : 1;
    }
}
