package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters on lists. */
final class ListFilters {

    private ListFilters() {}

    static void register(Map<String, Filter> table) {
        Filter length = (v, a) -> {
            a.names();
            if (v instanceof String s) {
                return (long) s.codePointCount(0, s.length());
            }
            if (v instanceof List<?> list) {
                return (long) list.size();
            }
            if (v instanceof Map<?, ?> map) {
                return (long) map.size();
            }
            throw Problem.of(a.user() + " needs a list, a dict or a string, but got " + Python.type(v));
        };
        table.put("length", length);
        table.put("count", length);
        table.put("first", (v, a) -> end(items(v, a.names()), 0));
        table.put("last", (v, a) -> {
            List<@Nullable Object> items = items(v, a.names());
            return end(items, items.size() - 1);
        });
        table.put("list", (v, a) -> items(v, a.names()));
        table.put("reverse", (v, a) -> {
            a.names();
            if (v instanceof String s) {
                return new StringBuilder(s).reverse().toString();
            }
            List<@Nullable Object> out = items(v, a);
            Collections.reverse(out);
            return out;
        });
        table.put("sum", (v, a) -> {
            a.names("attribute", "start");
            Object total = a.get(1, "start", 0L);
            Object attribute = a.get(0, "attribute", null);
            for (Object item : items(v, a)) {
                total = Operators.apply(
                        "+", total, attribute == null ? item : SelectFilters.attribute(item, attribute, a));
            }
            return total;
        });
        table.put("min", (v, a) -> extreme(v, a, -1));
        table.put("max", (v, a) -> extreme(v, a, 1));
        table.put("flatten", (v, a) -> {
            a.names("levels", "skip_nulls");
            Object levels = a.get(0, "levels", null);
            List<@Nullable Object> out = new ArrayList<>();
            flatten(
                    items(v, a),
                    levels == null ? Integer.MAX_VALUE : a.number(0, "levels"),
                    a.flag(1, "skip_nulls", true),
                    out);
            return out;
        });
        table.put("zip", (v, a) -> zip(v, a, false));
        table.put("zip_longest", (v, a) -> zip(v, a, true));
        table.put("product", ListFilters::product);
        table.put("batch", (v, a) -> {
            a.names("linecount", "fill_with");
            int size = a.number(0, "linecount");
            if (size < 1) {
                throw Problem.of(a.user() + " needs a count of at least 1");
            }
            Object fill = a.get(1, "fill_with", null);
            List<@Nullable Object> out = new ArrayList<>();
            List<@Nullable Object> items = items(v, a);
            for (int i = 0; i < items.size(); i += size) {
                List<@Nullable Object> one = new ArrayList<>(items.subList(i, Math.min(items.size(), i + size)));
                while (fill != null && one.size() < size) {
                    one.add(fill);
                }
                out.add(one);
            }
            return out;
        });
        table.put("slice", (v, a) -> {
            a.names("slices", "fill_with");
            int count = a.number(0, "slices");
            if (count < 1) {
                throw Problem.of(a.user() + " needs a count of at least 1");
            }
            Object fill = a.get(1, "fill_with", null);
            List<@Nullable Object> items = items(v, a);
            List<@Nullable Object> out = new ArrayList<>();
            int size = items.size() / count;
            int more = items.size() % count;
            int from = 0;
            for (int i = 0; i < count; i++) {
                int to = from + size + (i < more ? 1 : 0);
                List<@Nullable Object> one = new ArrayList<>(items.subList(from, to));
                if (fill != null && i >= more) {
                    one.add(fill);
                }
                out.add(one);
                from = to;
            }
            return out;
        });
        table.put("union", (v, a) -> {
            List<@Nullable Object> out = items(v, a.names("other"));
            out.addAll(Python.iterate(a.need(0, "other"), a.user()));
            return unique(out);
        });
        table.put("intersect", (v, a) -> {
            List<@Nullable Object> other = Python.iterate(a.names("other").need(0, "other"), a.user());
            return unique(items(v, a).stream()
                    .filter(item -> Python.contains(other, item))
                    .toList());
        });
        table.put("difference", (v, a) -> {
            List<@Nullable Object> other = Python.iterate(a.names("other").need(0, "other"), a.user());
            return unique(items(v, a).stream()
                    .filter(item -> !Python.contains(other, item))
                    .toList());
        });
        table.put("symmetric_difference", (v, a) -> {
            List<@Nullable Object> mine = items(v, a.names("other"));
            List<@Nullable Object> other = Python.iterate(a.need(0, "other"), a.user());
            List<@Nullable Object> out = new ArrayList<>(mine);
            out.addAll(other);
            return unique(out.stream()
                    .filter(item -> !Python.contains(mine, item) || !Python.contains(other, item))
                    .toList());
        });
    }

    private static List<@Nullable Object> items(@Nullable Object value, Args args) {
        return Python.iterate(value, args.user());
    }

    private static @Nullable Object end(List<@Nullable Object> items, int index) {
        return items.isEmpty()
                ? new Undefined(
                        "the list is empty and has no " + (index == 0 ? "first" : "last") + " item",
                        "write `| default(...)`")
                : items.get(index);
    }

    private static List<@Nullable Object> unique(List<? extends @Nullable Object> items) {
        List<@Nullable Object> out = new ArrayList<>();
        java.util.Set<Object> seen = new java.util.HashSet<>();
        for (Object item : items) {
            if (item instanceof String) {
                if (seen.add(item)) {
                    out.add(item);
                }
            } else if (!Python.contains(out, item)) {
                out.add(item);
            }
        }
        return out;
    }

    private static @Nullable Object extreme(@Nullable Object value, Args args, int wanted) {
        args.names("case_sensitive", "attribute");
        boolean sensitive = args.flag(0, "case_sensitive", false);
        Object attribute = args.get(1, "attribute", null);
        Object best = null;
        Object bestKey = null;
        boolean first = true;
        for (Object item : items(value, args)) {
            Object key = SelectFilters.key(item, attribute, sensitive, args);
            if (first || Python.order(key, bestKey, wanted < 0 ? "<" : ">") * wanted > 0) {
                best = item;
                bestKey = key;
            }
            first = false;
        }
        return first
                ? new Undefined("the list is empty and has no least or greatest item", "write `| default(...)`")
                : best;
    }

    private static void flatten(
            List<@Nullable Object> items, int levels, boolean skipNulls, List<@Nullable Object> out) {
        for (Object item : items) {
            if (skipNulls && (item == null || "None".equals(item) || "null".equals(item))) {
                continue;
            }
            if (item instanceof List<?> list) {
                if (levels > 0) {
                    flatten(new ArrayList<>(list), levels - 1, skipNulls, out);
                    continue;
                }
            }
            out.add(item);
        }
        Operators.limited(out);
    }

    private static List<@Nullable Object> zip(@Nullable Object value, Args args, boolean longest) {
        List<List<@Nullable Object>> columns = new ArrayList<>(List.of(items(value, args)));
        for (int i = 0; i < args.positional().size(); i++) {
            columns.add(Python.iterate(args.get(i, "", null), args.user()));
        }
        for (String name : args.named().keySet()) {
            if (!longest || !name.equals("fillvalue")) {
                throw Problem.of(args.user() + " has no argument `" + name + "`");
            }
        }
        Object fill = args.named().get("fillvalue");
        var sizes = columns.stream().mapToInt(List::size);
        int size = longest ? sizes.max().orElse(0) : sizes.min().orElse(0);
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (List<@Nullable Object> column : columns) {
                row.add(i < column.size() ? column.get(i) : fill);
            }
            out.add(new PyTuple(row));
        }
        return out;
    }

    private static List<@Nullable Object> product(@Nullable Object value, Args args) {
        if (!args.named().isEmpty()) {
            throw Problem.of(args.user() + " with `repeat` is not supported");
        }
        List<List<@Nullable Object>> columns = new ArrayList<>(List.of(items(value, args)));
        for (int i = 0; i < args.positional().size(); i++) {
            columns.add(Python.iterate(args.get(i, "", null), args.user()));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>(List.of(List.of()));
        for (List<@Nullable Object> column : columns) {
            if ((long) rows.size() * column.size() > 100_000) {
                throw Problem.of(args.user() + " gives more than 100000 items");
            }
            List<List<@Nullable Object>> next = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                for (Object item : column) {
                    List<@Nullable Object> longer = new ArrayList<>(row);
                    longer.add(item);
                    next.add(longer);
                }
            }
            rows = next;
        }
        return new ArrayList<>(rows.stream().map(PyTuple::new).toList());
    }
}
