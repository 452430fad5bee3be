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

/** Module {@code assert}: fails the host when a condition is false. */
public final class Assert implements ControllerModule<Assert.Args> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "assert",
                    "Fails the host when one of some conditions is false.",
                    ArgumentSpec.required(
                                    "that",
                                    new ExpressionsType(),
                                    "Conditions that must all hold; expressions without braces")
                            .withExample("ansible_processor_vcpus >= 16"),
                    ArgumentSpec.optional("fail_msg", ArgumentTypes.any(), "What to say when one does not hold")
                            .withAliases("msg"),
                    ArgumentSpec.optional("success_msg", ArgumentTypes.any(), "What to say when all hold"),
                    ArgumentSpec.optional("quiet", ArgumentTypes.bool(), "Say nothing when all hold")
                            .withDefault("false"))
            .withExample("assert: {that: [\"queues <= 256\"], fail_msg: \"macvtap has at most 256 queues\"}");

    /** The conditions and what to say. */
    public record Args(
            List<ArgumentValue> that, Optional<String> failMessage, Optional<String> successMessage, boolean quiet) {}

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Args bind(Arguments arguments) {
        return new Args(
                arguments.require("that"),
                said(arguments, "fail_msg"),
                said(arguments, "success_msg"),
                arguments.getOr("quiet", false));
    }

    private static Optional<String> said(Arguments arguments, String name) {
        return arguments.<ArgumentValue>get(name).map(ArgumentValue::plain).map(Shown::of);
    }

    @Override
    public Outcome run(Args args, Evaluator evaluator) {
        for (ArgumentValue condition : args.that()) {
            if (!evaluator.test(condition)) {
                return Outcome.failed(args.failMessage().orElse("Assertion failed: " + condition.plain()))
                        .withResult(Map.of("assertion", String.valueOf(condition.plain()), "evaluated_to", false));
            }
        }
        return Outcome.ok(args.quiet() ? null : args.successMessage().orElse("All assertions passed"));
    }
}
