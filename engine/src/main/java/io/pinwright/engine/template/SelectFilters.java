package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that pick, order and group by attributes and tests: map, select, sort, unique, groupby. */
final class SelectFilters {

    private SelectFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("map", SelectFilters::map);
        table.put("select", (v, a) -> pick(v, a, false, true));
        table.put("reject", (v, a) -> pick(v, a, false, false));
        table.put("selectattr", (v, a) -> pick(v, a, true, true));
        table.put("rejectattr", (v, a) -> pick(v, a, true, false));
        table.put("sort", (v, a) -> {
            a.names("reverse", "case_sensitive", "attribute");
            boolean reverse = a.flag(0, "reverse", false);
            boolean sensitive = a.flag(1, "case_sensitive", false);
            Object attribute = a.get(2, "attribute", null);
            return sorted(Python.iterate(v, a.user()), attribute, sensitive, reverse, a);
        });
        table.put("unique", (v, a) -> {
            a.names("case_sensitive", "attribute");
            boolean sensitive = Boolean.TRUE.equals(a.get(0, "case_sensitive", null));
            Object attribute = a.get(1, "attribute", null);
            List<@Nullable Object> seen = new ArrayList<>();
            List<@Nullable Object> out = new ArrayList<>();
            for (Object item : Python.iterate(v, a.user())) {
                Object key = key(item, attribute, sensitive, a);
                if (!Python.contains(seen, key)) {
                    seen.add(key);
                    out.add(item);
                }
            }
            return out;
        });
        table.put("groupby", SelectFilters::groups);
        table.put("dictsort", (v, a) -> {
            a.names("case_sensitive", "by", "reverse");
            if (!(v instanceof Map<?, ?> map)) {
                throw Problem.of(a.user() + " needs a dict, but got " + Python.type(v));
            }
            String by = a.text(1, "by", "key");
            if (!by.equals("key") && !by.equals("value")) {
                throw Problem.of(a.user() + " sorts by key or by value");
            }
            List<@Nullable Object> pairs = new ArrayList<>();
            map.forEach((key, value) -> pairs.add(new PyTuple(java.util.Arrays.asList(key, value))));
            return sorted(
                    pairs,
                    by.equals("key") ? 0L : 1L,
                    a.flag(0, "case_sensitive", false),
                    a.flag(2, "reverse", false),
                    a);
        });
    }

    /** The attribute of an item by a dotted path, where a number is an index. */
    static @Nullable Object attribute(@Nullable Object item, @Nullable Object path, Args args) {
        if (!(path instanceof String text)) {
            return args.frame().settle(Access.item(item, path, args.frame()));
        }
        Object value = item;
        for (String part : text.split("\\.", -1)) {
            Object key = part.matches("\\d{1,9}") ? (Object) Long.valueOf(part) : part;
            if (value instanceof Undefined) {
                return value;
            }
            value = args.frame().settle(Access.item(value, key, args.frame()));
        }
        return value;
    }

    /** What an item is compared by. */
    static @Nullable Object key(@Nullable Object item, @Nullable Object attribute, boolean sensitive, Args args) {
        Object key = attribute == null ? item : attribute(item, attribute, args);
        if (key instanceof Undefined u) {
            throw u.problem();
        }
        return !sensitive && key instanceof String s ? s.toLowerCase(Locale.ROOT) : key;
    }

    private static List<@Nullable Object> sorted(
            List<@Nullable Object> items, @Nullable Object attribute, boolean sensitive, boolean reverse, Args args) {
        if (attribute instanceof String text && text.contains(",")) {
            List<@Nullable Object> out = items;
            String[] parts = text.split(",");
            for (int i = parts.length - 1; i >= 0; i--) {
                out = sorted(out, parts[i], sensitive, reverse, args);
            }
            return out;
        }
        record Keyed(@Nullable Object key, @Nullable Object item) {}
        List<Keyed> keyed = new ArrayList<>();
        items.forEach(item -> keyed.add(new Keyed(key(item, attribute, sensitive, args), item)));
        keyed.sort((a, b) -> {
            args.frame().step();
            int order = Python.order(a.key(), b.key(), "sort");
            return reverse ? -order : order;
        });
        List<@Nullable Object> out = new ArrayList<>();
        keyed.forEach(one -> out.add(one.item()));
        return out;
    }

    private static @Nullable Object map(@Nullable Object value, Args args) {
        List<@Nullable Object> out = new ArrayList<>();
        List<@Nullable Object> items = Python.iterate(value, args.user());
        if (args.positional().isEmpty()) {
            for (String name : args.named().keySet()) {
                if (!name.equals("attribute") && !name.equals("default")) {
                    throw Problem.of(args.user() + " has no argument `" + name + "`");
                }
            }
            Object path = args.need(Integer.MAX_VALUE, "attribute");
            for (Object item : items) {
                args.frame().step();
                Object found = attribute(item, path, args);
                if (found instanceof Undefined u) {
                    if (!args.named().containsKey("default")) {
                        throw u.problem();
                    }
                    found = args.named().get("default");
                }
                out.add(found);
            }
            return out;
        }
        String name = args.text(0, "filter");
        Filter filter = Filters.get(name);
        Args rest = rest(args, 1, "filter `" + name + "`");
        for (Object item : items) {
            args.frame().step();
            Object result = Filters.apply(name, filter, item, rest);
            if (result instanceof Undefined u) {
                throw u.problem();
            }
            out.add(result);
        }
        return out;
    }

    private static Args rest(Args args, int from, String user) {
        return new Args(
                user,
                args.positional()
                        .subList(
                                Math.min(from, args.positional().size()),
                                args.positional().size()),
                args.named(),
                args.frame());
    }

    private static Object pick(@Nullable Object value, Args args, boolean byAttribute, boolean wanted) {
        int next = byAttribute ? 1 : 0;
        Object path = byAttribute ? args.need(0, "attribute") : null;
        String test = args.positional().size() > next ? args.text(next, "test") : null;
        if (test != null) {
            Tests.check(test);
        }
        Args rest = rest(args, next + 1, "test `" + test + "`");
        List<@Nullable Object> out = new ArrayList<>();
        for (Object item : Python.iterate(value, args.user())) {
            args.frame().step();
            Object subject = byAttribute ? attribute(item, path, args) : item;
            boolean holds;
            if ("defined".equals(test) || "undefined".equals(test)) {
                holds = subject instanceof Undefined == test.equals("undefined");
            } else if (subject instanceof Undefined u) {
                throw u.problem();
            } else {
                holds = test == null ? Python.truth(subject) : Tests.apply(test, subject, rest);
            }
            if (holds == wanted) {
                out.add(item);
            }
        }
        return out;
    }

    private static Object groups(@Nullable Object value, Args args) {
        args.names("attribute", "default", "case_sensitive");
        Object path = args.need(0, "attribute");
        boolean sensitive = args.flag(2, "case_sensitive", false);
        record Keyed(
                @Nullable Object key,
                @Nullable Object shown,
                @Nullable Object item) {}
        List<Keyed> keyed = new ArrayList<>();
        for (Object item : Python.iterate(value, args.user())) {
            Object found = attribute(item, path, args);
            if (found instanceof Undefined u) {
                if (!args.has(1, "default")) {
                    throw u.problem();
                }
                found = args.get(1, "default", null);
            }
            keyed.add(new Keyed(
                    !sensitive && found instanceof String s ? s.toLowerCase(Locale.ROOT) : found, found, item));
        }
        keyed.sort((a, b) -> Python.order(a.key(), b.key(), "groupby"));
        List<@Nullable Object> group = new ArrayList<>();
        List<@Nullable Object> result = new ArrayList<>();
        for (int i = 0; i < keyed.size(); i++) {
            if (i == 0 || !Python.equal(keyed.get(i).key(), keyed.get(i - 1).key())) {
                group = new ArrayList<>();
                result.add(
                        new PyTuple(java.util.Arrays.asList(keyed.get(i).shown(), group), List.of("grouper", "list")));
            }
            group.add(keyed.get(i).item());
        }
        return result;
    }
}
