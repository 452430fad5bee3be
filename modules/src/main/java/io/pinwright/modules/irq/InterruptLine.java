package io.pinwright.modules.irq;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One line of {@link ProcInterrupts}, read by hand: regular expressions took most of the time of looking at a host. */
final class InterruptLine {

    private static final int COUNT_DIGITS_MAX = 18;
    private static final Set<String> TRIGGERS = Set.of("edge", "level", "fasteoi", "eoi", "percpu", "simple", "nmi");

    private InterruptLine() {}

    /**
     * Reads a line.
     *
     * @param rest what is behind the colon
     * @param columns how many counts there are at most
     */
    static ProcInterrupts.Row row(String label, OptionalInt number, String rest, int columns) {
        List<Long> counts = new ArrayList<>(columns);
        int at = 0;
        while (counts.size() < columns) {
            int start = skipSpace(rest, at);
            int end = digitsEnd(rest, start, rest.length());
            if (end == start || end - start > COUNT_DIGITS_MAX || end != wordEnd(rest, start, rest.length())) {
                break;
            }
            counts.add(Long.parseLong(rest, start, end, 10));
            at = end;
        }
        String tail = rest.substring(at).strip();
        if (number.isEmpty()) {
            return new ProcInterrupts.Row(label, number, counts, tail, Optional.empty(), List.of());
        }
        Descriptor descriptor = descriptor(tail);
        return new ProcInterrupts.Row(
                label,
                number,
                counts,
                descriptor.chip(),
                descriptor.hardwareNumber(),
                actions(tail.substring(descriptor.length())));
    }

    /** What stands before the names, and where it ends. */
    private record Descriptor(String chip, Optional<Long> hardwareNumber, int length) {}

    private static Descriptor descriptor(String tail) {
        String chip = "";
        Optional<Long> hardware = Optional.empty();
        int numberEnd = 0;
        for (int word = 0, at = 0, end; word < 4 && at < tail.length(); word++, at = skipSpace(tail, end)) {
            end = wordEnd(tail, at, tail.length());
            String text = tail.substring(at, end);
            if (word == 0) {
                chip = text;
                numberEnd = end;
            } else if (hardware.isEmpty()) {
                hardware = hardwareNumber(text);
                numberEnd = hardware.isPresent() ? end : numberEnd;
            }
            if (endsDescriptor(text)) {
                return new Descriptor(chip, hardware, end);
            }
        }
        return new Descriptor(chip, hardware, numberEnd);
    }

    /** The number of a word such as {@code 81921}, {@code 1-edge}. */
    private static Optional<Long> hardwareNumber(String word) {
        int digits = digitsEnd(word, 0, word.length());
        boolean ends = digits == word.length()
                || word.charAt(digits) == '-' && digits + 1 < word.length() && isLowerCase(word, digits + 1, false);
        return digits > 0 && digits <= COUNT_DIGITS_MAX && ends
                ? Optional.of(Long.valueOf(word.substring(0, digits)))
                : Optional.empty();
    }

    /** Whether a word tells how the interrupt is triggered, behind which its names stand. */
    private static boolean endsDescriptor(String word) {
        return word.equals("Edge")
                || word.equals("Level")
                || word.length() > 1 && word.charAt(0) == '-' && isLowerCase(word, 1, true)
                || word.indexOf('-') >= 0 && TRIGGERS.contains(word.substring(word.lastIndexOf('-') + 1));
    }

    private static boolean isLowerCase(String word, int from, boolean orDash) {
        for (int i = from; i < word.length(); i++) {
            char c = word.charAt(i);
            if ((c < 'a' || c > 'z') && !(orDash && c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static List<String> actions(String text) {
        List<String> actions = new ArrayList<>();
        for (String action : text.split(",")) {
            String name = action.strip();
            if (!name.isEmpty()) {
                actions.add(name);
            }
        }
        return actions;
    }

    static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** As {@link Character#isWhitespace}, told of printable ASCII without asking what Unicode says. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c < ' ' || c > '~') && Character.isWhitespace(c);
    }

    static int wordEnd(String text, int from, int to) {
        int at = from;
        while (at < to && !isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int digitsEnd(String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
