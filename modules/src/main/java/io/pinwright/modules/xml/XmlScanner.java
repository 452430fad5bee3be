package io.pinwright.modules.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document of the shape that libvirt prints: elements with attributes and text, comments, the five predefined references,
 * prefixes that are declared, names of ASCII letters. At anything else, be it wrong or only rare, it gives up, and {@link XmlParser}
 * reads the document from its beginning. So it has no messages; what it takes the parser takes too, with the same tree. It is
 * twice as fast, and a run that meets libvirt's own documents alone never loads the XML library. Serves one text.
 */
final class XmlScanner {

    /** Larger documents are left to the parser, which knows the limits; so are more levels and attributes than these. */
    private static final int LENGTH_MAX = 1 << 20;

    private static final int DEPTH_MAX = XmlDocument.DEPTH_MAX / 2;
    private static final int ATTRIBUTES_MAX = 32;
    private static final List<String> PREDEFINED = List.of("&lt;", "&gt;", "&amp;", "&apos;", "&quot;");

    /** A prefix and what it stands for, within an element of this depth. */
    private record Namespace(String prefix, String uri, int depth) {}

    private final String text;

    /** The text, and a NUL behind it, which is in no document. */
    private final char[] chars;

    private final XmlTree tree;
    private final Deque<Namespace> namespaces = new ArrayDeque<>();
    private final @Nullable String[] names = new String[64];
    private final int[] attributeStarts = new int[ATTRIBUTES_MAX];
    private final int[] attributeEnds = new int[ATTRIBUTES_MAX];
    private int at;

    private XmlScanner(String text) {
        this.text = text;
        this.chars = new char[text.length() + 1];
        text.getChars(0, text.length(), chars, 0);
        this.tree = new XmlTree(text);
    }

    /** The root element of a text; empty when the parser must read it. */
    static Optional<XmlElement> root(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        XmlScanner scanner = new XmlScanner(text);
        return scanner.isRead() ? scanner.tree.root() : Optional.empty();
    }

    private boolean isRead() {
        while (skipCharacters()) {
            if (at == text.length()) {
                return true;
            }
            char next = chars[at + 1];
            if (!(next == '/' ? skipEndTag() : next == '!' ? skipComment() : skipStartTag())) {
                return false;
            }
        }
        return false;
    }

    /** Passes what stands before the next tag, or at the end. */
    private boolean skipCharacters() {
        if (tree.depth() == 0) {
            skipSpace();
            return chars[at] == '<' || at == text.length();
        }
        for (; chars[at] != '<'; at++) {
            char c = chars[at];
            boolean taken = switch (c) {
                case '&' -> skipReference();
                case '>' -> !text.startsWith("]]", at - 2);
                default -> isCharacter(c);
            };
            if (!taken) {
                return false;
            }
        }
        return true;
    }

    private boolean skipComment() {
        int end = text.indexOf("--", at + 4);
        if (!text.startsWith("<!--", at) || end < 0 || chars[end + 2] != '>') {
            return false;
        }
        for (; at < end; at++) {
            if (!isCharacter(chars[at])) {
                return false;
            }
        }
        at = end + 3;
        return true;
    }

    private boolean skipEndTag() {
        int start = at;
        if (tree.depth() == 0 || !text.startsWith(tree.openName(), start + 2)) {
            return false;
        }
        at = start + 2 + tree.openName().length();
        skipSpace();
        if (chars[at] != '>') {
            return false;
        }
        at++;
        endTag(start, at);
        return true;
    }

    private void endTag(int start, int end) {
        while (!namespaces.isEmpty() && namespaces.getFirst().depth() == tree.depth()) {
            namespaces.pop();
        }
        tree.endTag(start, end);
    }

    private boolean skipStartTag() {
        int start = at;
        at++;
        boolean isOne = tree.depth() < DEPTH_MAX && tree.root().isEmpty();
        if (!isOne || !skipName()) {
            return false;
        }
        int local = start + 1;
        int prefixEnd = at;
        if (chars[at] == ':') {
            at++;
            local = at;
            if (!skipName()) {
                return false;
            }
        }
        int nameEnd = at;
        int attributes = skipAttributes();
        // A prefix may be declared by the attributes.
        String namespace = local == start + 1 ? "" : namespace(text.substring(start + 1, prefixEnd));
        boolean selfClosed = chars[at] == '/';
        if (attributes < 0 || namespace == null || chars[selfClosed ? at + 1 : at] != '>') {
            return false;
        }
        at += selfClosed ? 2 : 1;
        String name = name(start + 1, nameEnd);
        tree.startTag(name, local == start + 1 ? name : name(local, nameEnd), namespace, start, at, attributes);
        if (selfClosed) {
            endTag(at, at);
        }
        return true;
    }

    /** Passes the attributes of a start tag and the space behind them; says how many, or less than none when one is not taken. */
    private int skipAttributes() {
        for (int count = 0; ; count++) {
            int before = at;
            skipSpace();
            if (chars[at] == '>' || chars[at] == '/') {
                return count;
            }
            if (at == before || count == ATTRIBUTES_MAX || !skipAttribute(count)) {
                return -1;
            }
        }
    }

    private boolean skipAttribute(int index) {
        int start = at;
        boolean declares = text.startsWith("xmlns:", start);
        int nameStart = declares ? start + 6 : start;
        at = nameStart;
        if (!skipName() || text.startsWith("xml", nameStart)) {
            return false;
        }
        int nameEnd = at;
        attributeStarts[index] = start;
        attributeEnds[index] = nameEnd;
        skipSpace();
        if (chars[at] != '=' || isTwin(index)) {
            return false;
        }
        at++;
        skipSpace();
        int valueStart = at + 1;
        return skipValue() && (!declares || declare(text.substring(nameStart, nameEnd), valueStart, at - 1));
    }

    /** Whether an attribute has the name of one before it. */
    private boolean isTwin(int index) {
        int start = attributeStarts[index];
        int length = attributeEnds[index] - start;
        for (int i = 0; i < index; i++) {
            int other = attributeStarts[i];
            if (attributeEnds[i] - other == length && text.regionMatches(other, text, start, length)) {
                return true;
            }
        }
        return false;
    }

    /** Takes a prefix for the element whose start tag is being read, if nothing about its URI is special. */
    private boolean declare(String prefix, int uriStart, int uriEnd) {
        String uri = text.substring(uriStart, uriEnd);
        boolean plain = uri.chars().allMatch(c -> c > ' ' && c != '&');
        if (uri.isEmpty() || !plain || uri.startsWith("http://www.w3.org/")) {
            return false;
        }
        namespaces.push(new Namespace(prefix, uri, tree.depth() + 1));
        return true;
    }

    private @Nullable String namespace(String prefix) {
        for (Namespace one : namespaces) {
            if (one.prefix().equals(prefix)) {
                return one.uri();
            }
        }
        return null;
    }

    private boolean skipValue() {
        char quote = chars[at];
        if (quote != '\'' && quote != '"') {
            return false;
        }
        for (at++; chars[at] != quote; at++) {
            char c = chars[at];
            if (c == '<' || !(c == '&' ? skipReference() : isCharacter(c))) {
                return false;
            }
        }
        at++;
        return true;
    }

    /** Passes a predefined reference but for its semicolon. */
    private boolean skipReference() {
        for (String reference : PREDEFINED) {
            if (text.startsWith(reference, at)) {
                at += reference.length() - 1;
                return true;
            }
        }
        return false;
    }

    /** Passes a name without a prefix. */
    private boolean skipName() {
        char first = chars[at];
        if (!isLetter(first)) {
            return false;
        }
        char c;
        do {
            at++;
            c = chars[at];
        } while (isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '.');
        return true;
    }

    private void skipSpace() {
        while (isSpace(chars[at])) {
            at++;
        }
    }

    /** A piece of the text; most names stand in it many times, and those are one string. */
    private String name(int start, int end) {
        int place = (chars[start] * 31 + chars[end - 1] * 7 + end - start) & names.length - 1;
        String known = names[place];
        if (known == null || known.length() != end - start || !text.startsWith(known, start)) {
            known = text.substring(start, end);
            names[place] = known;
        }
        return known;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    /** Whether a document may hold a character, of those below the surrogates. */
    private static boolean isCharacter(char c) {
        return c >= ' ' && c <= '~' || isSpace(c) || c >= '\u00a0' && c < Character.MIN_SURROGATE;
    }

    /** Whether a character of an element's content means itself. */
    static boolean isLiteral(char c) {
        return c != '<' && c != '&' && c != '\r';
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
