package io.pinwright.engine.template;

import io.pinwright.engine.source.NearestName;
import io.pinwright.engine.source.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks into values: {@code a.b}, {@code a['b']}, {@code a[0]}, {@code a[1:2]}. */
final class Access {

    /** Names that Python's dict has as attributes: {@code d.items} is the method, not the key. */
    private static final Set<String> DICT_METHODS = Set.of(
            "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values");

    private Access() {}

    static @Nullable Object attribute(@Nullable Object target, String name, Frame frame) {
        if (target instanceof Undefined) {
            return target;
        }
        if (target instanceof Map<?, ?> map) {
            if (DICT_METHODS.contains(name) && !(target instanceof Namespace)) {
                throw Problem.of("`." + name + "` is a method of a dict in Ansible's templates, not its key")
                        .fix("write `['" + name + "']` for the key, or `." + name + "()` to call the method");
            }
            return map.containsKey(name) ? frame.realise(map.get(name)) : missing(name, keys(map));
        }
        if (target instanceof PyTuple tuple && tuple.named(name) >= 0) {
            return tuple.get(tuple.named(name));
        }
        return new Undefined(
                Python.type(target) + " has no attribute `" + name + "`",
                target instanceof List<?> ? "take one item first, for example `[0]` or `| first`" : null);
    }

    static @Nullable Object item(@Nullable Object target, @Nullable Object key, Frame frame) {
        if (target instanceof Undefined) {
            return target;
        }
        if (key instanceof Secret) {
            throw Problem.of("a secret cannot be a key or an index");
        }
        if (target instanceof Map<?, ?> map) {
            Object wanted = Python.key(key, map);
            if (map.containsKey(wanted)) {
                return frame.realise(map.get(wanted));
            }
            if (wanted instanceof Long number) {
                Object found = map.get(number.intValue());
                if (found != null && number.intValue() == number) {
                    return frame.realise(found);
                }
            }
            return missing(key instanceof String s ? s : String.valueOf(key), keys(map));
        }
        if (target instanceof String || target instanceof Secret || target instanceof List<?>) {
            if (key == null || !Python.isInteger(key)) {
                return new Undefined(
                        Python.type(target) + " has no key, it needs a whole number as index, but got "
                                + Python.type(key),
                        null);
            }
            return indexed(target, Python.big(key).longValue(), frame);
        }
        return new Undefined(Python.type(target) + " has no items", null);
    }

    private static @Nullable Object indexed(Object target, long index, Frame frame) {
        if (target instanceof List<?> list) {
            long at = index < 0 ? index + list.size() : index;
            return at < 0 || at >= list.size()
                    ? new Undefined("the list has " + list.size() + " items, there is no item " + index, null)
                    : frame.realise(list.get((int) at));
        }
        String text = target instanceof Secret s ? s.reveal() : (String) target;
        int length = text.codePointCount(0, text.length());
        long at = index < 0 ? index + length : index;
        if (at < 0 || at >= length) {
            return new Undefined("the string has no character " + index, null);
        }
        String found = Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) at)));
        return target instanceof Secret ? Secret.of(found) : found;
    }

    private static Collection<String> keys(Map<?, ?> map) {
        Set<String> out = new TreeSet<>();
        map.keySet().stream().limit(1000).forEach(key -> {
            if (key instanceof String s) {
                out.add(s);
            }
        });
        return out;
    }

    private static Undefined missing(String name, Collection<String> known) {
        String hint = NearestName.of(name, known)
                .map(near -> "did you mean `" + near + "`?")
                .orElseGet(() -> known.isEmpty()
                        ? "the dict is empty"
                        : "the keys are: "
                                + String.join(", ", known.stream().limit(20).toList()));
        return new Undefined(
                "the dict has no key `" + (name.length() > 80 ? name.substring(0, 80) + "..." : name) + "`", hint);
    }

    static Object slice(@Nullable Object target, @Nullable Object start, @Nullable Object stop, @Nullable Object step) {
        if (target instanceof Secret s) {
            return Secret.of((String) slice(s.reveal(), start, stop, step));
        }
        List<?> items;
        if (target instanceof String text) {
            items = Python.iterate(text, "a slice");
        } else if (target instanceof List<?> list) {
            items = list;
        } else {
            throw Problem.of("a slice needs a list or a string, but got " + Python.type(target));
        }
        long stride = step == null ? 1 : whole(step);
        if (stride == 0) {
            throw Problem.of("the step of a slice cannot be 0");
        }
        int size = items.size();
        long low = stride > 0 ? 0 : -1;
        long high = stride > 0 ? size : size - 1;
        long from = start == null ? (stride > 0 ? low : high) : clamp(whole(start), size, low, high);
        long to = stop == null ? (stride > 0 ? high : low) : clamp(whole(stop), size, low, high);
        List<@Nullable Object> out = new ArrayList<>();
        for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
            out.add(items.get((int) i));
        }
        if (target instanceof String) {
            StringBuilder text = new StringBuilder();
            out.forEach(text::append);
            return text.toString();
        }
        return target instanceof PyTuple ? new PyTuple(out) : out;
    }

    private static long clamp(long index, int size, long low, long high) {
        long at = index < 0 ? index + size : index;
        return Math.max(low, Math.min(high, at));
    }

    private static long whole(Object value) {
        if (!Python.isInteger(value)) {
            throw Problem.of("a slice needs whole numbers, but got " + Python.type(value));
        }
        java.math.BigInteger number = Python.big(value);
        return number.bitLength() > 40 ? number.signum() * (1L << 40) : number.longValue();
    }
}
