package io.pinwright.modules.control;

import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.module.ModuleSpec;

/** Module {@code meta}: tells the engine what to do next. */
public final class Meta implements ControllerModule<ControllerModule.Signal> {

    private static final ModuleSpec SPEC = ModuleSpec.of(
                    "meta",
                    "Tells the engine what to do next on this host.",
                    ArgumentSpec.required(
                                    "action",
                                    ArgumentTypes.choice(
                                            "flush_handlers", "end_host", "end_play", "clear_facts", "noop"),
                                    "flush_handlers runs the handlers notified so far; end_host and end_play end the play on this"
                                            + " host; clear_facts forgets gathered facts")
                            .withExample("flush_handlers"))
            .withFreeForm("action")
            .withExample("meta: flush_handlers");

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    @Override
    public Signal bind(Arguments arguments) {
        return switch (arguments.<String>require("action")) {
            case "flush_handlers" -> Signal.FLUSH_HANDLERS;
            case "end_host" -> Signal.END_HOST;
            case "end_play" -> Signal.END_PLAY;
            case "clear_facts" -> Signal.CLEAR_FACTS;
            default -> Signal.NONE;
        };
    }

    @Override
    public Outcome run(Signal signal, Evaluator evaluator) {
        return Outcome.ok(null).withSignal(signal);
    }
}
