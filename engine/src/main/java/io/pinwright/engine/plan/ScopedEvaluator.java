package io.pinwright.engine.plan;

import io.pinwright.engine.module.ArgumentValue;
import io.pinwright.engine.module.ControllerModule;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import java.util.Optional;

/** Evaluates a controller task's expressions in its variables. */
record ScopedEvaluator(Templates templates, Variables variables) implements ControllerModule.Evaluator {

    @Override
    public boolean test(ArgumentValue expression) {
        return expression.value() instanceof Boolean known
                ? known
                : templates.test(String.valueOf(expression.value()), expression.span(), variables);
    }

    @Override
    public Optional<Object> find(ArgumentValue expression) {
        return templates.find(String.valueOf(expression.value()), expression.span(), variables);
    }
}
