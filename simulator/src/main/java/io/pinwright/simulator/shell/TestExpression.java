package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.VirtualFiles.Kind;
import io.pinwright.simulator.shell.VirtualFiles.Status;
import java.util.List;
import java.util.Optional;

/** {@code test} and {@code [}. */
final class TestExpression {

    /** Whether the expression holds, or what is wrong with it. */
    record Result(boolean holds, Optional<String> problem) {}

    private static final class Problem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Problem(String message) {
            super(message, null, false, false);
        }
    }

    private static final List<String> BINARY =
            List.of("=", "==", "!=", "<", ">", "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-nt", "-ot", "-ef");

    private final List<String> words;
    private final VirtualFiles files;
    private final ShellState state;
    private int at;

    private TestExpression(List<String> words, VirtualFiles files, ShellState state) {
        this.words = words;
        this.files = files;
        this.state = state;
    }

    static Result evaluate(List<String> argv, VirtualFiles files, ShellState state) {
        List<String> words = argv.subList(1, argv.size());
        if (argv.get(0).equals("[")) {
            if (words.isEmpty() || !words.get(words.size() - 1).equals("]")) {
                return new Result(false, Optional.of("missing ]"));
            }
            words = words.subList(0, words.size() - 1);
        }
        try {
            TestExpression test = new TestExpression(words, files, state);
            boolean holds = test.byCount();
            return new Result(holds, Optional.empty());
        } catch (Problem e) {
            return new Result(false, Optional.ofNullable(e.getMessage()));
        }
    }

    /** POSIX says what up to four words mean by their count. */
    private boolean byCount() {
        switch (words.size()) {
            case 0 -> {
                return false;
            }
            case 1 -> {
                return !words.get(0).isEmpty();
            }
            case 2 -> {
                if (words.get(0).equals("!")) {
                    return words.get(1).isEmpty();
                }
            }
            case 3 -> {
                if (BINARY.contains(words.get(1))) {
                    return binary(words.get(0), words.get(1), words.get(2));
                }
            }
            default -> {}
        }
        boolean holds = or();
        if (at < words.size()) {
            throw new Problem(words.get(at) + ": unexpected operator");
        }
        return holds;
    }

    private boolean or() {
        boolean holds = and();
        while (at < words.size() && words.get(at).equals("-o")) {
            at++;
            holds |= and();
        }
        return holds;
    }

    private boolean and() {
        boolean holds = not();
        while (at < words.size() && words.get(at).equals("-a")) {
            at++;
            holds &= not();
        }
        return holds;
    }

    private boolean not() {
        if (at < words.size() && words.get(at).equals("!") && !(at + 1 < words.size() && isBinary(at + 1))) {
            at++;
            return !not();
        }
        return primary();
    }

    private boolean isBinary(int index) {
        return index + 1 < words.size() && BINARY.contains(words.get(index));
    }

    private boolean primary() {
        if (at >= words.size()) {
            throw new Problem("argument expected");
        }
        if (isBinary(at + 1)) {
            at += 3;
            return binary(words.get(at - 3), words.get(at - 2), words.get(at - 1));
        }
        String word = words.get(at);
        if (word.equals("(")) {
            at++;
            boolean holds = or();
            if (at >= words.size() || !words.get(at).equals(")")) {
                throw new Problem("closing paren expected");
            }
            at++;
            return holds;
        }
        if (word.length() == 2
                && word.charAt(0) == '-'
                && at + 1 < words.size()
                && "bcdefghknprstuwxzLSO".indexOf(word.charAt(1)) >= 0) {
            at += 2;
            return unary(word.charAt(1), words.get(at - 1));
        }
        at++;
        return !word.isEmpty();
    }

    private boolean unary(char operator, String operand) {
        switch (operator) {
            case 'n' -> {
                return !operand.isEmpty();
            }
            case 'z' -> {
                return operand.isEmpty();
            }
            case 't' -> {
                return false;
            }
            default -> {}
        }
        if (operand.isEmpty()) {
            return false;
        }
        String path = Paths.resolve(state.directory, operand);
        Optional<Status> found = files.status(path, operator != 'h' && operator != 'L');
        if (found.isEmpty()) {
            return Devices.descriptor(path) >= 0 && operator == 'e';
        }
        Status status = found.get();
        return switch (operator) {
            case 'e' -> true;
            case 'f' -> status.kind() == Kind.FILE;
            case 'd' -> status.kind() == Kind.DIRECTORY;
            case 'h', 'L' -> status.kind() == Kind.LINK;
            case 'c' -> status.kind() == Kind.DEVICE;
            case 's' -> status.size() > 0;
            case 'r' -> Permissions.allows(files, status, state.user, 4);
            case 'w' -> Permissions.allows(files, status, state.user, 2);
            case 'x' -> Permissions.allows(files, status, state.user, 1);
            case 'u' -> (status.mode() & 04000) != 0;
            case 'g' -> (status.mode() & 02000) != 0;
            case 'k' -> (status.mode() & 01000) != 0;
            case 'O' -> status.owner().equals(state.user);
            default -> false;
        };
    }

    private boolean binary(String left, String operator, String right) {
        switch (operator) {
            case "=", "==" -> {
                return left.equals(right);
            }
            case "!=" -> {
                return !left.equals(right);
            }
            case "<" -> {
                return left.compareTo(right) < 0;
            }
            case ">" -> {
                return left.compareTo(right) > 0;
            }
            case "-nt", "-ot", "-ef" -> {
                return compareFiles(left, operator, right);
            }
            default -> {}
        }
        long a = number(left);
        long b = number(right);
        return switch (operator) {
            case "-eq" -> a == b;
            case "-ne" -> a != b;
            case "-gt" -> a > b;
            case "-ge" -> a >= b;
            case "-lt" -> a < b;
            default -> a <= b;
        };
    }

    private boolean compareFiles(String left, String operator, String right) {
        String leftPath = Paths.resolve(state.directory, left);
        String rightPath = Paths.resolve(state.directory, right);
        Optional<Status> a = files.status(leftPath, true);
        Optional<Status> b = files.status(rightPath, true);
        if (operator.equals("-ef")) {
            try {
                return a.isPresent()
                        && b.isPresent()
                        && files.realPath(leftPath).equals(files.realPath(rightPath));
            } catch (VirtualIoException e) {
                return false;
            }
        }
        if (operator.equals("-nt")) {
            return a.isPresent()
                    && (b.isEmpty() || a.get().modifiedSeconds() > b.get().modifiedSeconds());
        }
        return b.isPresent()
                && (a.isEmpty() || a.get().modifiedSeconds() < b.get().modifiedSeconds());
    }

    private static long number(String text) {
        String trimmed = text.strip();
        try {
            return Long.parseLong(trimmed.startsWith("+") ? trimmed.substring(1) : trimmed);
        } catch (NumberFormatException e) {
            throw new Problem("Illegal number: " + text);
        }
    }
}
