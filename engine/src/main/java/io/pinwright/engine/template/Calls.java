package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Function calls, method calls, filters and tests in an expression. */
final class Calls {

    private Calls() {}

    /** The arguments as written. */
    record Given(
            List<Expression> positional,
            Map<String, Expression> keywords,
            @Nullable Expression star,
            @Nullable Expression doubleStar) {

        static final Given NONE = new Given(List.of(), Map.of(), null, null);

        Args eval(String user, Frame frame) {
            List<@Nullable Object> values = new ArrayList<>();
            positional.forEach(one -> values.add(one.eval(frame)));
            if (star != null) {
                values.addAll(Python.iterate(star.need(frame), "`*`"));
            }
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            keywords.forEach((name, one) -> named.put(name, one.eval(frame)));
            if (doubleStar != null) {
                if (!(doubleStar.need(frame) instanceof Map<?, ?> map)) {
                    throw Problem.of("`**` needs a dict");
                }
                map.forEach((key, value) -> named.put(Python.text(key), value));
            }
            return new Args(user, values, named, frame);
        }

        List<Expression> parts() {
            List<Expression> out = new ArrayList<>(positional);
            out.addAll(keywords.values());
            if (star != null) {
                out.add(star);
            }
            if (doubleStar != null) {
                out.add(doubleStar);
            }
            return out;
        }
    }

    /** {@code value | name(...)}. */
    record Filtered(Expression value, String name, Given given, int at) implements Expression {
        @Override
        public @Nullable Object raw(Frame frame) {
            Filter filter = Filters.get(name);
            Object input = filter.takesUndefined() ? value.eval(frame) : value.need(frame);
            return Filters.apply(name, filter, input, given.eval("filter `" + name + "`", frame));
        }

        @Override
        public List<Expression> parts() {
            List<Expression> out = new ArrayList<>(List.of(value));
            out.addAll(given.parts());
            return out;
        }
    }

    /** {@code value is name(...)}. */
    record Tested(Expression value, String name, Given given, int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            if (name.equals("defined") || name.equals("undefined")) {
                Object found = value.raw(frame);
                frame.refuseUnknown(found);
                return (found instanceof Undefined) == name.equals("undefined");
            }
            return Tests.apply(name, value.need(frame), given.eval("test `" + name + "`", frame));
        }

        @Override
        public List<Expression> parts() {
            List<Expression> out = new ArrayList<>(List.of(value));
            out.addAll(given.parts());
            return out;
        }
    }

    /** {@code function(...)} or {@code value.method(...)}. */
    record Call(Expression target, Given given, int at) implements Expression {
        @Override
        public @Nullable Object raw(Frame frame) {
            if (target instanceof Nodes.Attribute method) {
                Object owner = method.target().need(frame);
                if (!(owner instanceof Callable)
                        && !(owner instanceof java.util.Map<?, ?> map && map.get(method.name()) instanceof Callable)) {
                    String user = "method `" + method.name() + "`";
                    return Methods.call(owner, method.name(), given.eval(user, frame));
                }
            }
            if (target instanceof Nodes.Name function) {
                Object local = frame.local(function.name());
                if (local == null && Functions.knows(function.name())) {
                    return Functions.call(function.name(), given.eval("function `" + function.name() + "`", frame));
                }
            }
            Object found = target.need(frame);
            if (found instanceof Callable callable) {
                return callable.call(given.eval("the macro", frame));
            }
            throw Problem.of(Python.type(found) + " cannot be called like a function");
        }

        @Override
        public List<Expression> parts() {
            List<Expression> out = new ArrayList<>(List.of(target));
            out.addAll(given.parts());
            return out;
        }
    }

    /** A macro, or a function of the template language held in a variable. */
    interface Callable {
        @Nullable
        Object call(Args args);
    }
}
