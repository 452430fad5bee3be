package io.pinwright.runner.render;

/** Makes texts from hosts safe for a terminal: no escape sequence and no stray control character gets through. */
public final class Printable {

    private Printable() {}

    /** The same as one line: line feeds and tabs are shown as well. */
    public static String line(String text) {
        return of(text).replace("\n", "\\x0a").replace("\t", "\\x09");
    }

    /** The text with control characters but tab and line feed shown as {@code \xNN}, and marks that reorder text likewise. */
    public static String of(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = isPlain(c);
            if (!plain && out == null) {
                out = new StringBuilder(text.substring(0, i));
            }
            if (out != null) {
                out.append(plain ? String.valueOf(c) : String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            }
        }
        return out == null ? text : out.toString();
    }

    private static boolean isPlain(char c) {
        boolean control = c < ' ' || c >= 0x7f && c <= 0x9f;
        // These make a terminal show text in another order than it stands.
        boolean reorders = c == 0x200e || c == 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return c == '\n' || c == '\t' || !control && !reorders;
    }
}
