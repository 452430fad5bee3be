package io.pinwright.engine.template;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The variables that an expression sees, in layers: an inner one hides the outer ones. Values are null, Boolean, Integer,
 * Long, BigInteger, Double, String, {@link io.pinwright.engine.source.Secret}, {@link TemplateText}, {@link NotYetKnown},
 * {@link Omit}, and Lists and Maps of them. A {@link TemplateText} is evaluated when it is first needed, with the variables
 * of the innermost layer, as Ansible does; a plain String never is.
 *
 * <p>Immutable as seen from outside and thread-safe. The maps given are not copied and must not change.
 */
public final class Variables {

    private final Map<String, ? extends @Nullable Object> own;
    private final @Nullable Variables outer;
    private final Map<String, @Nullable Object> evaluated = Collections.synchronizedMap(new HashMap<>());
    private final Map<Object, Object> settled = Collections.synchronizedMap(new IdentityHashMap<>());

    private Variables(Map<String, ? extends @Nullable Object> own, @Nullable Variables outer) {
        this.own = own;
        this.outer = outer;
    }

    public static Variables of(Map<String, ? extends @Nullable Object> values) {
        return new Variables(values, null);
    }

    /** These variables behind some more, which hide those of the same names. */
    public Variables with(Map<String, ? extends @Nullable Object> inner) {
        return new Variables(inner, this);
    }

    /** Whether a variable of this name exists; says nothing of whether its own template can be evaluated. */
    public boolean has(String name) {
        for (Variables layer = this; layer != null; layer = layer.outer) {
            if (layer.own.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    /** The value as it was given, its templates not evaluated; null when there is none. */
    public @Nullable Object raw(String name) {
        for (Variables layer = this; layer != null; layer = layer.outer) {
            if (layer.own.containsKey(name)) {
                return layer.own.get(name);
            }
        }
        return null;
    }

    /** All names, sorted. */
    public Set<String> names() {
        Set<String> out = new TreeSet<>();
        for (Variables layer = this; layer != null; layer = layer.outer) {
            out.addAll(layer.own.keySet());
        }
        return out;
    }

    /** The values of some names as they were given, by name in order of the layers, inner ones last. */
    public Map<String, @Nullable Object> raw(Predicate<String> names) {
        Map<String, @Nullable Object> out = outer == null ? new LinkedHashMap<>() : outer.raw(names);
        own.forEach((name, value) -> {
            if (names.test(name)) {
                out.put(name, value);
            }
        });
        return out;
    }

    /** All values as they were given, by name in order of the layers, inner ones last. */
    public Map<String, @Nullable Object> rawAll() {
        Map<String, @Nullable Object> out = outer == null ? new LinkedHashMap<>() : outer.rawAll();
        out.putAll(own);
        return out;
    }

    /** The value with its own template evaluated; its containers may still hold some. */
    @Nullable
    Object find(String name, Evaluation evaluation) {
        if (evaluated.containsKey(name)) {
            return evaluated.get(name);
        }
        Object raw = raw(name);
        if (!(raw instanceof TemplateText)) {
            return new Frame(evaluation, this).realise(raw);
        }
        evaluation.enter(name);
        try {
            Object value = new Frame(evaluation, this).realise(raw);
            evaluated.put(name, value);
            return value;
        } finally {
            evaluation.leave(name);
        }
    }

    @Nullable
    Object settled(Object container) {
        return settled.get(container);
    }

    void settle(Object container, Object value) {
        settled.put(container, value);
    }
}
