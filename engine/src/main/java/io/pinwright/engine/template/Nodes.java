package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of expression, but for calls, filters and tests. */
final class Nodes {

    private Nodes() {}

    record Literal(@Nullable Object value, int at) implements Expression {
        @Override
        public @Nullable Object raw(Frame frame) {
            return value;
        }

        @Override
        public List<Expression> parts() {
            return List.of();
        }
    }

    record Name(String name, int at) implements Expression {
        @Override
        public boolean settled() {
            return false;
        }

        @Override
        public @Nullable Object raw(Frame frame) {
            return frame.lookup(name);
        }

        @Override
        public List<Expression> parts() {
            return List.of();
        }
    }

    record ListOf(List<Expression> parts, boolean tuple, int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            List<@Nullable Object> out = new ArrayList<>();
            parts.forEach(part -> out.add(part.need(frame)));
            return tuple ? new PyTuple(out) : out;
        }
    }

    record DictOf(List<Expression> keys, List<Expression> values, int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                Object key = keys.get(i).need(frame);
                if (Taint.has(key)) {
                    throw Problem.of("a secret cannot be a key of a dict");
                }
                out.put(Python.key(key, out), values.get(i).need(frame));
            }
            return out;
        }

        @Override
        public List<Expression> parts() {
            List<Expression> out = new ArrayList<>(keys);
            out.addAll(values);
            return out;
        }
    }

    record Attribute(Expression target, String name, int at) implements Expression {
        @Override
        public boolean settled() {
            return false;
        }

        @Override
        public @Nullable Object raw(Frame frame) {
            return Access.attribute(target.raw(frame), name, frame);
        }

        @Override
        public List<Expression> parts() {
            return List.of(target);
        }
    }

    record Index(Expression target, Expression index, int at) implements Expression {
        @Override
        public boolean settled() {
            return false;
        }

        @Override
        public @Nullable Object raw(Frame frame) {
            return Access.item(target.raw(frame), index.need(frame), frame);
        }

        @Override
        public List<Expression> parts() {
            return List.of(target, index);
        }
    }

    record Slice(
            Expression target,
            @Nullable Expression start,
            @Nullable Expression stop,
            @Nullable Expression step,
            int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            return Access.slice(target.need(frame), value(start, frame), value(stop, frame), value(step, frame));
        }

        private static @Nullable Object value(@Nullable Expression part, Frame frame) {
            return part == null ? null : part.need(frame);
        }

        @Override
        public List<Expression> parts() {
            List<Expression> out = new ArrayList<>(List.of(target));
            for (Expression part : new Expression[] {start, stop, step}) {
                if (part != null) {
                    out.add(part);
                }
            }
            return out;
        }
    }

    record Binary(String operator, Expression left, Expression right, int at) implements Expression {
        @Override
        public @Nullable Object raw(Frame frame) {
            return Operators.apply(operator, left.need(frame), right.need(frame));
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /** {@code a ~ b ~ c}: the texts of all, joined. */
    record Concat(List<Expression> parts, int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            TextSink sink = new TextSink();
            parts.forEach(part -> sink.add(part.need(frame)));
            return sink.value();
        }
    }

    record Negate(Expression operand, int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            return Operators.negate(operand.need(frame));
        }

        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    record Plus(Expression operand, int at) implements Expression {
        @Override
        public @Nullable Object raw(Frame frame) {
            Object value = operand.need(frame);
            if (value == null || !Python.isNumber(value)) {
                throw Problem.of("`+` does not work on " + Python.type(value));
            }
            return value instanceof Boolean b ? (Object) (b ? 1L : 0L) : value;
        }

        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    record Not(Expression operand, int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            return !Python.truth(operand.need(frame));
        }

        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    record Logic(boolean and, Expression left, Expression right, int at) implements Expression {
        @Override
        public @Nullable Object raw(Frame frame) {
            Object first = left.need(frame);
            return Python.truth(first) == and ? right.eval(frame) : first;
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /** {@code a < b <= c}: each operand is evaluated once. */
    record Compare(List<Expression> parts, List<String> operators, int at) implements Expression {
        @Override
        public Object raw(Frame frame) {
            Object left = parts.get(0).need(frame);
            for (int i = 0; i < operators.size(); i++) {
                Object right = parts.get(i + 1).need(frame);
                if (!holds(operators.get(i), left, right)) {
                    return false;
                }
                left = right;
            }
            return true;
        }

        private static boolean holds(String operator, @Nullable Object left, @Nullable Object right) {
            return switch (operator) {
                case "==" -> Python.equal(left, right);
                case "!=" -> !Python.equal(left, right);
                case "in" -> Python.contains(right, left);
                case "not in" -> !Python.contains(right, left);
                case "<" -> Python.order(left, right, operator) < 0;
                case "<=" -> Python.order(left, right, operator) <= 0;
                case ">" -> Python.order(left, right, operator) > 0;
                default -> Python.order(left, right, operator) >= 0;
            };
        }
    }

    /** {@code a if condition else b}; without else the value is undefined when the condition does not hold. */
    record Conditional(
            Expression then, Expression condition, @Nullable Expression otherwise, int at) implements Expression {
        @Override
        public boolean settled() {
            return false;
        }

        @Override
        public @Nullable Object raw(Frame frame) {
            if (Python.truth(condition.need(frame))) {
                return then.raw(frame);
            }
            return otherwise == null
                    ? new Undefined("the `if` in this expression is false and has no `else`", "add `else ...`", true)
                    : otherwise.raw(frame);
        }

        @Override
        public List<Expression> parts() {
            return otherwise == null ? List.of(then, condition) : List.of(then, condition, otherwise);
        }
    }
}
