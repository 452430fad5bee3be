package io.pinwright.engine.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a call, evaluated.
 *
 * @param user who was called, for messages: {@code filter `join`}
 */
record Args(String user, List<@Nullable Object> positional, Map<String, @Nullable Object> named, Frame frame) {

    /** The same with every secret in the clear. */
    Args revealed() {
        List<@Nullable Object> values = new java.util.ArrayList<>();
        positional.forEach(value -> values.add(Taint.reveal(value)));
        Map<String, @Nullable Object> keywords = new java.util.LinkedHashMap<>();
        named.forEach((name, value) -> keywords.put(name, Taint.reveal(value)));
        return new Args(user, values, keywords, frame);
    }

    boolean hasSecret() {
        return Taint.has(positional) || Taint.has(named);
    }

    /** Checks that there are at most so many arguments and no unknown keyword; names in the order of positions. */
    Args names(String... known) {
        if (positional.size() > known.length) {
            throw Problem.of(user + " takes at most " + known.length + " arguments, but got " + positional.size());
        }
        Set<String> names = new TreeSet<>(List.of(known));
        for (String name : named.keySet()) {
            if (!names.contains(name)) {
                throw Problem.of(user + " has no argument `" + name + "`"
                        + (names.isEmpty() ? "" : "; it has " + String.join(", ", names)));
            }
        }
        for (int i = 0; i < positional.size(); i++) {
            if (named.containsKey(known[i])) {
                throw Problem.of(user + " got its argument `" + known[i] + "` twice");
            }
        }
        return this;
    }

    boolean has(int position, String name) {
        return position < positional.size() || named.containsKey(name);
    }

    /** The argument, or the default when it is not given. */
    @Nullable
    Object get(int position, String name, @Nullable Object otherwise) {
        Object value = position < positional.size()
                ? positional.get(position)
                : named.containsKey(name) ? named.get(name) : otherwise;
        if (value instanceof Undefined u) {
            throw u.problem();
        }
        return value;
    }

    @Nullable
    Object need(int position, String name) {
        if (!has(position, name)) {
            throw Problem.of(user + " needs the argument `" + name + "`");
        }
        return get(position, name, null);
    }

    String text(int position, String name) {
        return asText(need(position, name), name);
    }

    String text(int position, String name, String otherwise) {
        return asText(get(position, name, otherwise), name);
    }

    private String asText(@Nullable Object value, String name) {
        if (value instanceof String s) {
            return s;
        }
        throw Problem.of(user + " needs a string as `" + name + "`, but got " + Python.type(value));
    }

    boolean flag(int position, String name, boolean otherwise) {
        return Python.truth(get(position, name, otherwise));
    }

    int number(int position, String name, int otherwise) {
        return asNumber(get(position, name, (long) otherwise), name);
    }

    int number(int position, String name) {
        return asNumber(need(position, name), name);
    }

    private int asNumber(@Nullable Object value, String name) {
        if (value == null || !Python.isInteger(value)) {
            throw Problem.of(user + " needs a whole number as `" + name + "`, but got " + Python.type(value));
        }
        BigInteger number = Python.big(value);
        if (number.bitLength() > 31) {
            throw Problem.of(user + ": `" + name + "` is too large");
        }
        return number.intValue();
    }
}
