package io.pinwright.modules.xml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Makes the tree of a text of its tags, which are told from the first to the last. Lives for one reading of the text. */
final class XmlTree {

    /** A start tag whose end tag has not come yet. */
    private record Open(
            String name,
            String localName,
            String namespace,
            int start,
            int startTagEnd,
            int attributes,
            int firstChild) {}

    private final String text;
    private final Deque<Open> open = new ArrayDeque<>();

    /** Elements read whose parent is open: those of the innermost one last. */
    private final List<XmlElement> read = new ArrayList<>();

    XmlTree(String text) {
        this.text = text;
    }

    /** A start tag between two offsets; that of a self-closed element is followed by an end tag of no characters. */
    void startTag(String name, String localName, String namespace, int start, int end, int attributes) {
        open.push(new Open(name, localName, namespace, start, end, attributes, read.size()));
    }

    void endTag(int start, int end) {
        Open tag = open.pop();
        List<XmlElement> children = childrenFrom(tag.firstChild());
        read.add(new XmlElement(
                text,
                tag.name(),
                tag.localName(),
                tag.namespace(),
                tag.start(),
                tag.startTagEnd(),
                start,
                end,
                tag.attributes(),
                children));
    }

    private List<XmlElement> childrenFrom(int first) {
        if (first == read.size()) {
            return List.of();
        }
        List<XmlElement> last = read.subList(first, read.size());
        List<XmlElement> children = List.copyOf(last);
        last.clear();
        return children;
    }

    /** How many elements are open. */
    int depth() {
        return open.size();
    }

    /** The name of the innermost open element, as written. */
    String openName() {
        return open.getFirst().name();
    }

    /** Offset behind the start tag of the innermost open element. */
    int openStartTagEnd() {
        return open.getFirst().startTagEnd();
    }

    /** The first element that is complete and within no other. */
    Optional<XmlElement> root() {
        return depth() == 0 && !read.isEmpty() ? Optional.of(read.get(0)) : Optional.empty();
    }
}
