package io.pinwright.modules.xml;

import io.pinwright.engine.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tree of an edited document from that of the document before: what the edits do not touch is only moved, and of what they
 * touch the smallest element is parsed anew. A domain of 20 KiB is pinned thread by thread; parsing it for each thread costs ten
 * times as much. Lives for one call.
 */
final class XmlPatch {

    /** Deeper elements are left to the whole parser, which knows the limit of depth. */
    private static final int DEPTH_MAX = XmlDocument.DEPTH_MAX / 2;

    /** A piece of the text, and what stands there instead. */
    record Splice(int from, int to, String text) {

        private int delta() {
            return text.length() - (to - from);
        }

        private boolean isWithin(int start, int end) {
            return from > start && to < end;
        }
    }

    /** The edits are not of a kind that can be taken this way. */
    private static final class WholeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WholeException() {
            super(null, null, false, false);
        }
    }

    private final String edited;

    private XmlPatch(String edited) {
        this.edited = edited;
    }

    /**
     * The root of the edited text; empty when only parsing the whole can tell, be it that it is not well-formed.
     *
     * @param splices from the first to the last, none overlapping
     */
    static Optional<XmlElement> root(XmlElement before, List<Splice> splices, String edited) {
        if (splices.stream().anyMatch(splice -> !splice.isWithin(before.start(), before.end()))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new XmlPatch(edited).patched(before, splices, 0, 0));
        } catch (WholeException e) {
            return Optional.empty();
        }
    }

    /** An element with edits strictly within it; {@code delta} is how far those before it have moved it. */
    private XmlElement patched(XmlElement element, List<Splice> splices, int delta, int depth) {
        int grown = splices.stream().mapToInt(Splice::delta).sum();
        List<XmlElement> children = new ArrayList<>(element.children().size());
        int next = 0;
        int moved = delta;
        for (XmlElement child : element.children()) {
            int first = next;
            while (next < splices.size() && splices.get(next).isWithin(child.start(), child.end())) {
                next++;
            }
            boolean behind = next == splices.size() || splices.get(next).from() >= child.end();
            if (!behind) {
                // An edit before this child: in the element's own text or start tag.
                return parsed(element, delta, grown, depth);
            }
            List<Splice> own = splices.subList(first, next);
            children.add(own.isEmpty() ? child.moved(moved) : patched(child, own, moved, depth + 1));
            moved += own.stream().mapToInt(Splice::delta).sum();
        }
        return next == splices.size()
                ? element.with(children, delta, delta + grown)
                : parsed(element, delta, grown, depth);
    }

    private XmlElement parsed(XmlElement element, int delta, int grown, int depth) {
        String text = edited.substring(element.start() + delta, element.end() + delta + grown);
        // A prefix or a namespace may be declared further out.
        if (depth > DEPTH_MAX || !element.namespace().isEmpty() || text.contains("xmlns")) {
            throw new WholeException();
        }
        try {
            XmlElement root = XmlDocument.parse(text).root();
            if (root.start() != 0 || root.end() != text.length()) {
                throw new WholeException();
            }
            return root.moved(element.start() + delta);
        } catch (DiagnosticException e) {
            throw new WholeException();
        }
    }
}
