package io.pinwright.runner.render;

import java.util.Comparator;

/** The order people expect of numbered names: kvm2 before kvm10. */
final class NaturalOrder {

    /** Runs of digits by their number, all else by character; names that differ in leading zeros only, as texts. */
    static final Comparator<String> OF_NAMES = NaturalOrder::compare;

    private NaturalOrder() {}

    private static int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            if (isDigit(left.charAt(i)) && isDigit(right.charAt(j))) {
                int leftFrom = zerosSkipped(left, i);
                int rightFrom = zerosSkipped(right, j);
                i = digitsSkipped(left, leftFrom);
                j = digitsSkipped(right, rightFrom);
                int order = Integer.compare(i - leftFrom, j - rightFrom);
                for (int k = 0; order == 0 && leftFrom + k < i; k++) {
                    order = Character.compare(left.charAt(leftFrom + k), right.charAt(rightFrom + k));
                }
                if (order != 0) {
                    return order;
                }
            } else {
                int order = Character.compare(left.charAt(i++), right.charAt(j++));
                if (order != 0) {
                    return order;
                }
            }
        }
        int order = Integer.compare(left.length() - i, right.length() - j);
        return order != 0 ? order : left.compareTo(right);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int zerosSkipped(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static int digitsSkipped(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
