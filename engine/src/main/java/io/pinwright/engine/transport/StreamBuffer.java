package io.pinwright.engine.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one of a shell's outputs has printed and nobody has taken yet. Guarded by its owner's lock. It takes memory while
 * something is in it: most sessions wait most of the time.
 */
final class StreamBuffer {

    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int length;
    private int searched;

    void append(byte[] more, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length + (bytes.length >> 1)));
        }
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
    }

    int length() {
        return length;
    }

    /** Takes all up to the end of the first line that begins with a text; null while it has not come. */
    byte @Nullable [] takeThroughLine(String lineStart) {
        byte[] wanted = ("\n" + lineStart).getBytes(StandardCharsets.UTF_8);
        int at = indexOf(bytes, length, wanted, searched);
        if (at < 0) {
            searched = Math.max(0, length - wanted.length + 1);
            return null;
        }
        searched = at;
        int end = at + wanted.length;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        if (end == length) {
            return null;
        }
        byte[] taken = Arrays.copyOf(bytes, end + 1);
        length -= end + 1;
        bytes = length == 0 ? NONE : Arrays.copyOfRange(bytes, end + 1, end + 1 + length);
        searched = 0;
        return taken;
    }

    /** A copy of all that is there. */
    byte[] peek() {
        return Arrays.copyOf(bytes, length);
    }

    boolean contains(String text) {
        return indexOf(bytes, length, text.getBytes(StandardCharsets.UTF_8), 0) >= 0;
    }

    int count(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        int count = 0;
        for (int at = indexOf(bytes, length, wanted, 0);
                at >= 0;
                at = indexOf(bytes, length, wanted, at + wanted.length)) {
            count++;
        }
        return count;
    }

    static int indexOf(byte[] bytes, int length, byte[] wanted, int from) {
        int last = length - wanted.length;
        outer:
        for (int at = Math.max(0, from); at <= last; at++) {
            if (bytes[at] == wanted[0]) {
                for (int i = 1; i < wanted.length; i++) {
                    if (bytes[at + i] != wanted[i]) {
                        continue outer;
                    }
                }
                return at;
            }
        }
        return -1;
    }
}
