package io.pinwright.engine.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One rendering of a text with block tags: what each tag does. Not thread-safe. */
final class Rendering {

    static final String KEY = "pinwright rendering";

    private final List<Part> parts;
    private Frame frame;
    private Output out;
    private @Nullable RuntimeException failure;
    private @Nullable StackOverflowError tooDeep;

    Rendering(List<Part> parts, Frame frame, Output out) {
        this.parts = parts;
        this.frame = frame.inner();
        this.out = out;
    }

    /** Runs a tag; Jinjava would swallow an exception, so the first one is kept and nothing is run after it. */
    void run(TagNode node, JinjavaInterpreter interpreter) {
        if (failure != null || tooDeep != null) {
            return;
        }
        Part part = parts.get(Integer.parseInt(node.getHelpers().strip()));
        try {
            frame.step();
            if (part instanceof Part.Statement statement) {
                statement(statement.tag(), node, interpreter);
            } else {
                out.add(part, frame);
            }
        } catch (Problem problem) {
            failure = failure == null ? problem.orAt(part.at()) : failure;
        } catch (RuntimeException e) {
            failure = failure == null ? e : failure;
        } catch (StackOverflowError e) {
            tooDeep = e;
        }
    }

    void rethrow() {
        if (failure != null) {
            throw failure;
        }
        if (tooDeep != null) {
            throw tooDeep;
        }
    }

    private void statement(Part.Tag tag, TagNode node, JinjavaInterpreter interpreter) {
        if (tag instanceof Part.Tag.If block) {
            choose(block, node, interpreter);
        } else if (tag instanceof Part.Tag.For block) {
            loop(block, node, interpreter);
        } else if (tag instanceof Part.Tag.Set set) {
            assign(set);
        } else if (tag instanceof Part.Tag.SetBlock set) {
            frame.set(set.name(), filtered(capture(node.getChildren(), interpreter, frame), set.filter()));
        } else if (tag instanceof Part.Tag.FilterBlock block) {
            out.add(filtered(capture(node.getChildren(), interpreter, frame.inner()), block.filter()));
        } else if (tag instanceof Part.Tag.With block) {
            Frame inner = frame.inner();
            for (int i = 0; i < block.names().size(); i++) {
                inner.set(block.names().get(i), block.values().get(i).need(frame));
            }
            within(inner, () -> children(node.getChildren(), interpreter));
        } else if (tag instanceof Part.Tag.Macro macro) {
            frame.set(macro.name(), macro(macro.name(), macro.parameters(), macro.defaults(), node, interpreter));
        } else if (tag instanceof Part.Tag.CallBlock block) {
            Frame inner = frame.inner();
            inner.set("caller", macro("caller", block.parameters(), block.defaults(), node, interpreter));
            within(inner, () -> out.add(block.call().need(frame)));
        }
    }

    private void children(List<Node> nodes, JinjavaInterpreter interpreter) {
        for (Node child : nodes) {
            if (failure != null || tooDeep != null) {
                return;
            }
            child.render(interpreter);
        }
    }

    private void within(Frame inner, Runnable work) {
        Frame before = frame;
        frame = inner;
        try {
            work.run();
        } finally {
            frame = before;
        }
    }

    /** What some nodes write, as a value. */
    private @Nullable Object capture(List<Node> nodes, JinjavaInterpreter interpreter, Frame inner) {
        Output before = out;
        out = new Output(before.isNative);
        try {
            within(inner, () -> children(nodes, interpreter));
            Object value = out.value();
            if (before.isNative
                    && !(value instanceof String)
                    && !(value instanceof io.pinwright.engine.source.Secret)) {
                throw Problem.of("a block that gives " + Python.type(value) + " is supported in template files only")
                        .fix("write an expression, for example `{% set x = ... %}`");
            }
            return value;
        } finally {
            out = before;
        }
    }

    private @Nullable Object filtered(@Nullable Object value, @Nullable Expression filter) {
        if (filter == null) {
            return value;
        }
        Frame inner = frame.inner();
        inner.set(TagParser.BODY, value);
        return filter.need(inner);
    }

    private void choose(Part.Tag.If block, TagNode node, JinjavaInterpreter interpreter) {
        boolean chosen = Python.truth(block.condition().need(frame));
        List<Node> branch = new ArrayList<>();
        for (Node child : node.getChildren()) {
            Part.Tag tag = tag(child);
            if (tag instanceof Part.Tag.ElseIf || tag instanceof Part.Tag.Else) {
                if (chosen) {
                    break;
                }
                chosen = !(tag instanceof Part.Tag.ElseIf next)
                        || Python.truth(next.condition().need(frame));
            } else if (chosen) {
                branch.add(child);
            }
        }
        children(branch, interpreter);
    }

    private Part.@Nullable Tag tag(Node node) {
        return node instanceof TagNode tag
                        && parts.get(Integer.parseInt(tag.getHelpers().strip())) instanceof Part.Statement statement
                ? statement.tag()
                : null;
    }

    private void assign(Part.Tag.Set set) {
        Object value = set.value().need(frame);
        if (set.attribute() != null) {
            if (!(frame.lookup(set.names().get(0)) instanceof Namespace namespace)) {
                throw Problem.of("only a `namespace()` can be changed with `set "
                        + set.names().get(0) + "." + set.attribute() + "`");
            }
            namespace.put(set.attribute(), value);
            return;
        }
        bind(frame, set.names(), value);
    }

    private static void bind(Frame target, List<String> names, @Nullable Object value) {
        if (names.size() == 1) {
            target.set(names.get(0), value);
            return;
        }
        List<@Nullable Object> values = Python.iterate(value, "several names");
        if (values.size() != names.size()) {
            throw Problem.of(names.size() + " names need " + names.size() + " values, but there are " + values.size());
        }
        for (int i = 0; i < names.size(); i++) {
            target.set(names.get(i), values.get(i));
        }
    }

    private void loop(Part.Tag.For block, TagNode node, JinjavaInterpreter interpreter) {
        List<Node> body = new ArrayList<>();
        List<Node> otherwise = new ArrayList<>();
        List<Node> current = body;
        for (Node child : node.getChildren()) {
            if (tag(child) instanceof Part.Tag.Else) {
                current = otherwise;
            } else {
                current.add(child);
            }
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (Object item : Python.iterate(block.items().need(frame), "`for`")) {
            Frame inner = frame.inner();
            bind(inner, block.names(), item);
            if (block.condition() == null || Python.truth(block.condition().need(inner))) {
                items.add(item);
            }
        }
        Map<String, @Nullable Object> shared = new LinkedHashMap<>();
        for (int i = 0; i < items.size() && failure == null; i++) {
            frame.evaluation.step(10);
            Frame inner = frame.inner();
            bind(inner, block.names(), items.get(i));
            inner.set("loop", Loop.of(items, i, shared));
            within(inner, () -> children(body, interpreter));
        }
        if (items.isEmpty()) {
            within(frame.inner(), () -> children(otherwise, interpreter));
        }
    }

    private Calls.Callable macro(
            String name,
            List<String> parameters,
            List<@Nullable Expression> defaults,
            TagNode node,
            JinjavaInterpreter interpreter) {
        Frame definition = frame;
        return given -> {
            Args args = new Args("macro `" + name + "`", given.positional(), given.named(), given.frame());
            Frame inner = definition.inner();
            boolean called = args.named().containsKey("caller");
            if (!called) {
                args.names(parameters.toArray(String[]::new));
            }
            for (int i = 0; i < parameters.size(); i++) {
                String parameter = parameters.get(i);
                Expression otherwise = defaults.get(i);
                if (i < args.positional().size()) {
                    inner.set(parameter, args.positional().get(i));
                } else if (args.named().containsKey(parameter)) {
                    inner.set(parameter, args.named().get(parameter));
                } else {
                    inner.set(
                            parameter,
                            otherwise == null
                                    ? new Undefined(
                                            "the argument `" + parameter + "` of the macro `" + name
                                                    + "` was not given",
                                            null)
                                    : otherwise.need(inner));
                }
            }
            Object caller = given.frame().local("caller");
            if (caller != null && !name.equals("caller")) {
                inner.set("caller", caller);
            }
            frame.evaluation.deeper();
            try {
                Object value = capture(node.getChildren(), interpreter, inner);
                rethrow();
                return value;
            } finally {
                frame.evaluation.shallower();
            }
        };
    }
}
