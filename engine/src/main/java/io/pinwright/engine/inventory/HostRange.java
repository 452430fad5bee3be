package io.pinwright.engine.inventory;

import java.util.ArrayList;
import java.util.List;

/**
 * Ranges in host names: {@code web[01:50]}, {@code db-[a:f]}, {@code n[0:9:3]}, several in one name. Both ends are included;
 * a begin with leading zeros sets the width.
 */
final class HostRange {

    /** How many hosts one line may name. */
    static final int HOSTS_MAX = 100_000;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private HostRange() {}

    /**
     * All names of a pattern, in order.
     *
     * @throws IllegalArgumentException with the reason, for a range that is none
     */
    static List<String> expand(String pattern) {
        List<String> names = new ArrayList<>();
        names.add("");
        int position = 0;
        while (position < pattern.length()) {
            int open = pattern.indexOf('[', position);
            if (open < 0) {
                append(names, List.of(pattern.substring(position)));
                break;
            }
            int close = pattern.indexOf(']', open);
            if (close < 0) {
                throw new IllegalArgumentException("the range that begins with `[` has no `]`");
            }
            append(names, List.of(pattern.substring(position, open)));
            append(names, range(pattern.substring(open + 1, close)));
            position = close + 1;
        }
        return names;
    }

    private static void append(List<String> names, List<String> tails) {
        if ((long) names.size() * tails.size() > HOSTS_MAX) {
            throw new IllegalArgumentException("it names more than " + HOSTS_MAX + " hosts");
        }
        List<String> longer = new ArrayList<>(names.size() * tails.size());
        names.forEach(name -> tails.forEach(tail -> longer.add(name + tail)));
        names.clear();
        names.addAll(longer);
    }

    private static List<String> range(String text) {
        String[] bounds = text.split(":", -1);
        if (bounds.length != 2 && bounds.length != 3) {
            throw new IllegalArgumentException("a range is [begin:end] or [begin:end:step]");
        }
        String begin = bounds[0].isEmpty() ? "0" : bounds[0];
        String end = bounds[1];
        if (end.isEmpty()) {
            throw new IllegalArgumentException("a range needs an end");
        }
        int step = bounds.length == 3 ? number(bounds[2]) : 1;
        if (step < 1) {
            throw new IllegalArgumentException("the step of a range must be at least 1");
        }
        int first = begin.length() == 1 ? LETTERS.indexOf(begin) : -1;
        int last = end.length() == 1 ? LETTERS.indexOf(end) : -1;
        return first >= 0 && last >= 0 ? letters(first, last, step) : numbers(begin, end, step);
    }

    private static List<String> letters(int first, int last, int step) {
        if (first > last) {
            throw new IllegalArgumentException("the begin of a range must not be after its end");
        }
        List<String> out = new ArrayList<>();
        for (int i = first; i <= last; i += step) {
            out.add(LETTERS.substring(i, i + 1));
        }
        return out;
    }

    private static List<String> numbers(String begin, String end, int step) {
        boolean padded = begin.length() > 1 && begin.startsWith("0");
        if (padded && begin.length() != end.length()) {
            throw new IllegalArgumentException("a range with leading zeros needs a begin and an end of one length");
        }
        int first = number(begin);
        int last = number(end);
        if (first > last) {
            throw new IllegalArgumentException("the begin of a range must not be after its end");
        }
        if ((last - first) / step >= HOSTS_MAX) {
            throw new IllegalArgumentException("it names more than " + HOSTS_MAX + " hosts");
        }
        List<String> out = new ArrayList<>();
        for (int i = first; i <= last; i += step) {
            String digits = Integer.toString(i);
            out.add(padded ? "0".repeat(Math.max(0, begin.length() - digits.length())) + digits : digits);
        }
        return out;
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("`" + digits + "` is not a number");
        }
        return Integer.parseInt(digits);
    }
}
