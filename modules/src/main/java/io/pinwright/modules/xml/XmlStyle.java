package io.pinwright.modules.xml;

import java.util.List;

/** How a document is written: quotes, indentation, line ends. What is added to it looks like what stands around it. */
final class XmlStyle {

    private final XmlDocument document;
    private final XmlElement root;
    private final String text;

    XmlStyle(XmlDocument document) {
        this.document = document;
        this.root = document.root();
        this.text = document.text();
    }

    /** The quote character of most attributes; libvirt's own is {@code '}, and few of its documents hold another. */
    static char prevailingQuote(XmlDocument document) {
        return document.text().indexOf('"') >= 0 && excessOfDouble(document.root()) > 0 ? '"' : '\'';
    }

    private static int excessOfDouble(XmlElement element) {
        int excess = 0;
        for (XmlAttribute attribute : element.attributes()) {
            excess += attribute.quote() == '"' ? 1 : -1;
        }
        for (XmlElement child : element.children()) {
            excess += excessOfDouble(child);
        }
        return excess;
    }

    /** New elements as they stand on their lines, which begin with the line end before; or on that of their parent. */
    String written(List<NewElement> elements, XmlElement parent) {
        StringBuilder out = new StringBuilder();
        if (isInline(parent)) {
            write(elements, "", "", out);
        } else {
            write(elements, lineEnd(parent.start()) + indentationWithin(parent), indentUnit(), out);
        }
        return out.toString();
    }

    /** @param line what begins a line where the elements stand; empty to keep them on one */
    private void write(List<NewElement> elements, String line, String unit, StringBuilder out) {
        char quote = document.quote();
        for (NewElement element : elements) {
            out.append(line).append('<').append(element.name());
            element.attributes()
                    .forEach((name, value) -> out.append(' ')
                            .append(name)
                            .append('=')
                            .append(quote)
                            .append(escaped(value, quote))
                            .append(quote));
            if (element.children().isEmpty()) {
                out.append("/>");
            } else {
                out.append('>');
                write(element.children(), line + unit, unit, out);
                out.append(line).append("</").append(element.name()).append('>');
            }
        }
    }

    /** A value as it stands between quotes. */
    static String escaped(String value, char quote) {
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

    /** Whether an element's children stand on one line with its tags. */
    boolean isInline(XmlElement parent) {
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

    /** The indentation of an element's children. */
    String indentationWithin(XmlElement parent) {
        if (!parent.children().isEmpty()) {
            return indentationOf(parent.children().get(0));
        }
        return indentationOf(parent) + indentUnit();
    }

    /** What stands before an element on its line, when that is white space. */
    String indentationOf(XmlElement element) {
        int lineStart = lineStart(element.start());
        return isBlank(lineStart, element.start()) ? text.substring(lineStart, element.start()) : "";
    }

    /** What one level of nesting adds, seen on the root's first child. */
    private String indentUnit() {
        List<XmlElement> children = root.children();
        if (children.isEmpty() || isInline(root)) {
            return "  ";
        }
        String outer = indentationOf(root);
        String inner = indentationOf(children.get(0));
        return inner.startsWith(outer) ? inner.substring(outer.length()) : "  ";
    }

    /** The line end before a place, or the document's first, or a line feed. */
    String lineEnd(int offset) {
        int at = offset;
        while (at >= 0 && !isLineEnd(at)) {
            at--;
        }
        if (at < 0) {
            at = Math.max(text.indexOf('\n'), text.indexOf('\r'));
        }
        if (at < 0) {
            return "\n";
        }
        if (text.charAt(at) == '\r') {
            return at + 1 < text.length() && text.charAt(at + 1) == '\n' ? "\r\n" : "\r";
        }
        return at > 0 && text.charAt(at - 1) == '\r' ? "\r\n" : "\n";
    }

    /** Behind comments that follow on the same line, when nothing else does: they speak of what stands before them. */
    int endOfRemarks(int offset) {
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

    int lineStart(int offset) {
        int at = offset;
        while (at > 0 && !isLineEnd(at - 1)) {
            at--;
        }
        return at;
    }

    int skipBlanks(int offset) {
        int at = offset;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (!XmlScanner.isSpace(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasLineEnd(int from, int to) {
        for (int at = from; at < to; at++) {
            if (isLineEnd(at)) {
                return true;
            }
        }
        return false;
    }

    boolean isLineEnd(int at) {
        return at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r');
    }

    int lineEndLength(int at) {
        return text.startsWith("\r\n", at) ? 2 : 1;
    }
}
