package io.pinwright.modules.xml;

import io.pinwright.engine.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tree of an edited document from that of the document before: what the edits do not touch is only moved; of what they insert
 * between tags that alone is parsed, and of what else they touch the smallest element. So an edit is still looked at by the parser
 * before anybody gets its text. Lives for one call.
 */
final class XmlPatch {

    /** Deeper elements are left to the whole parser, which knows the limit of depth. */
    private static final int DEPTH_MAX = XmlDocument.DEPTH_MAX / 2;

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
    static Optional<XmlElement> root(XmlElement before, List<XmlSplice> splices, String edited) {
        for (XmlSplice splice : splices) {
            if (!splice.isWithin(before.start(), before.end()) || XmlDocument.loneSurrogate(splice.text()) >= 0) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(new XmlPatch(edited).patched(before, splices, 0, 0));
        } catch (WholeException e) {
            return Optional.empty();
        }
    }

    /** An element with edits strictly within it; {@code delta} is how far those before it have moved it. */
    private XmlElement patched(XmlElement element, List<XmlSplice> splices, int delta, int depth) {
        List<XmlElement> children = new ArrayList<>(element.children().size() + splices.size());
        int next = 0;
        int moved = delta;
        for (XmlElement child : element.children()) {
            while (next < splices.size() && splices.get(next).to() <= child.start()) {
                XmlSplice splice = splices.get(next++);
                if (!isContent(splice, element)) {
                    return parsed(element, splices, delta, depth);
                }
                children.addAll(inserted(splice, element, moved, depth));
                moved += splice.growth();
            }
            int first = next;
            while (next < splices.size() && splices.get(next).isWithin(child.start(), child.end())) {
                next++;
            }
            if (next < splices.size() && splices.get(next).from() < child.end()) {
                return parsed(element, splices, delta, depth);
            }
            List<XmlSplice> own = splices.subList(first, next);
            children.add(own.isEmpty() ? child.moved(edited, moved) : patched(child, own, moved, depth + 1));
            moved += growth(own);
        }
        for (XmlSplice splice : splices.subList(next, splices.size())) {
            if (!isContent(splice, element)) {
                return parsed(element, splices, delta, depth);
            }
            children.addAll(inserted(splice, element, moved, depth));
            moved += splice.growth();
        }
        return element.with(List.copyOf(children), edited, delta, moved);
    }

    private static boolean isContent(XmlSplice splice, XmlElement element) {
        return splice.isContent() && splice.from() >= element.startTagEnd() && splice.to() <= element.endTagStart();
    }

    private static int growth(List<XmlSplice> splices) {
        int growth = 0;
        for (XmlSplice splice : splices) {
            growth += splice.growth();
        }
        return growth;
    }

    /** The elements that one edit puts between the tags of an element. */
    private List<XmlElement> inserted(XmlSplice splice, XmlElement parent, int delta, int depth) {
        String open = "<" + parent.name() + ">";
        XmlElement home = parse(open + splice.text() + "</" + parent.name() + ">", parent, depth);
        List<XmlElement> elements = new ArrayList<>(home.children().size());
        for (XmlElement element : home.children()) {
            elements.add(element.moved(edited, splice.from() + delta - open.length()));
        }
        return elements;
    }

    private XmlElement parsed(XmlElement element, List<XmlSplice> splices, int delta, int depth) {
        int start = element.start() + delta;
        return parse(edited.substring(start, element.end() + delta + growth(splices)), element, depth)
                .moved(edited, start);
    }

    /** A text that must be an element which stands where another stood. */
    private static XmlElement parse(String text, XmlElement before, int depth) {
        // A prefix or a namespace may be declared further out.
        if (depth > DEPTH_MAX || !before.namespace().isEmpty() || text.contains("xmlns")) {
            throw new WholeException();
        }
        try {
            XmlElement root = XmlDocument.parse(text).root();
            if (root.start() != 0 || root.end() != text.length()) {
                throw new WholeException();
            }
            return root;
        } catch (DiagnosticException e) {
            throw new WholeException();
        }
    }
}
