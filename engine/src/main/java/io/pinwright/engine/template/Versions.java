package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The test {@code version}: Python's LooseVersion. */
final class Versions {

    private static final Pattern PIECE = Pattern.compile("\\d+|[a-z]+|\\.|[^\\da-z.]+");

    private Versions() {}

    static boolean test(@Nullable Object value, Args args) {
        args.names("version", "operator", "strict", "version_type");
        if (args.get(2, "strict", null) != null && args.flag(2, "strict", false)
                || args.get(3, "version_type", null) != null
                        && !args.text(3, "version_type").equals("loose")) {
            throw Problem.of(args.user() + " supports loose versions only");
        }
        String operator = args.text(1, "operator", "eq");
        String left = Python.text(value);
        String right = Python.text(args.need(0, "version"));
        if (left.isEmpty() || right.isEmpty()) {
            throw Problem.of(args.user() + " needs versions that are not empty");
        }
        int order = compare(parse(left), parse(right));
        return switch (operator) {
            case "==", "=", "eq" -> order == 0;
            case "!=", "<>", "ne" -> order != 0;
            case "<", "lt" -> order < 0;
            case "<=", "le" -> order <= 0;
            case ">", "gt" -> order > 0;
            case ">=", "ge" -> order >= 0;
            default ->
                throw Problem.of(args.user() + " has no operator `" + operator + "`")
                        .fix("use ==, !=, <, <=, > or >=");
        };
    }

    private static List<Object> parse(String version) {
        List<Object> out = new ArrayList<>();
        Matcher pieces = PIECE.matcher(version);
        while (pieces.find()) {
            String piece = pieces.group();
            if (!piece.equals(".")) {
                out.add(
                        Character.isDigit(piece.charAt(0))
                                ? Python.integer(
                                        new java.math.BigInteger(piece.substring(0, Math.min(piece.length(), 1000))))
                                : piece);
            }
        }
        return out;
    }

    private static int compare(List<Object> a, List<Object> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!Python.equal(a.get(i), b.get(i))) {
                if (a.get(i) instanceof String != b.get(i) instanceof String) {
                    throw Problem.of("the versions cannot be compared: one has a number where the other has letters");
                }
                return Python.order(a.get(i), b.get(i), "version");
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
