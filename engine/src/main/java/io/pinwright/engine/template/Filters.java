package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table of filters: Jinja2's and Ansible's names, Ansible's answers. */
final class Filters {

    /** Filters whose result shows nothing of a secret input. */
    private static final Set<String> HARMLESS =
            Set.of("length", "count", "default", "d", "bool", "type_debug", "ternary");

    /** Filters that move the items of lists and dicts without looking into texts: secrets among them stay as they are. */
    private static final Set<String> STRUCTURAL = Set.of(
            "map",
            "select",
            "reject",
            "selectattr",
            "rejectattr",
            "groupby",
            "sort",
            "unique",
            "dictsort",
            "first",
            "last",
            "list",
            "reverse",
            "flatten",
            "zip",
            "zip_longest",
            "product",
            "batch",
            "slice",
            "union",
            "intersect",
            "difference",
            "symmetric_difference",
            "items",
            "dict2items",
            "items2dict",
            "combine",
            "sum",
            "min",
            "max");

    /** Filters of Ansible that are known but not supported, with the reason or the way around. */
    private static final Map<String, String> REFUSED = refused();

    private static final Map<String, Filter> TABLE = table();

    private Filters() {}

    private static Map<String, String> refused() {
        Map<String, String> out = new HashMap<>();
        for (String name : new String[] {
            "ipaddr",
            "ipv4",
            "ipv6",
            "ipsubnet",
            "ipwrap",
            "ipmath",
            "network_in_usable",
            "nthhost",
            "hwaddr",
            "macaddr",
            "cidr_merge"
        }) {
            out.put(name, "addresses are not computed in templates; write them as variables");
        }
        out.put("json_query", "use `map`, `selectattr` and `dict2items` instead");
        out.put("password_hash", "make the hash beforehand and give it as a variable");
        out.put("vault", "encrypt values with the command line");
        out.put("unvault", "give the value as a variable");
        for (String name : new String[] {"random", "shuffle", "random_mac"}) {
            out.put(name, "two runs would differ; write the value as a variable");
        }
        for (String name : new String[] {"strftime", "to_datetime"}) {
            out.put(name, "times are not computed in templates");
        }
        for (String name : new String[] {
            "xmlattr",
            "urlize",
            "striptags",
            "forceescape",
            "safe",
            "escape",
            "e",
            "filesizeformat",
            "human_readable",
            "human_to_bytes",
            "rekey_on_member",
            "win_basename",
            "win_dirname",
            "win_splitdrive",
            "fileglob",
            "expanduser",
            "expandvars",
            "realpath",
            "relpath",
            "commonpath",
            "extract",
            "comment",
            "urlsplit",
            "subelements",
            "lists_mergeby",
            "community.general.json_query",
            "tojson",
            "pprint",
            "to_uuid",
            "root",
            "log",
            "pow",
            "permutations",
            "combinations",
            "from_yaml_all",
            "strftime",
            "checksum"
        }) {
            out.putIfAbsent(
                    name, "it is not part of this version; compute the value another way or give it as a variable");
        }
        return out;
    }

    private static Map<String, Filter> table() {
        Map<String, Filter> out = new TreeMap<>();
        TextFilters.register(out);
        NumberFilters.register(out);
        ListFilters.register(out);
        SelectFilters.register(out);
        DictFilters.register(out);
        PatternFilters.register(out);
        DataFilters.register(out);
        out.keySet().forEach(REFUSED::remove);
        return out;
    }

    static Filter get(String written) {
        String name = written.replaceFirst("^ansible\\.builtin\\.", "");
        Filter filter = TABLE.get(name);
        if (filter == null) {
            String why = REFUSED.get(name.substring(name.lastIndexOf('.') + 1));
            if (why != null) {
                throw Problem.of("the filter `" + name + "` is not supported").fix(why);
            }
            throw Checks.unknown("filter", written, TABLE.keySet());
        }
        return filter;
    }

    static Set<String> names() {
        return TABLE.keySet();
    }

    static @Nullable Object apply(String name, Filter filter, @Nullable Object input, Args args) {
        boolean secret = Taint.has(input) || args.hasSecret();
        if (!secret || !(input instanceof Secret) && STRUCTURAL.contains(name)) {
            return filter.apply(input, args);
        }
        if (HARMLESS.contains(name) || name.equals("first") || name.equals("last") || name.equals("list")) {
            Object shown = input instanceof Secret hidden
                            && (name.equals("length") || name.equals("count") || name.equals("bool"))
                    ? hidden.reveal()
                    : input;
            if (input instanceof Secret && (name.equals("first") || name.equals("last") || name.equals("list"))) {
                return Taint.wrap(filter.apply(Taint.reveal(input), args), args.user());
            }
            return filter.apply(shown, args);
        }
        try {
            return Taint.wrap(filter.apply(Taint.reveal(input), args.revealed()), args.user());
        } catch (Problem problem) {
            if (problem.text().contains("makes a number of a secret")) {
                throw problem;
            }
            throw Problem.of(args.user() + " does not work on this secret value");
        }
    }
}
