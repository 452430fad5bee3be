package io.pinwright.engine.yaml;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.engine.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Makes nodes of the parser's events, without recursion, so that no text can exhaust the stack. Not thread-safe. */
final class NodeBuilder {

    private static final String CORE = "tag:yaml.org,2002:";

    private final Source source;
    private final Diagnostics diagnostics;
    private final List<YamlNode> documents = new ArrayList<>();
    private final Deque<Frame> open = new ArrayDeque<>();
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private final Map<String, Long> anchorSizes = new HashMap<>();
    private final Set<String> openAnchors = new HashSet<>();
    private final Set<Integer> linesWithUnquotedTemplate = new HashSet<>();
    private long aliasedNodes;

    NodeBuilder(Source source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    List<YamlNode> build(Iterator<Event> events) {
        while (events.hasNext()) {
            accept(events.next());
        }
        return List.copyOf(documents);
    }

    /** Whether a syntax error says something that was not said already: an unquoted template brings several. */
    boolean isNewProblem(Diagnostic problem) {
        return problem.place()
                .map(span -> linesWithUnquotedTemplate.stream().noneMatch(line -> Math.abs(line - span.line()) <= 1))
                .orElse(true);
    }

    private void accept(Event event) {
        switch (event.getEventId()) {
            case Scalar -> value(scalar((ScalarEvent) event), 1, anchorOf(event));
            case Alias -> alias((AliasEvent) event);
            case MappingStart, SequenceStart -> start((CollectionStartEvent) event);
            case MappingEnd, SequenceEnd -> end(event);
            case DocumentStart -> {
                anchors.clear();
                anchorSizes.clear();
            }
            case DocumentEnd, StreamStart, StreamEnd, Comment -> {}
        }
    }

    private static @Nullable String anchorOf(Event event) {
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        return anchor.map(Anchor::getValue).orElse(null);
    }

    private void start(CollectionStartEvent event) {
        boolean mapping = event.getEventId() == Event.ID.MappingStart;
        Span span = span(event);
        checkCollectionTag(event, mapping, span);
        if (open.size() >= Yaml.DEPTH_MAX) {
            throw new LimitReached(
                    Diagnostic.error(span, "collections are nested more than " + Yaml.DEPTH_MAX + " deep here"));
        }
        Frame parent = open.peek();
        if (mapping && parent != null && parent.mapping && parent.key == null && parent.flow && event.isFlow()) {
            parent.hasTemplateKey = beginsTemplate(parent.span);
        }
        String anchor = anchorOf(event);
        if (anchor != null) {
            openAnchors.add(anchor);
        }
        open.push(new Frame(mapping, event.isFlow(), span, anchor));
    }

    private boolean beginsTemplate(Span span) {
        String line = source.line(span.line());
        int start = span.column() - 1;
        return start <= line.codePointCount(0, line.length())
                && line.startsWith("{{", line.offsetByCodePoints(0, start));
    }

    private void end(Event event) {
        Frame frame = open.pop();
        Span span = frame.flow ? withEnd(frame.span, event) : frame.span;
        if (frame.anchor != null) {
            openAnchors.remove(frame.anchor);
        }
        if (frame.hasTemplateKey) {
            reportUnquotedTemplate(span);
            value(YamlNode.Scalar.string("{{ }}", span), 1, frame.anchor);
            return;
        }
        YamlNode node = frame.mapping
                ? new YamlNode.Mapping(MergeKeys.resolve(frame.entries, diagnostics), span)
                : new YamlNode.Sequence(frame.items, span);
        value(node, frame.size + 1, frame.anchor);
    }

    private void reportUnquotedTemplate(Span span) {
        if (linesWithUnquotedTemplate.add(span.line())) {
            diagnostics.add(SyntaxProblem.unquotedTemplate(span));
        }
    }

    private void alias(AliasEvent event) {
        String name = event.getAlias().getValue();
        Span span = span(event);
        YamlNode target = anchors.get(name);
        if (openAnchors.contains(name)) {
            throw new LimitReached(Diagnostic.error(span, "`*" + name + "` refers to the collection that it stands in")
                    .why("such a value would be endless"));
        }
        if (target == null) {
            diagnostics.add(Diagnostic.error(span, "there is no anchor `&" + name + "` before this alias")
                    .fix("if a string that begins with `*` is meant, quote it"));
            target = new YamlNode.Scalar("", null, false, null, span);
        }
        long size = anchorSizes.getOrDefault(name, 1L);
        aliasedNodes += size;
        if (aliasedNodes > Yaml.ALIASED_NODES_MAX) {
            throw new LimitReached(
                    Diagnostic.error(span, "aliases add more than " + Yaml.ALIASED_NODES_MAX + " values up to here")
                            .why("a small text that grows without bound is refused"));
        }
        value(target, size, anchorOf(event));
    }

    private void value(YamlNode node, long size, @Nullable String anchor) {
        if (anchor != null) {
            anchors.put(anchor, node);
            anchorSizes.put(anchor, size);
        }
        Frame frame = open.peek();
        if (frame == null) {
            documents.add(node);
            return;
        }
        frame.size += size;
        if (!frame.mapping) {
            frame.items.add(node);
        } else if (frame.key == null) {
            frame.key = node;
        } else {
            entry(frame, frame.key, node);
            frame.key = null;
        }
    }

    private void entry(Frame frame, YamlNode key, YamlNode value) {
        if (!(key instanceof YamlNode.Scalar name)) {
            if (!frame.hasTemplateKey) {
                diagnostics.add(Diagnostic.error(key.span(), "a key must be text, but is " + key.kind())
                        .fix("if a text is meant, quote it"));
            }
            return;
        }
        if (name.isNull() && !name.quoted() && name.text().isEmpty()) {
            diagnostics.add(Diagnostic.error(name.span(), "a key is missing before the colon"));
            return;
        }
        YamlNode.Scalar first = frame.keys.putIfAbsent(name.text(), name);
        if (first != null) {
            diagnostics.add(Diagnostic.error(name.span(), "the key `" + name.text() + "` stands twice in one mapping")
                    .why("only one of the values could count; the first one stands at " + first.span())
                    .fix("remove one of the two, or give it another name"));
            return;
        }
        frame.entries.add(new YamlNode.Entry(name, value));
    }

    private YamlNode.Scalar scalar(ScalarEvent event) {
        Span span = span(event);
        String text = event.getValue();
        boolean quoted = !event.isPlain();
        String tag = event.getTag().orElse(null);
        if (tag == null) {
            return new YamlNode.Scalar(text, quoted ? text : CoreSchema.resolve(text), quoted, null, span);
        }
        if (tag.equals("!") || tag.equals(CORE + "str")) {
            return YamlNode.Scalar.string(text, span);
        }
        if (tag.equals("!vault") || tag.equals("!unsafe")) {
            return new YamlNode.Scalar(text, text, true, tag, span);
        }
        Object value = CoreSchema.resolve(text);
        if (!fits(tag, value)) {
            diagnostics.add(tagProblem(tag, span));
        }
        boolean asDouble = tag.equals(CORE + "float") && value instanceof Long;
        return new YamlNode.Scalar(text, asDouble ? (Object) ((Long) value).doubleValue() : value, false, null, span);
    }

    private static boolean fits(String tag, @Nullable Object value) {
        if (!tag.startsWith(CORE)) {
            return false;
        }
        return switch (tag.substring(CORE.length())) {
            case "null" -> value == null;
            case "bool" -> value instanceof Boolean;
            case "int" -> value instanceof Number && !(value instanceof Double);
            case "float" -> value instanceof Number;
            default -> false;
        };
    }

    private void checkCollectionTag(CollectionStartEvent event, boolean mapping, Span span) {
        String tag = event.getTag().orElse(null);
        if (tag != null && !tag.equals("!") && !tag.equals(CORE + (mapping ? "map" : "seq"))) {
            diagnostics.add(tagProblem(tag, span));
        }
    }

    private static Diagnostic tagProblem(String tag, Span span) {
        String shown = tag.startsWith(CORE) ? "!!" + tag.substring(CORE.length()) : tag;
        return Diagnostic.error(span, "the tag `" + shown + "` does not fit here")
                .why("known are `!unsafe` and `!vault` on strings, and `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`,"
                        + " `!!map` and `!!seq` on values that are such")
                .fix("remove the tag; if a text that begins with `!` is meant, quote it");
    }

    private Span span(Event event) {
        Mark start = event.getStartMark().orElseThrow();
        return withEnd(new Span(source, start.getLine() + 1, start.getColumn() + 1), event);
    }

    /** Within one line the span goes to the event's end, else it marks the first character. */
    private static Span withEnd(Span start, Event event) {
        Mark end = event.getEndMark().orElseThrow();
        int length = end.getLine() + 1 == start.line() ? end.getColumn() + 1 - start.column() : 1;
        return new Span(start.source(), start.line(), start.column(), Math.max(1, length));
    }

    /** A collection whose end has not been read. */
    private static final class Frame {
        final boolean mapping;
        final boolean flow;
        final Span span;
        final @Nullable String anchor;
        final List<YamlNode> items = new ArrayList<>();
        final List<YamlNode.Entry> entries = new ArrayList<>();
        final Map<String, YamlNode.Scalar> keys = new HashMap<>();

        @Nullable
        YamlNode key;

        boolean hasTemplateKey;
        long size;

        Frame(boolean mapping, boolean flow, Span span, @Nullable String anchor) {
            this.mapping = mapping;
            this.flow = flow;
            this.span = span;
            this.anchor = anchor;
        }
    }

    /** Reading this text any further would cost too much. */
    static final class LimitReached extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Diagnostic diagnostic;

        LimitReached(Diagnostic diagnostic) {
            super(diagnostic.message(), null, false, false);
            this.diagnostic = diagnostic;
        }

        Diagnostic diagnostic() {
            return diagnostic;
        }
    }
}
