package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.List;

/** {@code printf} and {@code echo} as dash has them. */
final class Printf {

    /** What is written, and what was wrong with the arguments. */
    record Result(String text, List<String> problems, int status) {}

    private final List<String> arguments;
    private final StringBuilder out = new StringBuilder();
    private final List<String> problems = new ArrayList<>();
    private int at;
    private boolean stopped;

    private Printf(List<String> arguments) {
        this.arguments = arguments;
    }

    /** {@code echo} without options but {@code -n}, with backslash escapes. */
    static String echo(List<String> argv) {
        boolean newline = argv.size() < 2 || !argv.get(1).equals("-n");
        Printf printf = new Printf(List.of());
        printf.escapes(String.join(" ", argv.subList(newline ? 1 : 2, argv.size())), true);
        return printf.stopped || !newline
                ? printf.out.toString()
                : printf.out.append('\n').toString();
    }

    /** Formats; the first word is the format. */
    static Result format(List<String> words) {
        List<String> rest = words.size() > 0 && words.get(0).equals("--") ? words.subList(1, words.size()) : words;
        if (rest.isEmpty()) {
            return new Result("", List.of("usage: printf format [arg ...]"), 2);
        }
        String format = rest.get(0);
        Printf printf = new Printf(rest.subList(1, rest.size()));
        int before;
        do {
            before = printf.at;
            printf.once(format);
        } while (!printf.stopped && printf.at < printf.arguments.size() && printf.at > before);
        return new Result(printf.out.toString(), printf.problems, printf.problems.isEmpty() ? 0 : 1);
    }

    private String argument() {
        return at < arguments.size() ? arguments.get(at++) : "";
    }

    private void once(String format) {
        int i = 0;
        while (i < format.length() && !stopped) {
            char c = format.charAt(i);
            if (c == '\\') {
                i = escape(format, i, false);
            } else if (c != '%') {
                out.append(c);
                i++;
            } else if (i + 1 < format.length() && format.charAt(i + 1) == '%') {
                out.append('%');
                i += 2;
            } else {
                i = directive(format, i + 1);
            }
        }
    }

    private int directive(String format, int from) {
        int i = from;
        StringBuilder flags = new StringBuilder();
        while (i < format.length() && "-+ #0".indexOf(format.charAt(i)) >= 0) {
            flags.append(format.charAt(i++));
        }
        int width = 0;
        if (i < format.length() && format.charAt(i) == '*') {
            width = (int) number(argument());
            if (width < 0) {
                flags.append('-');
                width = -width;
            }
            i++;
        } else {
            while (i < format.length() && Character.isDigit(format.charAt(i)) && width < 100_000) {
                width = width * 10 + format.charAt(i++) - '0';
            }
        }
        int precision = -1;
        if (i < format.length() && format.charAt(i) == '.') {
            i++;
            precision = 0;
            if (i < format.length() && format.charAt(i) == '*') {
                precision = (int) number(argument());
                i++;
            } else {
                while (i < format.length() && Character.isDigit(format.charAt(i)) && precision < 100_000) {
                    precision = precision * 10 + format.charAt(i++) - '0';
                }
            }
        }
        char kind = i < format.length() ? format.charAt(i) : ' ';
        String text;
        switch (kind) {
            case 's' -> text = cut(argument(), precision);
            case 'b' -> {
                Printf inner = new Printf(List.of());
                inner.escapes(argument(), true);
                stopped = inner.stopped;
                text = cut(inner.out.toString(), precision);
            }
            case 'c' -> {
                String argument = argument();
                text = argument.isEmpty() ? "" : argument.substring(0, 1);
            }
            case 'd', 'i', 'u', 'o', 'x', 'X' -> text = integer(kind, flags.toString(), width, precision);
            case 'e', 'E', 'f', 'F', 'g', 'G' -> {
                double value;
                String argument = argument();
                try {
                    value = argument.isEmpty() ? 0 : Double.parseDouble(argument);
                } catch (NumberFormatException e) {
                    problems.add(argument + ": expected numeric value");
                    value = 0;
                }
                String java = "%" + (flags.indexOf("+") >= 0 ? "+" : "") + "." + (precision < 0 ? 6 : precision)
                        + Character.toLowerCase(kind == 'F' ? 'f' : kind);
                text = String.format(java, value);
                if (kind == 'g' || kind == 'G') {
                    problems.add("%" + kind + ": not supported");
                }
            }
            default -> {
                problems.add("%" + (i < format.length() ? kind : "") + ": invalid directive");
                stopped = true;
                return format.length();
            }
        }
        pad(text, flags.toString(), width);
        return i + 1;
    }

    private static String cut(String text, int precision) {
        return precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
    }

    private void pad(String text, String flags, int width) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        out.append(flags.indexOf('-') >= 0 ? text + blanks : blanks + text);
    }

    private String integer(char kind, String flags, int width, int precision) {
        long value = number(argument());
        boolean signed = kind == 'd' || kind == 'i';
        String digits = switch (kind) {
            case 'o' -> Long.toOctalString(value);
            case 'x' -> Long.toHexString(value);
            case 'X' -> Long.toHexString(value).toUpperCase(java.util.Locale.ROOT);
            case 'u' -> Long.toUnsignedString(value);
            default -> Long.toString(value);
        };
        String sign = "";
        if (signed && digits.startsWith("-")) {
            sign = "-";
            digits = digits.substring(1);
        } else if (signed && flags.indexOf('+') >= 0) {
            sign = "+";
        } else if (signed && flags.indexOf(' ') >= 0) {
            sign = " ";
        }
        if (flags.indexOf('#') >= 0 && value != 0) {
            sign = kind == 'o' ? "0" : kind == 'x' ? "0x" : kind == 'X' ? "0X" : sign;
        }
        int zeros = precision >= 0
                ? precision - digits.length()
                : flags.indexOf('0') >= 0 && flags.indexOf('-') < 0 ? width - sign.length() - digits.length() : 0;
        return sign + "0".repeat(Math.max(0, zeros)) + digits;
    }

    private long number(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return 0;
        }
        if (trimmed.charAt(0) == '\'' || trimmed.charAt(0) == '"') {
            return trimmed.length() > 1 ? trimmed.charAt(1) : 0;
        }
        boolean negative = trimmed.startsWith("-");
        String rest = negative || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
        int radix = 10;
        if (rest.startsWith("0x") || rest.startsWith("0X")) {
            radix = 16;
            rest = rest.substring(2);
        } else if (rest.startsWith("0")) {
            radix = 8;
        }
        int end = 0;
        while (end < rest.length() && Character.digit(rest.charAt(end), radix) >= 0) {
            end++;
        }
        if (end < rest.length() || end == 0) {
            problems.add(text + (end == 0 ? ": expected numeric value" : ": not completely converted"));
        }
        try {
            long value = end == 0 ? 0 : Long.parseUnsignedLong(rest.substring(0, end), radix);
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            problems.add(text + ": Numerical result out of range");
            return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private void escapes(String text, boolean zeroOctal) {
        int i = 0;
        while (i < text.length() && !stopped) {
            if (text.charAt(i) == '\\') {
                i = escape(text, i, zeroOctal);
            } else {
                out.append(text.charAt(i++));
            }
        }
    }

    /** Writes the escape at a backslash and gives the place behind it. */
    private int escape(String text, int at, boolean zeroOctal) {
        if (at + 1 >= text.length()) {
            out.append('\\');
            return at + 1;
        }
        char c = text.charAt(at + 1);
        switch (c) {
            case 'a' -> out.append('\007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'v' -> out.append('\013');
            case '\\' -> out.append('\\');
            case 'c' -> {
                if (zeroOctal) {
                    stopped = true;
                } else {
                    out.append("\\c");
                }
            }
            default -> {
                if (c < '0' || c > '7') {
                    out.append('\\').append(c);
                    return at + 2;
                }
                int i = at + 1;
                int digitsMax = 3;
                if (zeroOctal && c == '0') {
                    i++;
                }
                int value = 0;
                int start = i;
                while (i < text.length() && i - start < digitsMax && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
                    value = value * 8 + text.charAt(i++) - '0';
                }
                out.append((char) (value & 0xff));
                return i;
            }
        }
        return at + 2;
    }
}
