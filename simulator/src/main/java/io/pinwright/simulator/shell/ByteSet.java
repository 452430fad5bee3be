package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.List;

/** The sets of {@code tr}: characters, ranges, classes, escapes and {@code [x*]}. */
final class ByteSet {

    private ByteSet() {}

    /**
     * The bytes of a set, in order.
     *
     * @param length what {@code [x*]} fills the set up to, or -1
     */
    static List<Integer> parse(String text, int length) throws Tool.Failure {
        List<Integer> set = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
                int end = text.indexOf(":]", i);
                String name = text.substring(i + 2, end);
                if (!CharacterClass.known(name)) {
                    throw new Tool.Failure("invalid character class '" + name + "'", 1);
                }
                boolean[] members = new boolean[256];
                CharacterClass.add(name, members);
                for (int b = 0; b < 256; b++) {
                    if (members[b]) {
                        set.add(b);
                    }
                }
                i = end + 2;
                continue;
            }
            if (i + 3 < text.length() && text.charAt(i) == '[' && text.startsWith("*]", i + 2)) {
                while (set.size() < length) {
                    set.add((int) text.charAt(i + 1));
                }
                i += 4;
                continue;
            }
            int[] next = {i};
            int from = one(text, next);
            i = next[0];
            if (i + 1 < text.length() && text.charAt(i) == '-') {
                next[0] = i + 1;
                int to = one(text, next);
                i = next[0];
                if (to < from) {
                    throw new Tool.Failure("range-endpoints are in reverse collating sequence order", 1);
                }
                for (int b = from; b <= to; b++) {
                    set.add(b);
                }
            } else {
                set.add(from);
            }
        }
        return set;
    }

    private static int one(String text, int[] at) {
        char c = text.charAt(at[0]++);
        if (c != '\\' || at[0] >= text.length()) {
            return c;
        }
        char escaped = text.charAt(at[0]++);
        if (escaped >= '0' && escaped <= '7') {
            int value = escaped - '0';
            for (int n = 0;
                    n < 2 && at[0] < text.length() && text.charAt(at[0]) >= '0' && text.charAt(at[0]) <= '7';
                    n++) {
                value = value * 8 + text.charAt(at[0]++) - '0';
            }
            return value & 0xff;
        }
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> 7;
            case 'b' -> 8;
            case 'f' -> 12;
            case 'v' -> 11;
            default -> escaped;
        };
    }
}
