package io.pinwright.engine.transport;

import io.pinwright.engine.host.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One output of a round, cut at its records. A record is a line of its own that begins with the marker and a space; the
 * bytes before it, less one line end, are data.
 *
 * <pre>
 * MARKER = PATH            the data that follows is of this path
 * MARKER i INDEX WORD...   the end of an item
 * </pre>
 */
final class Frames {

    /** An item's end, and the data since the item before: each with the words of the record that it follows. */
    record Item(List<String> status, List<Part> parts) {
        String word(int index) {
            return index < status.size() ? status.get(index) : "";
        }

        /** The data that no record inside the item claims. */
        Bytes data() {
            return parts.get(0).data();
        }
    }

    /** Data after a record inside an item; the first part of an item has an empty label. */
    record Part(String label, Bytes data) {}

    private final Map<Integer, Item> items = new HashMap<>();
    private final Bytes rest;

    private Frames(Bytes rest) {
        this.rest = rest;
    }

    Item item(int index) {
        return items.getOrDefault(index, new Item(List.of(), List.of(new Part("", Bytes.EMPTY))));
    }

    boolean has(int index) {
        return items.containsKey(index);
    }

    /** What came after the last item's end. */
    Bytes rest() {
        return rest;
    }

    static Frames parse(byte[] output, String marker) {
        byte[] start = ("\n" + marker + " ").getBytes(StandardCharsets.UTF_8);
        Map<Integer, Item> items = new HashMap<>();
        List<Part> parts = new ArrayList<>();
        String label = "";
        int from = 0;
        while (true) {
            int at = StreamBuffer.indexOf(output, output.length, start, from);
            int textFrom = at + start.length;
            int textTo = at < 0 ? -1 : lineEnd(output, textFrom);
            if (textTo < 0) {
                Frames frames =
                        new Frames(Bytes.copyOf(output, Math.min(from, output.length), at < 0 ? output.length : at));
                frames.items.putAll(items);
                return frames;
            }
            parts.add(new Part(label, Bytes.copyOf(output, from, at)));
            String text = new String(Arrays.copyOfRange(output, textFrom, textTo), StandardCharsets.UTF_8);
            if (text.startsWith("i ")) {
                List<String> words = List.of(text.substring(2).split(" ", -1));
                int index = index(words.get(0));
                items.putIfAbsent(index, new Item(words.subList(1, words.size()), List.copyOf(parts)));
                parts.clear();
                label = "";
            } else {
                label = text;
            }
            from = textTo + 1;
        }
    }

    private static int lineEnd(byte[] output, int from) {
        for (int i = from; i < output.length; i++) {
            if (output[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int index(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
