package io.pinwright.modules.control;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.ModuleSpec;

/** Module {@code fail}: fails the host with a message. */
public final class Fail implements ControllerModule<String> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "fail",
                    "Fails the host with a message.",
                    ArgumentSpec.optional("msg", ArgumentTypes.any(), "What to say")
                            .withDefault("Failed as requested from task"))
            .withExample("fail: {msg: \"this host has one NUMA node\"}");

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public String bind(Arguments arguments) {
        return arguments
                .<ArgumentValue>get("msg")
                .map(ArgumentValue::plain)
                .map(Shown::of)
                .orElse("Failed as requested from task");
    }

    @Override
    public Outcome run(String message, Evaluator evaluator) {
        return Outcome.failed(message);
    }
}
