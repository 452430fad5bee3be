package io.pinwright.engine.source;

import java.nio.file.Path;

/**
 * A text with a name that users know it by: a file's path as they gave it, or words such as {@code -e}.
 *
 * @param name printed before the line number in messages
 * @param text the whole text, decoded
 */
public record Source(String name, String text) {

    /** A source for a file, named by the path as given. */
    public static Source of(Path path, String text) {
        return new Source(path.toString(), text);
    }

    /** The text of one line without its line end; empty when the source has no such line. */
    public String line(int lineNumber) {
        int start = 0;
        for (int line = 1; line < lineNumber; line++) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                return "";
            }
            start = end + 1;
        }
        int end = text.indexOf('\n', start);
        return text.substring(start, end < 0 ? text.length() : end).stripTrailing();
    }

    /** Two sources are the same when their names are; texts can be megabytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Source that && that.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
