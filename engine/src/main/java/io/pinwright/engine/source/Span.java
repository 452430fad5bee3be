package io.pinwright.engine.source;

/**
 * A place in a source.
 *
 * @param source the text
 * @param line 1-based
 * @param column 1-based, in code points
 * @param length how many code points the caret line underlines, at least 1
 */
public record Span(Source source, int line, int column, int length) {

    public Span {
        if (line < 1 || column < 1 || length < 1) {
            throw new IllegalArgumentException("span " + line + ":" + column + "+" + length);
        }
    }

    public Span(Source source, int line, int column) {
        this(source, line, column, 1);
    }

    /** The first character of a source: for problems of a file as a whole. */
    public static Span startOf(Source source) {
        return new Span(source, 1, 1, 1);
    }

    /** The place moved right by some code points within its line. */
    public Span plusColumns(int columns) {
        return new Span(source, line, column + columns, length);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return source.name() + ":" + line + ":" + column;
    }
}
