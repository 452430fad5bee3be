package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters on dicts. */
final class DictFilters {

    private DictFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("items", (v, a) -> {
            List<@Nullable Object> out = new ArrayList<>();
            dict(v, a.names()).forEach((key, value) -> out.add(new PyTuple(java.util.Arrays.asList(key, value))));
            return out;
        });
        table.put("dict2items", (v, a) -> {
            a.names("key_name", "value_name");
            String key = a.text(0, "key_name", "key");
            String value = a.text(1, "value_name", "value");
            List<@Nullable Object> out = new ArrayList<>();
            dict(v, a).forEach((name, item) -> {
                Map<Object, @Nullable Object> one = new LinkedHashMap<>();
                one.put(key, name);
                one.put(value, item);
                out.add(one);
            });
            return out;
        });
        table.put("items2dict", (v, a) -> {
            a.names("key_name", "value_name");
            String key = a.text(0, "key_name", "key");
            String value = a.text(1, "value_name", "value");
            if (!(v instanceof List<?> list)) {
                throw Problem.of(a.user() + " needs a list, but got " + Python.type(v));
            }
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
            for (Object item : list) {
                Map<?, ?> one = dict(item, a);
                if (!one.containsKey(key) || !one.containsKey(value)) {
                    throw Problem.of(a.user() + " needs `" + key + "` and `" + value + "` in every item");
                }
                out.put(Python.key(one.get(key)), one.get(value));
            }
            return out;
        });
        table.put("combine", DictFilters::combine);
    }

    private static Map<?, ?> dict(@Nullable Object value, Args args) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw Problem.of(args.user() + " needs a dict, but got " + Python.type(value));
    }

    private static Object combine(@Nullable Object value, Args args) {
        for (String name : args.named().keySet()) {
            if (!name.equals("recursive") && !name.equals("list_merge")) {
                throw Problem.of(args.user() + " has no argument `" + name + "`");
            }
        }
        boolean recursive = args.flag(Integer.MAX_VALUE, "recursive", false);
        String lists = args.text(Integer.MAX_VALUE, "list_merge", "replace");
        if (!List.of("replace", "keep", "append", "prepend", "append_rp", "prepend_rp")
                .contains(lists)) {
            throw Problem.of(args.user() + ": `list_merge` is replace, keep, append, prepend, append_rp or prepend_rp");
        }
        List<@Nullable Object> all = new ArrayList<>(java.util.Collections.singletonList(value));
        for (int i = 0; i < args.positional().size(); i++) {
            all.add(args.get(i, "", null));
        }
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        List<@Nullable Object> flat = new ArrayList<>();
        for (Object one : all) {
            if (one instanceof List<?> list) {
                flat.addAll(list);
            } else {
                flat.add(one);
            }
        }
        for (Object one : flat) {
            out = merge(out, dict(one, args), recursive, lists);
        }
        return out;
    }

    private static Map<@Nullable Object, @Nullable Object> merge(
            Map<?, ?> low, Map<?, ?> high, boolean recursive, String lists) {
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>(low);
        high.forEach((key, value) -> {
            Object old = out.get(key);
            if (recursive && old instanceof Map<?, ?> a && value instanceof Map<?, ?> b) {
                out.put(key, merge(a, b, true, lists));
            } else if (old instanceof List<?> a && value instanceof List<?> b) {
                out.put(key, lists(a, b, lists));
            } else {
                out.put(key, value);
            }
        });
        return out;
    }

    private static List<@Nullable Object> lists(List<?> low, List<?> high, String how) {
        List<@Nullable Object> out = new ArrayList<>();
        switch (how) {
            case "keep" -> out.addAll(low);
            case "append" -> {
                out.addAll(low);
                out.addAll(high);
            }
            case "prepend" -> {
                out.addAll(high);
                out.addAll(low);
            }
            case "append_rp" -> {
                low.stream().filter(item -> !Python.contains(high, item)).forEach(out::add);
                out.addAll(high);
            }
            case "prepend_rp" -> {
                out.addAll(high);
                low.stream().filter(item -> !Python.contains(high, item)).forEach(out::add);
            }
            default -> out.addAll(high);
        }
        return out;
    }
}
