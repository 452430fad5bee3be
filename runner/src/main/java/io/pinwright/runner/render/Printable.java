package io.pinwright.runner.render;

/** Makes texts from hosts safe for a terminal: no escape sequence and no stray control character gets through. */
final class Printable {

    private Printable() {}

    /** The text with control characters but tab and line feed shown as {@code \xNN}. */
    static String of(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c != 0x7f && !(c >= 0x80 && c <= 0x9f) || c == '\n' || c == '\t';
            if (!plain && out == null) {
                out = new StringBuilder(text.substring(0, i));
            }
            if (out != null) {
                out.append(plain ? String.valueOf(c) : String.format("\\x%02x", (int) c));
            }
        }
        return out == null ? text : out.toString();
    }
}
