package io.pinwright.engine.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that read and write JSON and YAML. */
final class DataFilters {

    private DataFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("to_json", (v, a) -> {
            args(a, "indent", "sort_keys", "ensure_ascii");
            Object indent = a.named().get("indent");
            return Json.print(
                    v,
                    indent == null ? -1 : a.number(99, "indent"),
                    a.flag(99, "sort_keys", false),
                    a.flag(99, "ensure_ascii", true));
        });
        table.put("to_nice_json", (v, a) -> {
            args(a, "indent", "sort_keys", "ensure_ascii");
            return Json.print(
                    v,
                    a.positional().isEmpty() ? a.number(99, "indent", 4) : a.number(0, "indent"),
                    a.flag(99, "sort_keys", true),
                    a.flag(99, "ensure_ascii", true));
        });
        table.put("from_json", (v, a) -> Json.parse(TextFilters.string(v, a.names()), a));
        table.put("to_yaml", (v, a) -> refusedYaml(a));
        table.put("to_nice_yaml", (v, a) -> refusedYaml(a));
        table.put("from_yaml", (v, a) -> refusedYaml(a));
    }

    private static @Nullable Object refusedYaml(Args args) {
        throw Problem.of(args.user() + " is not supported").fix("write JSON, which is YAML too: `| to_nice_json`");
    }

    private static void args(Args args, String... known) {
        for (String name : args.named().keySet()) {
            if (!java.util.List.of(known).contains(name)) {
                throw Problem.of(args.user() + ": the argument `" + name + "` is not supported");
            }
        }
    }
}
