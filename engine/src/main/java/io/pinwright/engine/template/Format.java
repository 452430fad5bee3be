package io.pinwright.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code '...' % values}. */
final class Format {

    private static final Pattern SPEC =
            Pattern.compile("%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\d{1,4})?(?:\\.(\\d{1,3}))?([a-zA-Z%])?");

    private Format() {}

    static String percent(String format, @Nullable Object values) {
        List<?> list = values instanceof PyTuple tuple ? tuple : java.util.Collections.singletonList(values);
        Matcher specs = SPEC.matcher(format);
        StringBuilder out = new StringBuilder();
        int next = 0;
        boolean named = false;
        int end = 0;
        while (specs.find()) {
            out.append(format, end, specs.start());
            end = specs.end();
            String kind = specs.group(5);
            if (kind == null) {
                throw Problem.of("the format after `%` is not complete or not supported");
            }
            if (kind.equals("%")) {
                out.append('%');
                continue;
            }
            Object value;
            if (specs.group(1) != null) {
                named = true;
                if (!(values instanceof Map<?, ?> map) || !map.containsKey(specs.group(1))) {
                    throw Problem.of("the format names a key that the dict behind `%` has not");
                }
                value = map.get(specs.group(1));
            } else if (next < list.size()) {
                value = list.get(next++);
            } else {
                throw Problem.of("the format needs more values than there are");
            }
            out.append(one(value, kind.charAt(0), specs.group(2), specs.group(3), specs.group(4)));
        }
        out.append(format, end, format.length());
        if (!named && next < list.size() && !(values instanceof Map<?, ?>)) {
            throw Problem.of("there are more values than the format uses");
        }
        return Operators.limited(out.toString());
    }

    private static String one(
            @Nullable Object value, char kind, String flags, @Nullable String width, @Nullable String precision) {
        String body;
        String sign = "";
        boolean number = true;
        switch (kind) {
            case 's', 'r':
                number = false;
                body = kind == 's' ? Python.text(value) : Python.repr(value);
                if (precision != null) {
                    body = body.substring(
                            0,
                            body.offsetByCodePoints(
                                    0, Math.min(Integer.parseInt(precision), body.codePointCount(0, body.length()))));
                }
                break;
            case 'd', 'i', 'u', 'x', 'X', 'o': {
                boolean decimal = "diu".indexOf(kind) >= 0;
                if (value == null || !(decimal ? Python.isNumber(value) : Python.isInteger(value))) {
                    throw Problem.of("`%" + kind + "` needs a number, but got " + Python.type(value))
                            .fix("write `| int`");
                }
                BigInteger whole = value instanceof Double d ? new BigDecimal(d).toBigInteger() : Python.big(value);
                body = whole.abs().toString(kind == 'o' ? 8 : decimal ? 10 : 16);
                if (kind == 'X') {
                    body = body.toUpperCase(java.util.Locale.ROOT);
                }
                if (precision != null) {
                    body = "0".repeat(Math.max(0, Integer.parseInt(precision) - body.length())) + body;
                }
                sign = whole.signum() < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
                if (flags.contains("#") && !decimal) {
                    sign += "0" + kind;
                }
                break;
            }
            case 'f', 'F': {
                if (value == null || !Python.isNumber(value)) {
                    throw Problem.of("`%f` needs a number, but got " + Python.type(value))
                            .fix("write `| float`");
                }
                if (value instanceof Double d && (d.isNaN() || d.isInfinite())) {
                    throw Problem.of("`%f` of infinity or not-a-number is not supported");
                }
                BigDecimal real = value instanceof Double d ? new BigDecimal(d) : new BigDecimal(Python.big(value));
                body = real.abs()
                        .setScale(precision == null ? 6 : Integer.parseInt(precision), RoundingMode.HALF_EVEN)
                        .toPlainString();
                boolean negative = value instanceof Double d ? Double.doubleToRawLongBits(d) < 0 : real.signum() < 0;
                sign = negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
                break;
            }
            default:
                throw Problem.of("the format `%" + kind + "` is not supported")
                        .fix("these are: %s %r %d %i %u %x %X %o %f %%");
        }
        int missing =
                (width == null ? 0 : Integer.parseInt(width)) - sign.length() - body.codePointCount(0, body.length());
        if (missing <= 0) {
            return sign + body;
        }
        if (flags.contains("-")) {
            return sign + body + " ".repeat(missing);
        }
        return flags.contains("0") && number ? sign + "0".repeat(missing) + body : " ".repeat(missing) + sign + body;
    }
}
