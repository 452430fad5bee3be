package io.pinwright.simulator.shell;

import java.io.IOException;

/** The characters of a script, one per byte; reads no further ahead than the one character it is asked to look at. */
abstract class ScriptSource {

    private static final int NOTHING = -2;
    private int ahead = NOTHING;
    private int line = 1;

    /** The next character, or -1 at the end. */
    protected abstract int fetch() throws IOException;

    final int peek() throws IOException {
        if (ahead == NOTHING) {
            ahead = fetch();
        }
        return ahead;
    }

    final int next() throws IOException {
        int c = peek();
        if (c >= 0) {
            ahead = NOTHING;
            if (c == '\n') {
                line++;
            }
        }
        return c;
    }

    final int line() {
        return line;
    }

    /** The text of a script that is there as a whole. */
    static ScriptSource of(String text, int firstLine) {
        ScriptSource source = new ScriptSource() {
            private int at;

            @Override
            protected int fetch() {
                return at < text.length() ? text.charAt(at++) : -1;
            }
        };
        source.line = firstLine;
        return source;
    }

    /** A script that is read from a descriptor byte by byte, so that the commands in it can read what follows them. */
    static ScriptSource of(OpenFile input) {
        return new ScriptSource() {
            private final byte[] one = new byte[1];

            @Override
            protected int fetch() throws IOException {
                return input.read(one, 0, 1) <= 0 ? -1 : one[0] & 0xff;
            }
        };
    }
}
