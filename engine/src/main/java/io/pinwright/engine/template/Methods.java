package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Methods of Python's strings, lists and dicts that change nothing; those that change their owner are refused. */
final class Methods {

    private static final TreeSet<String> KNOWN = new TreeSet<>(List.of(
            "upper",
            "lower",
            "capitalize",
            "title",
            "swapcase",
            "strip",
            "lstrip",
            "rstrip",
            "startswith",
            "endswith",
            "split",
            "rsplit",
            "splitlines",
            "join",
            "replace",
            "find",
            "rfind",
            "index",
            "count",
            "isdigit",
            "isalpha",
            "isalnum",
            "isupper",
            "islower",
            "isspace",
            "zfill",
            "ljust",
            "rjust",
            "center",
            "format",
            "partition",
            "rpartition",
            "removeprefix",
            "removesuffix",
            "items",
            "keys",
            "values",
            "get",
            "copy",
            "cycle",
            "changed"));
    private static final TreeSet<String> CHANGING = new TreeSet<>(List.of(
            "append",
            "extend",
            "insert",
            "pop",
            "remove",
            "clear",
            "sort",
            "reverse",
            "update",
            "setdefault",
            "popitem"));

    private Methods() {}

    static void check(String name) {
        if (CHANGING.contains(name)) {
            throw Problem.of("the method `" + name + "` changes its owner, which templates may not")
                    .fix(
                            "make a new value: `list + [x]`, `dict | combine({...})`, or use `namespace()` for counting in loops");
        }
        if (!KNOWN.contains(name)) {
            throw Checks.unknown("method", name, KNOWN);
        }
    }

    static @Nullable Object call(@Nullable Object owner, String name, Args args) {
        if (owner instanceof Secret || args.hasSecret() && owner instanceof String) {
            try {
                return Taint.wrap(call(Taint.reveal(owner), name, args.revealed()), args.user());
            } catch (Problem problem) {
                throw Problem.of(args.user() + " does not work on this secret");
            }
        }
        check(name);
        Object result = null;
        boolean done = false;
        if (owner instanceof String text) {
            result = StringMethods.call(text, name, args);
            done = result != StringMethods.NONE;
        } else if (owner instanceof Map<?, ?> map) {
            switch (name) {
                case "items":
                    args.names();
                    List<@Nullable Object> items = new ArrayList<>();
                    map.forEach((key, value) -> items.add(new PyTuple(java.util.Arrays.asList(key, value))));
                    return new PyView(items);
                case "keys":
                    args.names();
                    return new PyView(new ArrayList<>(map.keySet()));
                case "values":
                    args.names();
                    return new PyView(new ArrayList<>(map.values()));
                case "get":
                    Object key = Python.key(args.need(0, "key"), map);
                    return map.containsKey(key) ? map.get(key) : args.get(1, "default", null);
                case "copy":
                    return map;
                default:
            }
        } else if (owner instanceof List<?> list) {
            switch (name) {
                case "index": {
                    Object wanted = args.need(0, "value");
                    for (int i = 0; i < list.size(); i++) {
                        if (Python.equal(list.get(i), wanted)) {
                            return (long) i;
                        }
                    }
                    throw Problem.of("the list has no such item, so `index` finds nothing");
                }
                case "count": {
                    Object wanted = args.need(0, "value");
                    return list.stream()
                            .filter(item -> Python.equal(item, wanted))
                            .count();
                }
                case "copy":
                    return list;
                default:
            }
        }
        if (done) {
            return result;
        }
        throw Problem.of(Python.type(owner) + " has no method `" + name + "`")
                .fix(Python.isNumber(owner) ? "make a text of it first: `| string`" : "use a filter instead");
    }

    static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        String rest = text.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
        if (Character.toTitleCase(first) != first) {
            return Character.toString(Character.toTitleCase(first)) + rest;
        }
        String upper = Character.toString(first).toUpperCase(Locale.ROOT);
        int head = upper.offsetByCodePoints(0, 1);
        return upper.substring(0, head) + upper.substring(head).toLowerCase(Locale.ROOT) + rest;
    }
}
