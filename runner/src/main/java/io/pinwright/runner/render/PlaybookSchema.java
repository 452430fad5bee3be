package io.pinwright.runner.render;

import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ModuleRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schema (2020-12) of playbooks, made from the modules' specs. */
public final class PlaybookSchema {

    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> TEXTS =
            Map.of("anyOf", List.of(TEXT, Map.of("type", "array", "items", TEXT)));
    private static final Map<String, Object> FLAG = Map.of("type", List.of("boolean", "string"));
    private static final Map<String, Object> CONDITION =
            Map.of("anyOf", List.of(TEXT, Map.of("type", "boolean"), Map.of("type", "array")));

    /** A number of hosts, a percentage, or a template. */
    private static final Map<String, Object> BATCH = Map.of(
            "anyOf",
            List.of(Map.of("type", "integer", "minimum", 0), Map.of("type", "string", "pattern", "^[0-9]+%?$|\\{\\{")));

    private static final Map<String, Object> PERCENTAGE =
            Map.of("anyOf", List.of(Map.of("type", "number", "minimum", 0, "maximum", 100), Map.of("type", "string")));

    private PlaybookSchema() {}

    public static Map<String, Object> of(ModuleRegistry modules) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Pinwright playbook");
        schema.put("type", "array");
        schema.put("items", Map.of("$ref", "#/$defs/play"));
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put("play", play());
        definitions.put("task", task(modules));
        schema.put("$defs", definitions);
        return schema;
    }

    private static Map<String, Object> play() {
        Map<String, Object> tasks = Map.of("type", "array", "items", Map.of("$ref", "#/$defs/task"));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("hosts", TEXTS);
        properties.put("vars", Map.of("type", "object"));
        properties.put("vars_files", TEXTS);
        properties.put("gather_facts", FLAG);
        properties.put("serial", Map.of("anyOf", List.of(BATCH, Map.of("type", "array", "items", BATCH))));
        properties.put("max_fail_percentage", PERCENTAGE);
        for (String key : List.of("pre_tasks", "tasks", "post_tasks", "handlers")) {
            properties.put(key, tasks);
        }
        keywords(properties);
        Map<String, Object> play = new LinkedHashMap<>();
        play.put("type", "object");
        play.put("required", List.of("hosts"));
        play.put("properties", properties);
        return play;
    }

    private static Map<String, Object> task(ModuleRegistry modules) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keywords(properties);
        properties.put("when", CONDITION);
        properties.put("loop", Map.of());
        properties.put("loop_control", Map.of("type", "object"));
        properties.put("register", TEXT);
        properties.put("notify", TEXTS);
        properties.put("listen", TEXTS);
        properties.put("vars", Map.of("type", "object"));
        properties.put("changed_when", CONDITION);
        properties.put("failed_when", CONDITION);
        properties.put("args", Map.of("type", "object"));
        for (AnyModule<?> module : modules.modules()) {
            Map<String, Object> arguments = new LinkedHashMap<>(module.spec().schema());
            arguments.put("description", module.spec().summary());
            properties.put(
                    module.spec().name(),
                    module.spec().freeForm() == null ? arguments : Map.of("anyOf", List.of(TEXT, arguments)));
        }
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "object");
        task.put("properties", properties);
        return task;
    }

    private static void keywords(Map<String, Object> properties) {
        properties.put("name", TEXT);
        properties.put("tags", TEXTS);
        properties.put("become", FLAG);
        properties.put("become_user", TEXT);
        properties.put("become_method", Map.of("enum", List.of("sudo", "su")));
        properties.put("environment", Map.of());
        properties.put("check_mode", FLAG);
        properties.put("diff", FLAG);
        properties.put("ignore_errors", FLAG);
        properties.put("no_log", FLAG);
        properties.put("any_errors_fatal", FLAG);
    }
}
