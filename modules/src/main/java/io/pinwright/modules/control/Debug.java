package io.pinwright.modules.control;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.ExpressionsType;
import io.pinwright.engine.module.ModuleSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Module {@code debug}: prints a message or a variable. */
public final class Debug implements ControllerModule<Debug.Args> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "debug",
                    "Prints a message or the value of a variable.",
                    ArgumentSpec.optional("msg", ArgumentTypes.any(), "What to print; any value")
                            .withDefault("Hello world!")
                            .withExample("\"{{ ansible_kernel }}\""),
                    ArgumentSpec.optional(
                                    "var",
                                    new ExpressionsType(),
                                    "An expression whose value is printed, without braces")
                            .withExample("vhost_workers"),
                    ArgumentSpec.optional(
                            "verbosity",
                            ArgumentTypes.integer(0, 4),
                            "Taken for Ansible's sake; the message is always kept"))
            .withExample("debug: {msg: \"node {{ vhost_node }}\"}");

    /** What to print. */
    public record Args(Optional<ArgumentValue> message, Optional<ArgumentValue> variable) {}

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        if (arguments.has("msg") && arguments.has("var")) {
            throw arguments.problem("var", "debug takes msg or var, not both", "keep one of the two");
        }
        Optional<List<ArgumentValue>> variables = arguments.get("var");
        variables.filter(all -> all.size() != 1).ifPresent(all -> {
            throw arguments.problem("var", "var must be one expression", "use `msg` with a list for several");
        });
        return new Args(arguments.get("msg"), variables.map(all -> all.get(0)));
    }

    @Override
    public Outcome run(Args args, Evaluator evaluator) {
        if (args.variable().isPresent()) {
            ArgumentValue variable = args.variable().get();
            String name = String.valueOf(variable.plain());
            // As in Ansible, the name of something undefined is no error here.
            Object value = variable.value() instanceof String
                    ? evaluator.find(variable).orElse("VARIABLE IS NOT DEFINED!")
                    : variable.plain();
            return Outcome.ok(name + ": " + Shown.of(value)).withResult(Map.of(name, value == null ? "null" : value));
        }
        @Nullable Object message = args.message().map(ArgumentValue::plain).orElse("Hello world!");
        String text = message instanceof List<?> lines
                ? String.join("\n", lines.stream().map(Shown::of).toList())
                : Shown.of(message);
        return Outcome.ok(text);
    }
}
