package io.pinwright.simulator.shell;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code expr}. */
final class Expr {

    private static final String[][] LEVELS = {
        {"|"}, {"&"}, {"=", "==", "!=", "<", "<=", ">", ">="}, {"+", "-"}, {"*", "/", "%"}, {":"}
    };

    private final List<String> words;
    private int at;

    private Expr(List<String> words) {
        this.words = words;
    }

    static int run(Tool tool) throws IOException {
        List<String> words = tool.operands;
        if (!words.isEmpty() && words.get(0).equals("--")) {
            words = words.subList(1, words.size());
        }
        if (words.isEmpty()) {
            throw new Tool.Failure("missing operand", 2);
        }
        Expr expr = new Expr(words);
        String value = expr.level(0);
        if (expr.at < words.size()) {
            throw new Tool.Failure("syntax error: unexpected argument '" + words.get(expr.at) + "'", 2);
        }
        tool.print(value + "\n");
        return isNull(value) ? 1 : 0;
    }

    private static boolean isNull(String value) {
        return value.isEmpty() || value.matches("-?0+");
    }

    private String level(int level) throws Tool.Failure {
        if (level == LEVELS.length) {
            return primary();
        }
        String left = level(level + 1);
        while (at < words.size() && List.of(LEVELS[level]).contains(words.get(at))) {
            String operator = words.get(at++);
            left = apply(left, operator, level(level + 1));
        }
        return left;
    }

    private String primary() throws Tool.Failure {
        if (at >= words.size()) {
            throw new Tool.Failure("syntax error: missing argument after '" + words.get(words.size() - 1) + "'", 2);
        }
        String word = words.get(at++);
        switch (word) {
            case "(" -> {
                String value = level(0);
                if (at >= words.size() || !words.get(at++).equals(")")) {
                    throw new Tool.Failure("syntax error: expecting ')'", 2);
                }
                return value;
            }
            case "length" -> {
                if (at < words.size()) {
                    return Integer.toString(primary().length());
                }
            }
            case "match", "substr", "index" -> {
                if (at < words.size()) {
                    throw new Tool.Failure(word + " is not supported on a simulated host", 2);
                }
            }
            default -> {}
        }
        return word;
    }

    private static String apply(String left, String operator, String right) throws Tool.Failure {
        switch (operator) {
            case "|" -> {
                return !isNull(left) ? left : isNull(right) ? "0" : right;
            }
            case "&" -> {
                return isNull(left) || isNull(right) ? "0" : left;
            }
            case ":" -> {
                Pattern pattern = BasicRegex.compile(right, false, false);
                Matcher matcher = pattern.matcher(left);
                boolean found = matcher.lookingAt();
                if (matcher.groupCount() > 0) {
                    return found && matcher.group(1) != null ? matcher.group(1) : "";
                }
                return Integer.toString(found ? matcher.end() : 0);
            }
            default -> {}
        }
        boolean numbers = isNumber(left) && isNumber(right);
        if ("=!<>".indexOf(operator.charAt(0)) >= 0) {
            int order = numbers ? Long.compare(Long.parseLong(left), Long.parseLong(right)) : left.compareTo(right);
            boolean holds = switch (operator) {
                case "=", "==" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
            return holds ? "1" : "0";
        }
        if (!numbers) {
            throw new Tool.Failure("non-integer argument", 2);
        }
        long a = Long.parseLong(left);
        long b = Long.parseLong(right);
        if (b == 0 && "/%".contains(operator)) {
            throw new Tool.Failure("division by zero", 2);
        }
        return Long.toString(
                switch (operator) {
                    case "+" -> a + b;
                    case "-" -> a - b;
                    case "*" -> a * b;
                    case "/" -> a / b;
                    default -> a % b;
                });
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]{1,18}");
    }
}
