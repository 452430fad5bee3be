package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's printed form of values: {@code {'a': [1, 'x', None, True]}}. */
final class Repr {

    private static final int DEPTH_MAX = 200;

    private Repr() {}

    static void append(StringBuilder out, @Nullable Object value, int depth) {
        if (depth > DEPTH_MAX) {
            throw Problem.of("a value is nested deeper than " + DEPTH_MAX + " levels");
        }
        if (value == null) {
            out.append("None");
        } else if (value instanceof Boolean b) {
            out.append(b ? "True" : "False");
        } else if (value instanceof Double d) {
            out.append(real(d));
        } else if (value instanceof Number) {
            out.append(value);
        } else if (value instanceof String s) {
            quote(out, s);
        } else if (value instanceof Secret) {
            throw Problem.of("a secret cannot be used here");
        } else if (value instanceof List<?> list) {
            boolean tuple = value instanceof PyTuple;
            out.append(tuple ? '(' : '[');
            String separator = "";
            for (Object item : list) {
                out.append(separator);
                append(out, item, depth + 1);
                separator = ", ";
            }
            out.append(tuple ? list.size() == 1 ? ",)" : ")" : "]");
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                append(out, entry.getKey(), depth + 1);
                out.append(": ");
                append(out, entry.getValue(), depth + 1);
                separator = ", ";
            }
            out.append('}');
        } else if (value instanceof Undefined u) {
            throw u.problem();
        } else if (value == Omit.OMIT) {
            throw Problem.of("`omit` must be the whole value of an argument, not a part of a text");
        } else {
            throw Problem.of("a function or macro cannot be printed").fix("call it: add `()`");
        }
    }

    /** Shortest digits that read back the same; exponent from 1e16 and below 1e-4, as Python. */
    static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent >= 16 || exponent < -4) {
            String rest = digits.substring(1);
            return sign + digits.charAt(0) + (rest.isEmpty() ? "" : "." + rest) + "e" + (exponent < 0 ? "-" : "+")
                    + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        }
        String plain = shortest.toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    /** JDKs before 19 print some doubles with a digit too many: shorten while it reads back the same. */
    private static BigDecimal shortest(double value) {
        BigDecimal found = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        while (found.precision() > 1) {
            BigDecimal shorter = new BigDecimal(value)
                    .round(new java.math.MathContext(found.precision() - 1, java.math.RoundingMode.HALF_EVEN))
                    .stripTrailingZeros();
            if (shorter.doubleValue() != value) {
                break;
            }
            found = shorter;
        }
        return found;
    }

    private static void quote(StringBuilder out, String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\r') {
                out.append("\\r");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c < ' ' || c >= 0x7f && c <= 0xa0 || c == 0xad) {
                out.append(String.format("\\x%02x", c));
            } else if (!printable(c)) {
                out.append(c > 0xffff ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        out.append(quote);
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
