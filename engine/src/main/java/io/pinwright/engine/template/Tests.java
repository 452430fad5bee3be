package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table of tests behind {@code is}: Jinja2's and Ansible's names. */
final class Tests {

    /** What a test says of a value. */
    @FunctionalInterface
    interface Check {
        boolean holds(@Nullable Object value, Args args);
    }

    private static final Map<String, String> REFUSED = new HashMap<>();
    private static final Map<String, Check> TABLE = table();

    private Tests() {}

    static {
        for (String name : List.of(
                "exists",
                "file",
                "directory",
                "link",
                "link_exists",
                "abs",
                "same_file",
                "mount",
                "is_file",
                "is_dir",
                "is_link",
                "is_abs",
                "is_mount")) {
            REFUSED.put(name, "it looks at files of the controller; use the module `stat` for files of the host");
        }
        for (String name : List.of(
                "filter",
                "test",
                "escaped",
                "callable",
                "vault_encrypted",
                "vaulted_file",
                "uri",
                "url",
                "urn",
                "started",
                "finished",
                "timedout")) {
            REFUSED.put(name, "it is not part of this version");
        }
    }

    private static Map<String, Check> table() {
        Map<String, Check> out = new TreeMap<>();
        both(out, (v, a) -> Python.equal(v, a.need(0, "other")), "==", "eq", "equalto");
        both(out, (v, a) -> !Python.equal(v, a.need(0, "other")), "!=", "ne");
        both(out, (v, a) -> Python.order(v, a.need(0, "other"), "<") < 0, "<", "lt", "lessthan");
        both(out, (v, a) -> Python.order(v, a.need(0, "other"), "<=") <= 0, "<=", "le");
        both(out, (v, a) -> Python.order(v, a.need(0, "other"), ">") > 0, ">", "gt", "greaterthan");
        both(out, (v, a) -> Python.order(v, a.need(0, "other"), ">=") >= 0, ">=", "ge");
        both(out, (v, a) -> Python.contains(a.need(0, "container"), v), "in");
        both(out, (v, a) -> Python.contains(v, a.need(0, "item")), "contains");
        both(out, (v, a) -> v == null, "none");
        both(out, (v, a) -> v instanceof Boolean, "boolean");
        both(out, (v, a) -> Boolean.TRUE.equals(v), "true");
        both(out, (v, a) -> Boolean.FALSE.equals(v), "false");
        both(out, (v, a) -> Python.isInteger(v) && !(v instanceof Boolean), "integer");
        both(out, (v, a) -> v instanceof Double, "float");
        both(out, (v, a) -> Python.isNumber(v), "number");
        both(out, (v, a) -> v instanceof String || v instanceof Secret, "string");
        both(out, (v, a) -> v instanceof Map<?, ?>, "mapping");
        both(
                out,
                (v, a) -> v instanceof String || v instanceof Secret || v instanceof List<?> || v instanceof Map<?, ?>,
                "sequence",
                "iterable");
        both(out, (v, a) -> integer(v, a).testBit(0), "odd");
        both(out, (v, a) -> !integer(v, a).testBit(0), "even");
        both(
                out,
                (v, a) -> {
                    Object by = a.need(0, "num");
                    return Python.equal(Operators.apply("%", v, by), 0L);
                },
                "divisibleby");
        both(
                out,
                (v, a) -> v instanceof String s && cased(s) && s.equals(s.toUpperCase(java.util.Locale.ROOT)),
                "upper");
        both(
                out,
                (v, a) -> v instanceof String s && cased(s) && s.equals(s.toLowerCase(java.util.Locale.ROOT)),
                "lower");
        both(
                out,
                (v, a) -> {
                    Object other = a.need(0, "other");
                    if (v == null || v instanceof Boolean || other == null || other instanceof Boolean) {
                        return java.util.Objects.equals(v, other);
                    }
                    throw Problem.of("`sameas` is supported for true, false and none only")
                            .fix("compare with `==`");
                },
                "sameas");
        both(out, (v, a) -> Python.truth(v) && bool(a, v), "truthy");
        both(out, (v, a) -> !Python.truth(v) && bool(a, v), "falsy");
        both(out, (v, a) -> all(v, a), "all");
        both(out, (v, a) -> Python.iterate(v, a.user()).stream().anyMatch(Python::truth), "any");
        both(out, (v, a) -> subset(v, a.need(0, "other"), a), "subset", "issubset");
        both(out, (v, a) -> subset(a.need(0, "other"), v, a), "superset", "issuperset");
        both(out, (v, a) -> v instanceof Double d && d.isNaN(), "nan", "isnan");
        both(out, (v, a) -> result(v, "failed", a), "failed", "failure");
        both(out, (v, a) -> !result(v, "failed", a), "success", "succeeded", "successful");
        both(out, (v, a) -> result(v, "changed", a), "changed", "change");
        both(out, (v, a) -> result(v, "skipped", a), "skipped", "skip");
        both(out, (v, a) -> result(v, "unreachable", a), "unreachable");
        both(out, (v, a) -> !result(v, "unreachable", a), "reachable");
        both(out, PatternFilters::match, "match");
        both(out, PatternFilters::search, "search");
        both(out, PatternFilters::regex, "regex");
        both(out, Versions::test, "version", "version_compare");
        return out;
    }

    private static void both(Map<String, Check> table, Check check, String... names) {
        for (String name : names) {
            table.put(name, check);
        }
    }

    private static boolean all(@Nullable Object value, Args args) {
        return Python.iterate(value, args.user()).stream().allMatch(Python::truth);
    }

    private static boolean bool(Args args, @Nullable Object value) {
        if (args.flag(0, "convert_bool", false)) {
            throw Problem.of(args.user() + " with `convert_bool` is not supported")
                    .fix("write `| bool`");
        }
        return true;
    }

    private static boolean cased(String text) {
        return !text.toUpperCase(java.util.Locale.ROOT).equals(text.toLowerCase(java.util.Locale.ROOT));
    }

    private static java.math.BigInteger integer(@Nullable Object value, Args args) {
        if (value == null || !Python.isInteger(value)) {
            throw Problem.of(args.user() + " needs a whole number, but got " + Python.type(value));
        }
        return Python.big(value);
    }

    private static boolean subset(@Nullable Object inner, @Nullable Object outer, Args args) {
        List<@Nullable Object> all = Python.iterate(outer, args.user());
        return Python.iterate(inner, args.user()).stream().allMatch(item -> Python.contains(all, item));
    }

    private static boolean result(@Nullable Object value, String field, Args args) {
        if (!(value instanceof Map<?, ?> map)) {
            throw Problem.of(args.user() + " needs the result of a task, but got " + Python.type(value))
                    .fix("name a variable that a task registered");
        }
        if (field.equals("changed") && !map.containsKey("changed") && map.get("results") instanceof List<?> results) {
            return results.stream().anyMatch(one -> one instanceof Map<?, ?> m && Python.truth(m.get("changed")));
        }
        return Python.truth(map.get(field));
    }

    static void check(String written) {
        if (written.equals("defined") || written.equals("undefined")) {
            return;
        }
        find(written);
    }

    private static Check find(String written) {
        String name = written.replaceFirst("^ansible\\.builtin\\.", "");
        Check check = TABLE.get(name);
        if (check == null) {
            String why = REFUSED.get(name);
            if (why != null) {
                throw Problem.of("the test `" + name + "` is not supported").fix(why);
            }
            throw Checks.unknown("test", written, TABLE.keySet());
        }
        return check;
    }

    static Set<String> names() {
        return TABLE.keySet();
    }

    static boolean apply(String name, @Nullable Object value, Args args) {
        return find(name)
                .holds(
                        value instanceof Secret && !name.equals("string") ? Taint.reveal(value) : value,
                        args.hasSecret() ? args.revealed() : args);
    }
}
