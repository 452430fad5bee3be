package io.pinwright.engine.module;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a module is called, does and takes.
 *
 * @param name as playbooks write it, for example {@code virt_interface}
 * @param aliases full names that mean the same, for example {@code ansible.builtin.copy}
 * @param summary one sentence
 * @param anyArguments whether arguments that are not declared are taken too: {@code set_fact}
 * @param freeForm the argument that a bare string after the module's name stands for, or null
 * @param example a task of this module, YAML, run by a test
 */
public record ModuleSpec(
        String name,
        List<String> aliases,
        String summary,
        List<ArgumentSpec> arguments,
        boolean anyArguments,
        @Nullable String freeForm,
        @Nullable String example) {

    public ModuleSpec {
        aliases = List.copyOf(aliases);
        arguments = List.copyOf(arguments);
    }

    public static ModuleSpec of(String name, String summary, ArgumentSpec... arguments) {
        return new ModuleSpec(name, List.of(), summary, List.of(arguments), false, null, null);
    }

    public ModuleSpec withAliases(String... names) {
        return new ModuleSpec(name, List.of(names), summary, arguments, anyArguments, freeForm, example);
    }

    public ModuleSpec withFreeForm(String argument) {
        return new ModuleSpec(name, aliases, summary, arguments, anyArguments, argument, example);
    }

    /** The same, taking arguments of any name besides. */
    public ModuleSpec withAnyArguments() {
        return new ModuleSpec(name, aliases, summary, arguments, true, freeForm, example);
    }

    public ModuleSpec withExample(String yaml) {
        return new ModuleSpec(name, aliases, summary, arguments, anyArguments, freeForm, yaml);
    }

    /**
     * Checks and reads a task's arguments; pending values are passed over.
     *
     * @throws io.pinwright.engine.source.DiagnosticException with all problems
     */
    public Arguments bind(ArgumentValue mapping) {
        return Arguments.bind(arguments, anyArguments, name, mapping);
    }

    /** JSON Schema of the arguments. */
    public Map<String, Object> schema() {
        Map<String, Object> schema = objectSchema(arguments);
        if (anyArguments) {
            schema.put("additionalProperties", true);
        }
        return schema;
    }

    static Map<String, Object> objectSchema(List<ArgumentSpec> arguments) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (ArgumentSpec argument : arguments) {
            Map<String, Object> schema = new LinkedHashMap<>(argument.type().schema());
            schema.put("description", argument.help());
            properties.put(argument.name(), schema);
            argument.aliases().forEach(alias -> properties.put(alias, schema));
            if (argument.required() && argument.aliases().isEmpty()) {
                required.add(argument.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }
}
