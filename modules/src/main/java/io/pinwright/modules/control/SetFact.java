package io.pinwright.modules.control;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Module {@code set_fact}: sets variables of the host for the rest of the run. */
public final class SetFact implements ControllerModule<Map<String, @Nullable Object>> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "set_fact", "Sets variables of the host for the rest of the run.")
            .withAnyArguments()
            .withExample("set_fact: {vhost_node: 1}");

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Map<String, @Nullable Object> bind(Arguments arguments) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        List<Diagnostic> problems = new ArrayList<>();
        arguments.others().forEach((name, value) -> {
            if (name.equals("cacheable")) {
                return; // Ansible's; there is no fact cache here
            }
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                problems.add(Diagnostic.error(value.span(), "`" + name + "` is not a variable name")
                        .why("a name has letters, digits and underscores, and no digit in front")
                        .fix("use `" + name.replaceAll("[^A-Za-z0-9_]", "_") + "`"));
            }
            facts.put(name, plain(value));
        });
        if (facts.isEmpty() && problems.isEmpty() && !arguments.hasPending()) {
            problems.add(Diagnostic.error(arguments.span(), "set_fact needs at least one variable")
                    .fix("write `set_fact: {NAME: VALUE}`"));
        }
        if (!problems.isEmpty()) {
            throw new DiagnosticException(problems);
        }
        return facts;
    }

    private static @Nullable Object plain(ArgumentValue value) {
        return value.plain();
    }

    @Override
    public Outcome run(Map<String, @Nullable Object> facts, Evaluator evaluator) {
        return Outcome.ok(null).withFacts(facts).withResult(Map.of("ansible_facts", facts));
    }
}
