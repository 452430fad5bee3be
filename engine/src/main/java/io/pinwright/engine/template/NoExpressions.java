package io.pinwright.engine.template;

import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ExpressionFactory;
import jinjava.javax.el.MethodExpression;
import jinjava.javax.el.ValueExpression;

/** Stands where Jinjava's expression language was; expressions are parsed and evaluated by this package. */
final class NoExpressions extends ExpressionFactory {

    @Override
    public Object coerceToType(Object value, Class<?> type) {
        throw refused();
    }

    @Override
    public MethodExpression createMethodExpression(
            ELContext context, String expression, Class<?> result, Class<?>[] parameters) {
        throw refused();
    }

    @Override
    public ValueExpression createValueExpression(ELContext context, String expression, Class<?> type) {
        throw refused();
    }

    @Override
    public ValueExpression createValueExpression(Object value, Class<?> type) {
        throw refused();
    }

    private static ELException refused() {
        return new ELException("expressions are not evaluated here");
    }
}
