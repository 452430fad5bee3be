package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Global functions: range, dict, namespace, lookup, query. */
final class Functions {

    private static final Set<String> KNOWN =
            new TreeSet<>(Set.of("range", "dict", "namespace", "lookup", "query", "q"));
    private static final Set<String> REFUSED = Set.of("now", "undef", "cycler", "joiner", "lipsum");

    private Functions() {}

    static boolean knows(String name) {
        return KNOWN.contains(name) || REFUSED.contains(name);
    }

    static void check(String name) {
        if (REFUSED.contains(name)) {
            throw Problem.of("the function `" + name + "` is not supported")
                    .fix(
                            name.equals("now")
                                    ? "give the time as a variable, so that two runs agree"
                                    : "write it without");
        }
        if (!KNOWN.contains(name)) {
            throw Checks.unknown("function", name, KNOWN);
        }
    }

    static @Nullable Object call(String name, Args args) {
        check(name);
        return switch (name) {
            case "range" -> range(args.names("start", "stop", "step"));
            case "dict" -> dict(args);
            case "namespace" -> new Namespace(dict(args));
            case "lookup" -> Lookups.call(args, false);
            default -> Lookups.call(args, true);
        };
    }

    private static List<@Nullable Object> range(Args args) {
        if (args.positional().isEmpty()) {
            throw Problem.of("`range` needs a number");
        }
        long start = args.positional().size() > 1 ? args.number(0, "start") : 0;
        long stop = args.positional().size() > 1 ? args.number(1, "stop") : args.number(0, "start");
        long step = args.number(2, "step", 1);
        if (step == 0) {
            throw Problem.of("the step of `range` cannot be 0");
        }
        long count = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
        if (count > 100_000) {
            throw Problem.of("`range` gives more than 100000 numbers");
        }
        List<@Nullable Object> out = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            out.add(i);
        }
        return new PyView(out);
    }

    private static Map<@Nullable Object, @Nullable Object> dict(Args args) {
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        if (args.positional().size() > 1) {
            throw Problem.of(args.user() + " takes at most one value without a name");
        }
        if (args.positional().size() == 1) {
            Object first = args.need(0, "values");
            if (first instanceof Map<?, ?> map) {
                out.putAll(map);
            } else {
                for (Object pair : Python.iterate(first, args.user())) {
                    List<@Nullable Object> two = Python.iterate(pair, args.user());
                    if (two.size() != 2) {
                        throw Problem.of(args.user() + " needs pairs of key and value");
                    }
                    out.put(Python.key(two.get(0)), two.get(1));
                }
            }
        }
        args.named().forEach((key, value) -> {
            if (value instanceof Undefined u) {
                throw u.problem();
            }
            out.put(key, value);
        });
        return out;
    }
}
