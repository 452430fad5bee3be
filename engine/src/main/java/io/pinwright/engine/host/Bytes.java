package io.pinwright.engine.host;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An immutable run of bytes, as they came from a host or go to one. */
public final class Bytes {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] bytes;

    /** What was made of them, newest first. Pure functions of the bytes: whoever misses another thread's makes its own. */
    private volatile @Nullable Parsed parsed;

    private record Parsed(
            Class<?> type, Object value, @Nullable Parsed older) {}

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Bytes copyOf(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
    }

    public static Bytes copyOf(byte[] bytes, int from, int to) {
        return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, from, to));
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a text of which it is known what a parser makes, see {@link #parsedAs}: it is what was printed. */
    public static <T> Bytes printed(String text, Class<T> type, T value) {
        Bytes bytes = utf8(text);
        bytes.parsed = new Parsed(type, value, null);
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    public byte at(int index) {
        return bytes[index];
    }

    /** The bytes as UTF-8 text; what is not UTF-8 becomes U+FFFD. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The bytes as UTF-8 text, or empty when they are not UTF-8: for texts that must survive a round trip. */
    public Optional<String> exactText() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * What a parser makes of the bytes, made once a type: a task looks at an answer whenever it is planned, and several tasks of a
     * host look at one.
     *
     * @param parser a pure function of the bytes, the same for each call with this type
     */
    public <T> T parsedAs(Class<T> type, Function<Bytes, T> parser) {
        for (Parsed one = parsed; one != null; one = one.older()) {
            if (one.type() == type) {
                return type.cast(one.value());
            }
        }
        T value = parser.apply(this);
        parsed = new Parsed(type, value, parsed);
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** How many bytes, not which: contents may be secret. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
