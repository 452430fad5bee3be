package io.pinwright.modules.xml;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An XML document: its text and a tree that knows where everything stands in it. What is parsed prints as the very same bytes;
 * a document of which that cannot be said is refused. Immutable.
 */
public final class XmlDocument {

    /** The largest document taken: 10 MiB, as virsh does. */
    public static final int BYTES_MAX = 10 << 20;

    /** How deeply elements may be nested; libxml2's limit, thus libvirt's. */
    public static final int DEPTH_MAX = 256;

    private final String name;
    private final String text;
    private final XmlEncoding encoding;
    private final XmlElement root;

    /** Found or made when they are first asked for: to mask takes longer than to edit. */
    private volatile @Nullable Character quote;

    private volatile @Nullable Source source;

    private volatile @Nullable String masked;

    private XmlDocument(String name, String text, XmlEncoding encoding) {
        this.name = name;
        this.text = text;
        this.encoding = encoding;
        this.root = XmlScanner.root(text).orElseGet(this::parsed);
    }

    private XmlElement parsed() {
        int loneSurrogate = loneSurrogate(text);
        if (loneSurrogate >= 0) {
            throw problem(loneSurrogate, 1, "half of a surrogate pair is no character");
        }
        return new XmlParser(this).parse();
    }

    /** A document made of another: edited, or called otherwise. */
    private XmlDocument(XmlDocument before, String name, String text, XmlElement root, @Nullable Character quote) {
        this.name = name;
        this.text = text;
        this.encoding = before.encoding;
        this.root = root;
        this.quote = quote;
    }

    /**
     * Reads a document: decodes it by its byte order mark, its first bytes or its declaration (UTF-8 without one) and parses it.
     *
     * @param name what messages call it, for example a path
     * @throws DiagnosticException when it is too large, cannot be decoded, is not well-formed, has a DOCTYPE or an entity that is
     *     not predefined, or would not be written back byte for byte
     */
    public static XmlDocument parse(byte[] bytes, String name) {
        if (bytes.length > BYTES_MAX) {
            throw new DiagnosticException(Diagnostic.error(
                            null,
                            name + ": the document has " + bytes.length + " bytes; at most " + BYTES_MAX + " are read")
                    .why("virsh reads no more either"));
        }
        if (bytes.length == 0) {
            throw new DiagnosticException(Diagnostic.error(null, name + ": the document is empty"));
        }
        try {
            XmlEncoding encoding = XmlEncoding.of(bytes);
            return new XmlDocument(name, encoding.decode(bytes), encoding);
        } catch (XmlEncoding.UndecodableException e) {
            throw new DiagnosticException(Diagnostic.error(null, name + ": cannot be read: " + e.getMessage())
                    .fix("convert it to UTF-8, for example with iconv"));
        }
    }

    public static XmlDocument parse(byte[] bytes) {
        return parse(bytes, "document");
    }

    /** Reads a document that is text already; its {@link #bytes} are UTF-8. */
    public static XmlDocument parse(String text, String name) {
        return new XmlDocument(name, text, XmlEncoding.UTF_8);
    }

    public static XmlDocument parse(String text) {
        return parse(text, "document");
    }

    /** The whole text, without a byte order mark. */
    public String text() {
        return text;
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** The same document, which messages call otherwise. */
    public XmlDocument named(String other) {
        return other.equals(name) ? this : new XmlDocument(this, other, text, root, quote);
    }

    public XmlElement root() {
        return root;
    }

    /** The text of an element, from its {@code <} to its last {@code >}. */
    public String text(XmlElement element) {
        return text.substring(element.start(), element.end());
    }

    /** The document in its own encoding, byte order mark included. */
    public byte[] bytes() {
        try {
            return encoding.encode(text);
        } catch (XmlEncoding.UndecodableException e) {
            throw new DiagnosticException(Diagnostic.error(null, name + ": " + e.getMessage())
                    .fix("convert the document to UTF-8 first, for example with iconv"));
        }
    }

    /** Begins an edit. */
    public XmlEditor edit() {
        return new XmlEditor(this);
    }

    /** The quote character of most attributes of the document as it was read; edits do not change it. */
    char quote() {
        Character known = quote;
        if (known == null) {
            known = XmlStyle.prevailingQuote(this);
            quote = known;
        }
        return known;
    }

    /**
     * The document of an edited text, in the same encoding.
     *
     * @param splices the edits, from the first to the last
     */
    XmlDocument withText(String edited, List<XmlSplice> splices) {
        if (edited.equals(text)) {
            return this;
        }
        return new XmlDocument(
                this,
                name,
                edited,
                XmlPatch.root(root, splices, edited).orElseGet(() -> new XmlDocument(name, edited, encoding).root),
                quote());
    }

    /** The text with {@code ****} in the place of each secret, for people. */
    public String maskedText() {
        String shown = masked;
        if (shown == null) {
            shown = XmlSecrets.masked(text);
            masked = shown;
        }
        return shown;
    }

    /** Whether the text holds secrets that {@link #maskedText} hides. */
    public boolean hasSecrets() {
        return XmlSecrets.isIn(text);
    }

    /** The place of some characters of the text; secrets in its source are masked. */
    public Span span(int offset, int length) {
        Source shown = source;
        if (shown == null) {
            shown = new Source(name, XmlSecrets.maskedInPlace(text));
            source = shown;
        }
        int line = 1;
        int lineStart = 0;
        for (int at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
            line++;
            lineStart = at + 1;
        }
        return new Span(shown, line, 1 + text.codePointCount(lineStart, offset), Math.max(1, length));
    }

    /** The place of an element's start tag. */
    public Span span(XmlElement element) {
        return span(element.start(), 1 + element.name().length());
    }

    /** A problem at a place of the text. */
    public DiagnosticException problem(int offset, int length, String message) {
        return new DiagnosticException(Diagnostic.error(span(offset, length), message));
    }

    /** Where half of a surrogate pair stands; negative when none does. */
    static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return i;
            }
            i++;
        }
        return -1;
    }

    /** Documents are the same when their bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof XmlDocument that
                && that.text.equals(text)
                && that.encoding.charset().equals(encoding.charset())
                && java.util.Arrays.equals(that.encoding.mark(), encoding.mark());
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, encoding.charset());
    }

    /** Its name and size, not its text: it may hold secrets. */
    @Override
    public String toString() {
        return name + " (" + text.length() + " characters)";
    }
}
