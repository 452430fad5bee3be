package io.pinwright.simulator.shell;

import java.util.function.Function;

/** Evaluates {@code $((...))}: signed 64-bit integers with the operators of C (POSIX shell command language, section 2.6.4). */
final class Arithmetic {

    /** The variables that an expression reads and sets. */
    interface Variables {
        /** The value of a variable, or the empty text. */
        String get(String name);

        void set(String name, String value);
    }

    private static final int NESTING_MAX = 100;
    private static final String[] ASSIGNING = {"<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "="};
    private static final String[][] LEVELS = {
        {"||"},
        {"&&"},
        {"|"},
        {"^"},
        {"&"},
        {"==", "!="},
        {"<=", ">=", "<", ">"},
        {"<<", ">>"},
        {"+", "-"},
        {"*", "/", "%"}
    };

    private final String text;
    private final Variables variables;
    private final Function<String, RuntimeException> error;
    private int at;
    private int depth;
    private boolean dead;

    private Arithmetic(String text, Variables variables, Function<String, RuntimeException> error) {
        this.text = text;
        this.variables = variables;
        this.error = error;
    }

    /**
     * Evaluates an expression.
     *
     * @param error makes what is thrown from the reason that the expression has no value
     */
    static long evaluate(String text, Variables variables, Function<String, RuntimeException> error) {
        Arithmetic arithmetic = new Arithmetic(text, variables, error);
        arithmetic.blanks();
        if (arithmetic.at == text.length()) {
            return 0;
        }
        long value = arithmetic.assignment();
        arithmetic.blanks();
        if (arithmetic.at < text.length()) {
            throw arithmetic.bad("expecting EOF");
        }
        return value;
    }

    private RuntimeException bad(String reason) {
        return error.apply("arithmetic expression: " + reason + ": \"" + text + "\"");
    }

    private long assignment() {
        if (++depth > NESTING_MAX) {
            throw bad("more than " + NESTING_MAX + " nested parentheses");
        }
        try {
            blanks();
            int start = at;
            String name = name();
            if (!name.isEmpty()) {
                blanks();
                for (String operator : ASSIGNING) {
                    if (text.startsWith(operator, at) && !text.startsWith("==", at)) {
                        at += operator.length();
                        long right = assignment();
                        long value = operator.equals("=")
                                ? right
                                : binary(operator.substring(0, operator.length() - 1), variable(name), right);
                        if (!dead) {
                            variables.set(name, Long.toString(value));
                        }
                        return value;
                    }
                }
            }
            at = start;
            return conditional();
        } finally {
            depth--;
        }
    }

    private long conditional() {
        long condition = level(0);
        blanks();
        if (at >= text.length() || text.charAt(at) != '?') {
            return condition;
        }
        at++;
        long yes = evaluated(condition != 0, this::assignment);
        blanks();
        if (at >= text.length() || text.charAt(at) != ':') {
            throw bad("expecting ':'");
        }
        at++;
        long no = evaluated(condition == 0, this::conditional);
        return condition != 0 ? yes : no;
    }

    private long evaluated(boolean live, java.util.function.LongSupplier operand) {
        boolean before = dead;
        dead |= !live;
        try {
            return operand.getAsLong();
        } finally {
            dead = before;
        }
    }

    private long level(int level) {
        if (level == LEVELS.length) {
            return unary();
        }
        long left = level(level + 1);
        while (true) {
            blanks();
            String operator = operator(level);
            if (operator.isEmpty()) {
                return left;
            }
            at += operator.length();
            if (operator.equals("&&")) {
                long right = evaluated(left != 0, () -> level(level + 1));
                left = left != 0 && right != 0 ? 1 : 0;
            } else if (operator.equals("||")) {
                long right = evaluated(left == 0, () -> level(level + 1));
                left = left != 0 || right != 0 ? 1 : 0;
            } else {
                left = binary(operator, left, level(level + 1));
            }
        }
    }

    private String operator(int level) {
        for (String operator : LEVELS[level]) {
            if (text.startsWith(operator, at)) {
                String rest = text.substring(at + operator.length());
                boolean longer = operator.length() == 1 && "&|<>".contains(operator) && rest.startsWith(operator)
                        || rest.startsWith("=") && !"==!=<=>=".contains(operator)
                        || rest.startsWith("=") && (operator.equals("<<") || operator.equals(">>"));
                if (!longer) {
                    return operator;
                }
            }
        }
        return "";
    }

    private long binary(String operator, long a, long b) {
        return switch (operator) {
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "&" -> a & b;
            case "==" -> a == b ? 1 : 0;
            case "!=" -> a != b ? 1 : 0;
            case "<=" -> a <= b ? 1 : 0;
            case ">=" -> a >= b ? 1 : 0;
            case "<" -> a < b ? 1 : 0;
            case ">" -> a > b ? 1 : 0;
            case "<<" -> a << b;
            case ">>" -> a >> b;
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/", "%" -> {
                if (b == 0) {
                    if (dead) {
                        yield 0;
                    }
                    throw bad("division by zero");
                }
                yield operator.equals("/") ? a / b : a % b;
            }
            default -> throw bad("unknown operator");
        };
    }

    private long unary() {
        if (++depth > NESTING_MAX) {
            throw bad("more than " + NESTING_MAX + " nested operators");
        }
        try {
            blanks();
            if (at >= text.length()) {
                throw bad("expecting primary");
            }
            char c = text.charAt(at);
            if ((c == '+' || c == '-') && at + 1 < text.length() && text.charAt(at + 1) == c) {
                throw bad(c + "" + c + " is not supported");
            }
            switch (c) {
                case '-' -> {
                    at++;
                    return -unary();
                }
                case '+' -> {
                    at++;
                    return unary();
                }
                case '!' -> {
                    at++;
                    return unary() == 0 ? 1 : 0;
                }
                case '~' -> {
                    at++;
                    return ~unary();
                }
                case '(' -> {
                    at++;
                    long value = assignment();
                    blanks();
                    if (at >= text.length() || text.charAt(at) != ')') {
                        throw bad("expecting ')'");
                    }
                    at++;
                    return value;
                }
                default -> {
                    return primary();
                }
            }
        } finally {
            depth--;
        }
    }

    private long primary() {
        String name = name();
        if (!name.isEmpty()) {
            return variable(name);
        }
        int start = at;
        while (at < text.length() && (Lexer.isNamePart(text.charAt(at)))) {
            at++;
        }
        if (start == at) {
            throw bad("expecting primary");
        }
        return number(text.substring(start, at));
    }

    private long variable(String name) {
        String value = variables.get(name).strip();
        if (value.isEmpty()) {
            return 0;
        }
        if (value.startsWith("-")) {
            return -number(value.substring(1));
        }
        return number(value.startsWith("+") ? value.substring(1) : value);
    }

    private long number(String digits) {
        try {
            if (digits.startsWith("0x") || digits.startsWith("0X")) {
                return Long.parseUnsignedLong(digits.substring(2), 16);
            }
            if (digits.length() > 1 && digits.startsWith("0")) {
                return Long.parseUnsignedLong(digits.substring(1), 8);
            }
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw error.apply("Illegal number: " + digits);
        }
    }

    private String name() {
        int start = at;
        if (at < text.length() && Lexer.isNameStart(text.charAt(at))) {
            while (at < text.length() && Lexer.isNamePart(text.charAt(at))) {
                at++;
            }
        }
        return text.substring(start, at);
    }

    private void blanks() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
