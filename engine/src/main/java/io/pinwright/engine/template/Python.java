package io.pinwright.engine.template;

import io.pinwright.engine.source.Secret;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's meaning of values: truth, equality, order, text. Values are null, Boolean, Long, BigInteger, Double, String, Secret, List, Map. */
final class Python {

    private Python() {}

    static boolean truth(@Nullable Object value) {
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean b) {
            return b;
        }
        if (value instanceof Number n) {
            return n instanceof BigInteger i ? i.signum() != 0 : n.doubleValue() != 0;
        }
        if (value instanceof String s) {
            return !s.isEmpty();
        }
        if (value instanceof Secret s) {
            return !s.isEmpty();
        }
        if (value instanceof List<?> l) {
            return !l.isEmpty();
        }
        if (value instanceof Map<?, ?> m) {
            return !m.isEmpty();
        }
        if (value instanceof Undefined u) {
            throw u.problem();
        }
        return true;
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static boolean isInteger(@Nullable Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }

    static BigInteger big(Object value) {
        if (value instanceof Boolean b) {
            return b ? BigInteger.ONE : BigInteger.ZERO;
        }
        return value instanceof BigInteger i ? i : BigInteger.valueOf(((Number) value).longValue());
    }

    static double real(Object value) {
        if (value instanceof Boolean b) {
            return b ? 1 : 0;
        }
        return ((Number) value).doubleValue();
    }

    /** A Long when it fits, else the BigInteger. */
    static Object integer(BigInteger value) {
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return !(a instanceof Double d) || !d.isNaN();
        }
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof Undefined u) {
            throw u.problem();
        }
        if (b instanceof Undefined u) {
            throw u.problem();
        }
        if (isNumber(a) && isNumber(b)) {
            return numberOrder(a, b) == 0;
        }
        if (a instanceof Secret s) {
            return equal(s.reveal(), b instanceof Secret t ? t.reveal() : b);
        }
        if (b instanceof Secret t) {
            return equal(a, t.reveal());
        }
        if ((a instanceof PyView || b instanceof PyView) && a instanceof List<?> && b instanceof List<?>) {
            throw Problem.of("a range or the keys of a dict cannot be compared with a list")
                    .fix("write `| list` behind it");
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (a instanceof PyTuple != b instanceof PyTuple || x.size() != y.size()) {
                return false;
            }
            Iterator<?> other = y.iterator();
            for (Object item : x) {
                if (!equal(item, other.next())) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (Map.Entry<?, ?> entry : x.entrySet()) {
                if (!y.containsKey(entry.getKey()) || !equal(entry.getValue(), y.get(entry.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    private static final int UNORDERED = 2;

    private static int numberOrder(Object a, Object b) {
        if (isInteger(a) && isInteger(b)) {
            return big(a).compareTo(big(b));
        }
        double x = real(a);
        double y = real(b);
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return UNORDERED;
        }
        if (Double.isInfinite(x) || Double.isInfinite(y)) {
            return Double.compare(x, y);
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Double d ? new BigDecimal(d) : new BigDecimal(big(value));
    }

    /** Negative, zero, positive as Python orders them. */
    static int order(@Nullable Object a, @Nullable Object b, String operator) {
        if (a instanceof Undefined u) {
            throw u.problem();
        }
        if (b instanceof Undefined u) {
            throw u.problem();
        }
        Object x = a instanceof Secret s ? s.reveal() : a;
        Object y = b instanceof Secret s ? s.reveal() : b;
        if (x != null && y != null && isNumber(x) && isNumber(y)) {
            int order = numberOrder(x, y);
            if (order == UNORDERED) {
                throw Problem.of("not-a-number has no order");
            }
            return order;
        }
        if (x instanceof String s && y instanceof String t) {
            return compareText(s, t);
        }
        if (x instanceof List<?> l && y instanceof List<?> m && x instanceof PyTuple == y instanceof PyTuple) {
            for (int i = 0; i < Math.min(l.size(), m.size()); i++) {
                if (!equal(l.get(i), m.get(i))) {
                    return order(l.get(i), m.get(i), operator);
                }
            }
            return Integer.compare(l.size(), m.size());
        }
        throw Problem.of("`" + operator + "` cannot compare " + type(a) + " with " + type(b))
                .fix("make both of one type, for example with `| int` or `| string`");
    }

    /** By code points, as Python. */
    static int compareText(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length()) {
            int x = a.codePointAt(i);
            int y = b.codePointAt(i);
            if (x != y) {
                return Integer.compare(x, y);
            }
            i += Character.charCount(x);
        }
        return Integer.compare(a.length(), b.length());
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        if (container instanceof Undefined u) {
            throw u.problem();
        }
        if (item instanceof Undefined u) {
            throw u.problem();
        }
        Object where = container instanceof Secret s ? s.reveal() : container;
        Object what = item instanceof Secret s ? s.reveal() : item;
        if (where instanceof String text) {
            if (what instanceof String part) {
                return text.contains(part);
            }
            throw Problem.of("`in` needs a string on the left of a string, but got " + type(item))
                    .fix("write `| string` behind it");
        }
        if (where instanceof List<?> list) {
            for (Object one : list) {
                if (equal(one, what)) {
                    return true;
                }
            }
            return false;
        }
        if (where instanceof Map<?, ?> map) {
            return map.containsKey(key(what, map));
        }
        throw Problem.of("`in` needs a list, a dict or a string on its right, but got " + type(container));
    }

    /** A value as the key of a dict: equal numbers are one key. */
    static @Nullable Object key(@Nullable Object value) {
        if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
            return d.longValue();
        }
        if (value instanceof List<?> && !(value instanceof PyTuple) || value instanceof Map<?, ?>) {
            throw Problem.of(type(value) + " cannot be a key of a dict");
        }
        return value;
    }

    /** A value as the key of this dict: true and 1 are one key, and so are false and 0. */
    static @Nullable Object key(@Nullable Object value, Map<?, ?> dict) {
        Object key = key(value);
        if (key instanceof Boolean b && dict.containsKey(b ? 1L : 0L)) {
            return b ? 1L : 0L;
        }
        if (key instanceof Long number && (number == 0 || number == 1) && dict.containsKey(number == 1)) {
            return number == 1;
        }
        return key;
    }

    /** The items that a loop goes through: of a list, the characters of a string, the keys of a dict. */
    static List<@Nullable Object> iterate(@Nullable Object value, String user) {
        if (value instanceof Undefined u) {
            throw u.problem();
        }
        if (value instanceof Secret s) {
            List<@Nullable Object> out = new ArrayList<>();
            s.reveal().codePoints().forEach(c -> out.add(Secret.of(Character.toString(c))));
            return out;
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        if (value instanceof String s) {
            List<@Nullable Object> out = new ArrayList<>();
            s.codePoints().forEach(c -> out.add(Character.toString(c)));
            return out;
        }
        throw Problem.of(user + " needs a list, but got " + type(value)).fix("write a list in brackets: `[...]`");
    }

    /** What kind of value this is, in Python's words, never the value itself. */
    static String type(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof Double) {
            return "a float";
        }
        if (value instanceof Number) {
            return "an integer";
        }
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof Secret) {
            return "a secret";
        }
        if (value instanceof PyTuple) {
            return "a tuple";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        if (value instanceof Map<?, ?>) {
            return "a dict";
        }
        return value == Omit.OMIT ? "omit" : value instanceof Undefined ? "undefined" : "a function";
    }

    /** Python's {@code str(value)}. */
    static String text(@Nullable Object value) {
        if (value instanceof String s) {
            return s;
        }
        if (value instanceof Undefined u) {
            throw u.problem();
        }
        return repr(value);
    }

    /** Python's {@code repr(value)}. Secrets print their value: the caller has revealed or refused them before. */
    static String repr(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        Repr.append(out, value, 0);
        return out.toString();
    }
}
