package io.pinwright.modules.cpu;

import java.util.OptionalInt;

/** Numbers as the kernel prints them: one to nine ASCII digits, no sign, no white space. */
public final class Digits {

    private static final int LENGTH_MAX = 9;

    private Digits() {}

    /** The number that a text is; empty when it is none. */
    public static OptionalInt number(String text) {
        return number(text, 0, text.length());
    }

    /** The number that a part of a text is; empty when it is none. */
    public static OptionalInt number(String text, int from, int to) {
        if (to - from < 1 || to - from > LENGTH_MAX) {
            return OptionalInt.empty();
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            number = number * 10 + (c - '0');
        }
        return OptionalInt.of(number);
    }
}
