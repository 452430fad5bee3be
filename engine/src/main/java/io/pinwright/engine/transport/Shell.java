package io.pinwright.engine.transport;

import io.pinwright.engine.host.Bytes;
import java.nio.charset.StandardCharsets;

/** Values as POSIX shell text. The only place that quotes: whatever reaches a shell goes through here. */
final class Shell {

    /** How much goes into one printf; longer payloads are several. */
    private static final int CHUNK_BYTES = 16 << 10;

    private Shell() {}

    /**
     * One word of a shell command that stands for the value itself.
     *
     * @throws IllegalArgumentException when it holds a NUL, which no argument can
     */
    static String quote(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL character cannot be passed to a command");
        }
        if (!value.isEmpty() && value.chars().allMatch(Shell::isPlain)) {
            return value;
        }
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_-./:,+@%".indexOf(c) >= 0;
    }

    /** Commands that print exactly these bytes, without a process: printf is built in. */
    static String printf(Bytes bytes) {
        byte[] all = bytes.toArray();
        StringBuilder out = new StringBuilder(all.length + all.length / 8 + 32);
        for (int from = 0; from < all.length; from += CHUNK_BYTES) {
            out.append("printf '");
            format(out, all, from, Math.min(all.length, from + CHUNK_BYTES), false);
            out.append("'\n");
        }
        return out.isEmpty() ? ":\n" : out.toString();
    }

    /**
     * A command line that runs a script by {@code sh} and is the same to every login shell: POSIX ones, fish and csh.
     *
     * <p>Inside single quotes fish takes backslashes and csh takes line ends and exclamation marks to be special, so the
     * script goes as a printf format without any of them; its backslashes stand outside the quotes.
     */
    static String execRequest(String script) {
        // Nearly all of most scripts, and the same for all hosts.
        int prelude = script.indexOf(Prelude.TEXT);
        String format = prelude < 0
                ? format(script)
                : format(script.substring(0, prelude))
                        + PreludeFormat.TEXT
                        + format(script.substring(prelude + Prelude.TEXT.length()));
        return "exec sh -c 'eval \"$(printf \"$1\")\"' sh '" + format + "'";
    }

    /** Made when it is first needed. */
    private static final class PreludeFormat {
        static final String TEXT = format(Prelude.TEXT);
    }

    private static String format(String script) {
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        StringBuilder format = new StringBuilder(bytes.length * 9 / 8);
        format(format, bytes, 0, bytes.length, true);
        return format.toString();
    }

    private static void format(StringBuilder out, byte[] bytes, int from, int to, boolean forAnyShell) {
        String backslash = forAnyShell ? "'\\\\'" : "\\";
        for (int i = from; i < to; i++) {
            int b = bytes[i] & 0xff;
            if (b == '\n') {
                out.append(forAnyShell ? backslash + "n" : "\n");
            } else if (b == '%') {
                out.append("%%");
            } else if (b == '\\') {
                out.append(backslash).append(backslash);
            } else if (b < ' ' || b > '~' || b == '\'' || b == '!') {
                out.append(backslash)
                        .append((char) ('0' + (b >> 6)))
                        .append((char) ('0' + (b >> 3 & 7)))
                        .append((char) ('0' + (b & 7)));
            } else {
                out.append((char) b);
            }
        }
    }
}
