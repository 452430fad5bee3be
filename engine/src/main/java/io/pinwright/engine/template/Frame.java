package io.pinwright.engine.template;

import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Secret;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where an expression is evaluated: the variables, the names set in the template, the budget. Not thread-safe. */
final class Frame {

    private static final int DEPTH_MAX = 100;

    final Evaluation evaluation;
    final Variables variables;
    private final @Nullable Frame outer;
    private final Map<String, @Nullable Object> locals = new HashMap<>();

    Frame(Evaluation evaluation, Variables variables) {
        this(evaluation, variables, null);
    }

    private Frame(Evaluation evaluation, Variables variables, @Nullable Frame outer) {
        this.evaluation = evaluation;
        this.variables = variables;
        this.outer = outer;
    }

    /** A frame inside this one: names set there are gone after it. */
    Frame inner() {
        return new Frame(evaluation, variables, this);
    }

    void set(String name, @Nullable Object value) {
        locals.put(name, value);
    }

    Map<String, @Nullable Object> ownNames() {
        return locals;
    }

    /** A name set in the template, or null. */
    @Nullable
    Object local(String name) {
        for (Frame frame = this; frame != null; frame = frame.outer) {
            if (frame.locals.containsKey(name)) {
                return frame.locals.get(name);
            }
        }
        return null;
    }

    @Nullable
    Object lookup(String name) {
        for (Frame frame = this; frame != null; frame = frame.outer) {
            if (frame.locals.containsKey(name)) {
                return frame.locals.get(name);
            }
        }
        if (variables.has(name)) {
            return variables.find(name, evaluation);
        }
        if (name.equals("omit")) {
            return Omit.OMIT;
        }
        if (name.equals("vars")) {
            return variables.rawAll();
        }
        return undefined(name);
    }

    private Undefined undefined(String name) {
        if (Functions.knows(name)) {
            return new Undefined("`" + name + "` is a function and needs its arguments in parentheses", null);
        }
        TreeSet<String> known = new TreeSet<>(variables.names());
        for (Frame frame = this; frame != null; frame = frame.outer) {
            known.addAll(frame.locals.keySet());
        }
        String hint = NearestName.of(name, known)
                .map(near -> "did you mean `" + near + "`?")
                .orElse("define it in the inventory or under `vars:`, or write `" + name + " | default(...)`");
        return new Undefined("`" + name + "` is undefined", hint);
    }

    void step() {
        evaluation.step();
    }

    /** A value taken out of a container: templates are evaluated, what is not known yet is refused. */
    @Nullable
    Object realise(@Nullable Object value) {
        if (value instanceof TemplateText text) {
            return evaluation.templates.value(text, new Frame(evaluation, variables));
        }
        refuseUnknown(value);
        return plain(value);
    }

    void refuseUnknown(@Nullable Object value) {
        if (value instanceof NotYetKnown unknown) {
            throw new DependsOnUnknownException(unknown.task());
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return value instanceof Float f
                ? (Object) f.doubleValue()
                : value instanceof BigInteger i ? Python.integer(i) : value;
    }

    /** The value with every template in it evaluated; the same object when there is none. */
    @Nullable
    Object settle(@Nullable Object value) {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            Object known = variables.settled(value);
            if (known != null) {
                return known;
            }
            Object settled = deep(value, 0);
            if (settled == null) {
                throw new IllegalStateException("a container settles to a container");
            }
            if (!(value instanceof Namespace)) {
                variables.settle(value, settled);
            }
            return settled;
        }
        return realise(value);
    }

    private @Nullable Object deep(@Nullable Object value, int depth) {
        if (depth > DEPTH_MAX) {
            throw Problem.of("a value is nested deeper than " + DEPTH_MAX + " levels");
        }
        evaluation.step();
        if (value instanceof Map<?, ?> map) {
            boolean same = true;
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object key = plain(entry.getKey());
                Object item = deep(entry.getValue(), depth + 1);
                same &= item == entry.getValue() && key == entry.getKey();
                out.put(key, item);
            }
            return same ? value : out;
        }
        if (value instanceof List<?> list) {
            boolean same = true;
            List<@Nullable Object> out = new ArrayList<>(list.size());
            for (Object item : list) {
                Object settled = deep(item, depth + 1);
                same &= settled == item;
                out.add(settled);
            }
            return same ? value : value instanceof PyTuple ? new PyTuple(out) : out;
        }
        Object plain = realise(value);
        if (plain instanceof Undefined u) {
            throw u.problem();
        }
        if (plain == value
                && !(value == null
                        || value instanceof String
                        || value instanceof Boolean
                        || value instanceof Number
                        || value instanceof Secret
                        || value instanceof Omit
                        || value instanceof Calls.Callable)) {
            throw new IllegalArgumentException("not plain data among the variables: " + value.getClass());
        }
        return plain;
    }
}
