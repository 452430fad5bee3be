package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's arithmetic, with limits on how large a result may grow. */
final class Operators {

    static final int TEXT_MAX = 10_000_000;
    static final int LIST_MAX = 1_000_000;
    private static final int BITS_MAX = 10_000;

    private Operators() {}

    static @Nullable Object apply(String operator, @Nullable Object left, @Nullable Object right) {
        if (left instanceof Undefined u) {
            throw u.problem();
        }
        if (right instanceof Undefined u) {
            throw u.problem();
        }
        if (left instanceof Secret || right instanceof Secret) {
            return Taint.wrap(apply(operator, Taint.reveal(left), Taint.reveal(right)), "`" + operator + "`");
        }
        if (left != null && right != null && Python.isNumber(left) && Python.isNumber(right)) {
            return arithmetic(operator, left, right);
        }
        if (operator.equals("+")) {
            if (left instanceof String a && right instanceof String b) {
                return limited(a + b);
            }
            if (left instanceof PyView || right instanceof PyView) {
                throw Problem.of("a range or the keys of a dict cannot be added to")
                        .fix("write `| list` behind it");
            }
            if (left instanceof List<?> a
                    && right instanceof List<?> b
                    && left instanceof PyTuple == right instanceof PyTuple) {
                List<@Nullable Object> out = new ArrayList<>(a);
                out.addAll(b);
                return left instanceof PyTuple ? new PyTuple(limited(out)) : limited(out);
            }
        }
        if (operator.equals("*")) {
            if (Python.isInteger(right) && right != null && (left instanceof String || left instanceof List<?>)) {
                return repeat(left, Python.big(right));
            }
            if (Python.isInteger(left) && left != null && (right instanceof String || right instanceof List<?>)) {
                return repeat(right, Python.big(left));
            }
        }
        if (operator.equals("%") && left instanceof String format) {
            return Format.percent(format, right);
        }
        throw Problem.of("`" + operator + "` does not work on " + Python.type(left) + " and " + Python.type(right))
                .fix(
                        operator.equals("+")
                                ? "join texts with `~`; make numbers of texts with `| int`"
                                : "make numbers of texts with `| int` or `| float`");
    }

    static String limited(String text) {
        if (text.length() > TEXT_MAX) {
            throw Problem.of("a text grows over " + TEXT_MAX + " characters");
        }
        return text;
    }

    static <T extends @Nullable Object> List<T> limited(List<T> list) {
        if (list.size() > LIST_MAX) {
            throw Problem.of("a list grows over " + LIST_MAX + " items");
        }
        return list;
    }

    private static Object repeat(Object what, BigInteger times) {
        int count = times.signum() <= 0 ? 0 : times.bitLength() > 31 ? Integer.MAX_VALUE : times.intValue();
        if (what instanceof String text) {
            if ((long) text.length() * count > TEXT_MAX) {
                throw Problem.of("a text grows over " + TEXT_MAX + " characters");
            }
            return text.repeat(count);
        }
        List<?> list = (List<?>) what;
        if ((long) list.size() * count > LIST_MAX) {
            throw Problem.of("a list grows over " + LIST_MAX + " items");
        }
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < count && !list.isEmpty(); i++) {
            out.addAll(list);
        }
        return what instanceof PyTuple ? new PyTuple(out) : out;
    }

    private static Object arithmetic(String operator, Object left, Object right) {
        boolean whole = Python.isInteger(left) && Python.isInteger(right);
        switch (operator) {
            case "+":
                return whole
                        ? Python.integer(Python.big(left).add(Python.big(right)))
                        : Python.real(left) + Python.real(right);
            case "-":
                return whole
                        ? Python.integer(Python.big(left).subtract(Python.big(right)))
                        : Python.real(left) - Python.real(right);
            case "*":
                if (!whole) {
                    return Python.real(left) * Python.real(right);
                }
                return integer(Python.big(left), Python.big(right));
            case "**":
                return power(left, right, whole);
            default:
        }
        if (Python.real(right) == 0) {
            throw Problem.of("division by zero");
        }
        switch (operator) {
            case "/":
                return whole ? quotient(Python.big(left), Python.big(right)) : Python.real(left) / Python.real(right);
            case "//":
                return whole ? Python.integer(floor(Python.big(left), Python.big(right))[0]) : floorReal(left, right);
            case "%":
                return whole ? Python.integer(floor(Python.big(left), Python.big(right))[1]) : moduloReal(left, right);
            default:
                throw Problem.of("`" + operator + "` is not an operator");
        }
    }

    private static Object integer(BigInteger a, BigInteger b) {
        if (a.bitLength() + b.bitLength() > BITS_MAX) {
            throw Problem.of("a number grows over " + BITS_MAX + " bits");
        }
        return Python.integer(a.multiply(b));
    }

    private static double quotient(BigInteger a, BigInteger b) {
        if (a.bitLength() < 53 && b.bitLength() < 53) {
            return a.doubleValue() / b.doubleValue();
        }
        return new BigDecimal(a)
                .divide(new BigDecimal(b), new java.math.MathContext(400))
                .doubleValue();
    }

    private static BigInteger[] floor(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        if (parts[1].signum() != 0 && parts[1].signum() != b.signum()) {
            parts[0] = parts[0].subtract(BigInteger.ONE);
            parts[1] = parts[1].add(b);
        }
        return parts;
    }

    private static double floorReal(Object left, Object right) {
        return (Python.real(left) - moduloReal(left, right)) / Python.real(right);
    }

    private static double moduloReal(Object left, Object right) {
        double divisor = Python.real(right);
        double rest = Python.real(left) % divisor;
        return rest != 0 && rest < 0 != divisor < 0 ? rest + divisor : rest == 0 ? Math.copySign(0.0, divisor) : rest;
    }

    static Object power(Object left, Object right, boolean whole) {
        if (whole && Python.big(right).signum() >= 0) {
            BigInteger base = Python.big(left);
            BigInteger exponent = Python.big(right);
            if (base.bitLength() > 1
                    && exponent.multiply(BigInteger.valueOf(base.bitLength())).compareTo(BigInteger.valueOf(BITS_MAX))
                            > 0) {
                throw Problem.of("a number grows over " + BITS_MAX + " bits");
            }
            if (base.abs().bitLength() <= 1) {
                return Python.integer(
                        exponent.testBit(0)
                                ? base
                                : base.multiply(base).max(exponent.signum() == 0 ? BigInteger.ONE : BigInteger.ZERO));
            }
            return Python.integer(base.pow(exponent.intValueExact()));
        }
        double base = Python.real(left);
        double exponent = Python.real(right);
        if (base == 0 && exponent < 0) {
            throw Problem.of("division by zero");
        }
        if (base < 0 && exponent != Math.rint(exponent)) {
            throw Problem.of("a root of a negative number is complex, which is not supported");
        }
        double result = Math.pow(base, exponent);
        if (Double.isInfinite(result) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw Problem.of("the number is too large for a float");
        }
        return result;
    }

    static Object negate(@Nullable Object value) {
        if (value instanceof Undefined u) {
            throw u.problem();
        }
        if (value == null || !Python.isNumber(value)) {
            throw Problem.of("`-` does not work on " + Python.type(value));
        }
        return value instanceof Double d
                ? (Object) (-d)
                : Python.integer(Python.big(value).negate());
    }
}
