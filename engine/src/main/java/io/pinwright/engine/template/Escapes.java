package io.pinwright.engine.template;

/** Undoes the escapes of a Python string literal. */
final class Escapes {

    private Escapes() {}

    static String decode(String body, int at) {
        if (body.indexOf('\\') < 0) {
            return body;
        }
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < body.length()) {
            char c = body.charAt(i++);
            if (c != '\\' || i == body.length()) {
                out.append(c);
                continue;
            }
            char e = body.charAt(i++);
            switch (e) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'a' -> out.append('\u0007');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'v' -> out.append('\u000b');
                case '\\', '\'', '"' -> out.append(e);
                case '\n' -> {}
                case 'x' -> i = hex(body, i, 2, out, at);
                case 'u' -> i = hex(body, i, 4, out, at);
                case 'U' -> i = hex(body, i, 8, out, at);
                case 'N' ->
                    throw Problem.at(at, "`\\N{...}` in a string is not supported")
                            .fix("write the character");
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int end = i;
                    while (end < body.length() && end < i + 2 && body.charAt(end) >= '0' && body.charAt(end) <= '7') {
                        end++;
                    }
                    out.appendCodePoint(Integer.parseInt(body.substring(i - 1, end), 8));
                    i = end;
                }
                default -> out.append('\\').append(e);
            }
        }
        return out.toString();
    }

    private static int hex(String body, int from, int digits, StringBuilder out, int at) {
        int end = from + digits;
        try {
            int point = Integer.parseInt(body, from, end, 16);
            if (!Character.isValidCodePoint(point)) {
                throw new NumberFormatException("not a code point");
            }
            out.appendCodePoint(point);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw Problem.at(at, "the escape of a character in the string needs " + digits + " hex digits");
        }
        return end;
    }
}
