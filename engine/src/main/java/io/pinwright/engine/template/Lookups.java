package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code lookup(plugin, terms...)} and {@code query(...)}, which differ in what they give: a joined text, or a list. */
final class Lookups {

    private static final TreeSet<String> KNOWN =
            new TreeSet<>(List.of("file", "env", "fileglob", "vars", "dict", "items", "list"));

    private Lookups() {}

    static @Nullable Object call(Args args, boolean query) {
        String name = args.text(0, "plugin").replaceFirst("^ansible\\.builtin\\.", "");
        List<@Nullable Object> terms = new ArrayList<>();
        for (Object term : args.positional().subList(1, args.positional().size())) {
            if (term instanceof Undefined u) {
                throw u.problem();
            }
            terms.add(term);
        }
        boolean wantList = query;
        for (Map.Entry<String, @Nullable Object> option : args.named().entrySet()) {
            if (option.getKey().equals("wantlist")) {
                wantList = Python.truth(option.getValue());
            } else if (!(name.equals("vars") || name.equals("env"))
                    || !option.getKey().equals("default")) {
                throw Problem.of("lookup `" + name + "`: the option `" + option.getKey() + "` is not supported");
            }
        }
        List<@Nullable Object> found = run(name, terms, args);
        if (wantList) {
            return found;
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.stream().allMatch(one -> one instanceof String)) {
            return String.join(",", found.stream().map(String::valueOf).toList());
        }
        return found;
    }

    private static List<@Nullable Object> run(String name, List<@Nullable Object> terms, Args args) {
        List<@Nullable Object> out = new ArrayList<>();
        LookupFiles files = args.frame().evaluation.templates.lookups;
        switch (name) {
            case "file":
                for (Object term : terms) {
                    String path = word(term);
                    out.add(files.file(path)
                            .orElseThrow(() -> Problem.of("lookup `file`: there is no file `" + path + "`"))
                            .stripTrailing());
                }
                return out;
            case "env":
                for (Object term : terms) {
                    out.add(files.environment(word(term))
                            .map(value -> (Object) value)
                            .orElse(
                                    args.named().containsKey("default")
                                            ? args.named().get("default")
                                            : ""));
                }
                return out;
            case "fileglob":
                terms.forEach(term -> out.addAll(files.glob(word(term))));
                return out;
            case "vars":
                for (Object term : terms) {
                    Object value = args.frame().settle(args.frame().lookup(word(term)));
                    if (value instanceof Undefined u) {
                        if (!args.named().containsKey("default")) {
                            throw u.problem();
                        }
                        value = args.named().get("default");
                    }
                    out.add(value);
                }
                return out;
            case "dict":
                for (Object term : terms) {
                    if (!(term instanceof Map<?, ?> map)) {
                        throw Problem.of("lookup `dict` needs a dict");
                    }
                    map.forEach((key, value) -> {
                        Map<Object, @Nullable Object> item = new LinkedHashMap<>();
                        item.put("key", key);
                        item.put("value", value);
                        out.add(item);
                    });
                }
                return out;
            case "items":
                for (Object term : terms) {
                    if (term instanceof List<?> list) {
                        out.addAll(list);
                    } else {
                        out.add(term);
                    }
                }
                return out;
            case "list":
                return terms;
            default:
                throw Problem.of("the lookup `" + name + "` is not supported")
                        .fix("these are: " + String.join(", ", KNOWN));
        }
    }

    private static String word(@Nullable Object term) {
        if (term instanceof String s) {
            return s;
        }
        throw Problem.of("a lookup needs a string, but got " + Python.type(term));
    }
}
