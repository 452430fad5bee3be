package io.pinwright.modules.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a document's bytes become text and back: a byte order mark wins, then the shape of the first bytes (XML recommendation,
 * appendix F), then the declaration, then UTF-8.
 *
 * @param mark the byte order mark that stood before the text; may be empty
 */
record XmlEncoding(Charset charset, byte[] mark) {

    private static final Pattern DECLARED = Pattern.compile("^<\\?xml\\s+version\\s*=\\s*(?:'[^'<>]*'|\"[^\"<>]*\")"
            + "\\s+encoding\\s*=\\s*(?:'([A-Za-z][A-Za-z0-9._-]*)'|\"([A-Za-z][A-Za-z0-9._-]*)\")");

    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

    /** For a text that was never bytes. */
    static final XmlEncoding UTF_8 = new XmlEncoding(StandardCharsets.UTF_8, new byte[0]);

    /** Says why bytes cannot be read as text. */
    static final class UndecodableException extends Exception {
        private static final long serialVersionUID = 1L;

        UndecodableException(String message) {
            super(message);
        }
    }

    static XmlEncoding of(byte[] bytes) throws UndecodableException {
        int b0 = at(bytes, 0);
        int b1 = at(bytes, 1);
        int b2 = at(bytes, 2);
        int b3 = at(bytes, 3);
        if (b0 == 0xEF && b1 == 0xBB && b2 == 0xBF) {
            return marked(bytes, StandardCharsets.UTF_8, 3);
        }
        if (b0 == 0 && b1 == 0 && b2 == 0xFE && b3 == 0xFF) {
            return marked(bytes, UTF_32BE, 4);
        }
        if (b0 == 0xFF && b1 == 0xFE && b2 == 0 && b3 == 0) {
            return marked(bytes, UTF_32LE, 4);
        }
        if (b0 == 0xFE && b1 == 0xFF) {
            return marked(bytes, StandardCharsets.UTF_16BE, 2);
        }
        if (b0 == 0xFF && b1 == 0xFE) {
            return marked(bytes, StandardCharsets.UTF_16LE, 2);
        }
        if (b0 == 0 && b1 == 0 && b2 == 0 && b3 == '<') {
            return marked(bytes, UTF_32BE, 0);
        }
        if (b0 == '<' && b1 == 0 && b2 == 0 && b3 == 0) {
            return marked(bytes, UTF_32LE, 0);
        }
        if (b0 == 0 && b1 == '<') {
            return marked(bytes, StandardCharsets.UTF_16BE, 0);
        }
        if (b0 == '<' && b1 == 0) {
            return marked(bytes, StandardCharsets.UTF_16LE, 0);
        }
        if (b0 == 0x4C && b1 == 0x6F && b2 == 0xA7 && b3 == 0x94) {
            throw new UndecodableException("the document is in EBCDIC");
        }
        return new XmlEncoding(declared(bytes), new byte[0]);
    }

    private static Charset declared(byte[] bytes) throws UndecodableException {
        String head = new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1);
        Matcher matcher = DECLARED.matcher(head);
        if (!matcher.find()) {
            return StandardCharsets.UTF_8;
        }
        String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        Charset charset;
        try {
            charset = Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UndecodableException("the document declares the encoding \"" + name + "\", which is not known");
        }
        String canonical = charset.name();
        if (canonical.startsWith("UTF-16") || canonical.startsWith("UTF-32")) {
            throw new UndecodableException(
                    "the document declares the encoding \"" + name + "\" but its bytes are not of that encoding");
        }
        return charset;
    }

    /** The text of some bytes, which are exactly what {@link #encode} makes of it. */
    String decode(byte[] bytes) throws UndecodableException {
        if (charset.equals(StandardCharsets.UTF_8)) {
            String text = new String(bytes, mark.length, bytes.length - mark.length, charset);
            // What is not UTF-8 has become U+FFFD. The decoder below says where it stands.
            if (Arrays.equals(utf8(text), bytes)) {
                return text;
            }
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, mark.length, bytes.length - mark.length);
        String text;
        try {
            text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UndecodableException(
                    "byte " + in.position() + " (counted from 0) of the document is not " + charset.name());
        }
        if (!Arrays.equals(encode(text), bytes)) {
            throw new UndecodableException("the document's " + charset.name()
                    + " has several spellings for one character, so it could not be written back byte for byte");
        }
        return text;
    }

    /** A text without halves of surrogate pairs as bytes. */
    byte[] encode(String text) throws UndecodableException {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return utf8(text);
        }
        ByteBuffer body;
        try {
            body = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new UndecodableException("the text cannot be written as " + charset.name());
        } catch (UnsupportedOperationException e) {
            throw new UndecodableException(charset.name() + " can be read but not written");
        }
        byte[] all = Arrays.copyOf(mark, mark.length + body.remaining());
        body.get(all, mark.length, body.remaining());
        return all;
    }

    /** Quicker than an encoder, which is for encodings that lack characters. */
    private byte[] utf8(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        if (mark.length == 0) {
            return body;
        }
        byte[] all = Arrays.copyOf(mark, mark.length + body.length);
        System.arraycopy(body, 0, all, mark.length, body.length);
        return all;
    }

    private static XmlEncoding marked(byte[] bytes, Charset charset, int markLength) {
        return new XmlEncoding(charset, Arrays.copyOf(bytes, markLength));
    }

    private static int at(byte[] bytes, int index) {
        return index < bytes.length ? bytes[index] & 0xFF : -1;
    }
}
