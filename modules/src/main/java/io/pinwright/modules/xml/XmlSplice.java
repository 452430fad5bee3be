package io.pinwright.modules.xml;

/**
 * A piece of a document's text, and what stands there instead.
 *
 * @param from offset of the first character replaced
 * @param to offset behind the last one; the same as {@code from} where something is inserted
 * @param text what stands there instead
 * @param isContent whether it is whole elements and white space, inserted between the tags of an element
 */
record XmlSplice(int from, int to, String text, boolean isContent) {

    /** By how many characters it makes the text longer. */
    int growth() {
        return text.length() - (to - from);
    }

    /** Whether it touches nothing but what stands between two offsets. */
    boolean isWithin(int start, int end) {
        return from > start && to < end;
    }
}
