package io.pinwright.engine.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The type of an argument that holds expressions: {@code debug}'s {@code var}, {@code assert}'s {@code that}. The engine does not
 * evaluate templates in it before binding, so that a value which looks like an expression is never taken for one; the module asks
 * {@link ControllerModule.Evaluator}. One expression counts as a list of one. Braces around a whole expression are taken off.
 */
public record ExpressionsType() implements ArgumentType<List<ArgumentValue>> {

    @Override
    public List<ArgumentValue> read(String name, ArgumentValue value) {
        List<ArgumentValue> expressions = new ArrayList<>();
        for (ArgumentValue item : value.value() instanceof List<?> ? value.items() : List.of(value)) {
            expressions.add(new ArgumentValue(expression(name, item), item.span()));
        }
        return List.copyOf(expressions);
    }

    private static Object expression(String name, ArgumentValue item) {
        if (item.value() instanceof Boolean || item.value() instanceof Number) {
            return item.value();
        }
        if (!(item.value() instanceof String text) || text.isBlank()) {
            throw item.problem(
                    name + " must be an expression, but is " + item.shown(), null, "write it without braces: `a == b`");
        }
        String bare = text.strip();
        if (bare.startsWith("{{") && bare.endsWith("}}") && bare.indexOf("{{", 2) < 0) {
            bare = bare.substring(2, bare.length() - 2).strip();
        }
        if (bare.isEmpty() || bare.contains("{{") || bare.contains("{%")) {
            throw item.problem(
                    name + " is an expression, and has braces in it",
                    "an expression that a template makes would be evaluated twice",
                    "write it without braces: `a == b`");
        }
        return bare;
    }

    @Override
    public String describe() {
        return "expression, or list of expressions";
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> one = Map.of("type", List.of("string", "boolean", "number"));
        return Map.of("anyOf", List.of(Map.of("type", "array", "items", one), one));
    }
}
