package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is made of a secret is a secret: reveals values for a computation and wraps its result again. */
final class Taint {

    private Taint() {}

    static boolean has(@Nullable Object value) {
        if (value instanceof Secret) {
            return true;
        }
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (has(item)) {
                    return true;
                }
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Object item : map.values()) {
                if (has(item)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The value with every secret in it as a plain string; only for a computation whose result is wrapped. */
    static @Nullable Object reveal(@Nullable Object value) {
        if (value instanceof Secret s) {
            return s.reveal();
        }
        if (value instanceof List<?> list && has(value)) {
            List<@Nullable Object> out = new ArrayList<>();
            list.forEach(item -> out.add(reveal(item)));
            return value instanceof PyTuple ? new PyTuple(out) : out;
        }
        if (value instanceof Map<?, ?> map && has(value)) {
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
            map.forEach((key, item) -> out.put(key, reveal(item)));
            return out;
        }
        return value;
    }

    /** The result of a computation on a secret: its texts become secrets, booleans stay, numbers are refused. */
    static @Nullable Object wrap(@Nullable Object value, String user) {
        if (value instanceof String s) {
            return Secret.of(s);
        }
        if (value instanceof Number) {
            throw Problem.of(user + " makes a number of a secret, which would show it")
                    .fix("keep the number itself outside of the secret");
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> out = new ArrayList<>();
            list.forEach(item -> out.add(wrap(item, user)));
            return value instanceof PyTuple ? new PyTuple(out) : out;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
            map.forEach((key, item) -> out.put(key, wrap(item, user)));
            return out;
        }
        return value;
    }

    /** The text of a value, and whether it holds a secret. */
    static Object text(@Nullable Object value) {
        return has(value) ? Secret.of(Python.text(reveal(value))) : Python.text(value);
    }
}
