package io.pinwright.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters on numbers and booleans, and those for values that are missing. */
final class NumberFilters {

    private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0");

    private NumberFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("int", NumberFilters::toInt);
        table.put("float", NumberFilters::toFloat);
        table.put("abs", (v, a) -> {
            if (v == null || !Python.isNumber(v)) {
                throw Problem.of(a.user() + " needs a number, but got " + Python.type(v));
            }
            return v instanceof Double d
                    ? (Object) Math.abs(d)
                    : Python.integer(Python.big(v).abs());
        });
        table.put("round", NumberFilters::round);
        table.put("bool", (v, a) -> toBool(v, a.names()));
        Filter orDefault = new Filter() {
            @Override
            public @Nullable Object apply(@Nullable Object value, Args args) {
                args.names("default_value", "boolean");
                boolean missing = value instanceof Undefined || args.flag(1, "boolean", false) && !Python.truth(value);
                if (!missing) {
                    return value;
                }
                Object given = args.positional().isEmpty()
                        ? args.named().getOrDefault("default_value", "")
                        : args.positional().get(0);
                return given;
            }

            @Override
            public boolean takesUndefined() {
                return true;
            }
        };
        table.put("default", orDefault);
        table.put("d", orDefault);
        table.put("mandatory", new Filter() {
            @Override
            public @Nullable Object apply(@Nullable Object value, Args args) {
                args.names("msg");
                if (value instanceof Undefined u) {
                    throw Problem.of(
                            Python.text(args.get(0, "msg", "a mandatory variable is missing: " + u.message())));
                }
                return value;
            }

            @Override
            public boolean takesUndefined() {
                return true;
            }
        });
        table.put("ternary", (v, a) -> {
            a.names("true_val", "false_val", "none_val");
            if (v == null && a.get(2, "none_val", null) != null) {
                return a.get(2, "none_val", null);
            }
            return Python.truth(v) ? a.need(0, "true_val") : a.need(1, "false_val");
        });
        table.put("type_debug", (v, a) -> typeName(v));
    }

    private static String typeName(@Nullable Object value) {
        return switch (Python.type(value)) {
            case "none" -> "NoneType";
            case "a boolean" -> "bool";
            case "an integer" -> "int";
            case "a float" -> "float";
            case "a list" -> "list";
            case "a dict" -> "dict";
            case "a tuple" -> "tuple";
            default -> "str";
        };
    }

    private static @Nullable Object toInt(@Nullable Object value, Args args) {
        args.names("default", "base");
        Object otherwise = args.get(0, "default", 0L);
        int base = args.number(1, "base", 10);
        if (value instanceof Boolean b) {
            return b ? 1L : 0L;
        }
        if (value instanceof Double d) {
            return d.isNaN() || d.isInfinite() ? otherwise : Python.integer(new BigDecimal(d).toBigInteger());
        }
        if (value instanceof Number) {
            return value;
        }
        if (!(value instanceof String s)) {
            return otherwise;
        }
        String text = StringMethods.strip(s, null, true, true).replaceAll("(?<=\\w)_(?=\\w)", "");
        if (text.length() > 1000) {
            throw Problem.of(args.user() + ": the number has more than 1000 digits");
        }
        try {
            String sign = text.startsWith("-") ? "-" : "";
            String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
            String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : null;
            if (prefix != null && digits.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                digits = digits.substring(2);
            } else if (base == 0) {
                throw Problem.of(args.user() + " with base 0 is not supported");
            }
            if (digits.startsWith("-") || digits.startsWith("+")) {
                return otherwise;
            }
            return Python.integer(new BigInteger(sign + digits, base));
        } catch (NumberFormatException e) {
            Double real = real(s);
            if (real != null && real.isInfinite()) {
                throw Problem.of(args.user() + " cannot make a whole number of infinity");
            }
            return real == null || real.isNaN() ? otherwise : Python.integer(new BigDecimal(real).toBigInteger());
        }
    }

    private static @Nullable Object toFloat(@Nullable Object value, Args args) {
        args.names("default");
        Object otherwise = args.get(0, "default", 0.0);
        if (value instanceof String s) {
            Double real = real(s);
            return real == null ? otherwise : real;
        }
        return value != null && Python.isNumber(value) ? (Object) Python.real(value) : otherwise;
    }

    private static @Nullable Double real(String written) {
        String text = StringMethods.strip(written, null, true, true);
        if (text.matches("[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+)?")) {
            return Double.valueOf(text.replace("_", ""));
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan", "+nan", "-nan" -> Double.NaN;
            default -> null;
        };
    }

    private static Object round(@Nullable Object value, Args args) {
        args.names("precision", "method");
        if (value == null || !Python.isNumber(value)) {
            throw Problem.of(args.user() + " needs a number, but got " + Python.type(value))
                    .fix("write `| float`");
        }
        int precision = args.number(0, "precision", 0);
        String method = args.text(1, "method", "common");
        if (Math.abs(precision) > 300) {
            throw Problem.of(args.user() + ": the precision is too large");
        }
        if (method.equals("common")) {
            if (!(value instanceof Double real)) {
                return Python.integer(new BigDecimal(Python.big(value))
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toBigInteger());
            }
            return real.isNaN() || real.isInfinite()
                    ? real
                    : (Object) new BigDecimal(real)
                            .setScale(precision, RoundingMode.HALF_EVEN)
                            .doubleValue();
        }
        double factor = Math.pow(10, precision);
        double scaled = Python.real(value) * factor;
        return switch (method) {
            case "ceil" -> Math.ceil(scaled) / factor;
            case "floor" -> Math.floor(scaled) / factor;
            default -> throw Problem.of(args.user() + " has the methods common, ceil and floor");
        };
    }

    /** Ansible's bool; what is neither true nor false in its words is refused. */
    static @Nullable Object toBool(@Nullable Object value, Args args) {
        if (value instanceof Boolean || value == null) {
            return value;
        }
        if (value instanceof String s) {
            String word = s.toLowerCase(Locale.ROOT);
            if (TRUE.contains(word)) {
                return true;
            }
            if (FALSE.contains(word)) {
                return false;
            }
        } else if (Python.isNumber(value)) {
            if (Python.equal(value, 1L)) {
                return true;
            }
            if (Python.equal(value, 0L)) {
                return false;
            }
        }
        throw Problem.of(args.user() + " cannot make a boolean of " + Python.type(value)
                        + (value instanceof List<?> || value instanceof Map<?, ?>
                                ? ""
                                : " that is neither of the words for true and false"))
                .fix("use yes/no, true/false, on/off, 1/0, or compare it");
    }
}
