package io.pinwright.simulator.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses scripts of {@code sed}. */
final class SedParser {

    /** Where a command applies: a line number, the last line ({@code line} -1), or a pattern; {@code step} for {@code first~step}. */
    record Address(long line, long step, Optional<Pattern> pattern) {}

    /**
     * A command.
     *
     * @param jump index of the command to go on with: for a block that does not apply, and for branches
     */
    static final class Command {
        Optional<Address> from = Optional.empty();
        Optional<Address> to = Optional.empty();
        long plus = -1;
        boolean negated;
        char name;
        String text = "";
        Optional<Pattern> pattern = Optional.empty();
        String flags = "";
        int occurrence = 1;
        int jump = -1;
        boolean inRange;
        long rangeEnd;
    }

    private final String text;
    private final boolean extended;
    private final List<Command> commands = new ArrayList<>();
    private final Deque<Command> blocks = new ArrayDeque<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private int at;

    private SedParser(String text, boolean extended) {
        this.text = text;
        this.extended = extended;
    }

    static List<Command> parse(String text, boolean extended) throws Tool.Failure {
        SedParser parser = new SedParser(text, extended);
        parser.commands();
        return parser.commands;
    }

    private Tool.Failure bad(String reason) {
        return new Tool.Failure("-e expression #1, char " + at + ": " + reason, 1);
    }

    private void commands() throws Tool.Failure {
        while (true) {
            while (at < text.length() && " \t\n;".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at >= text.length()) {
                break;
            }
            command();
        }
        if (!blocks.isEmpty()) {
            throw bad("unmatched `{'");
        }
        for (Command command : commands) {
            if ("btT".indexOf(command.name) >= 0) {
                Integer target = command.text.isEmpty() ? Integer.valueOf(commands.size()) : labels.get(command.text);
                if (target == null) {
                    throw new Tool.Failure(
                            "-e expression #1, char " + at + ": can't find label for jump to `" + command.text + "'",
                            1);
                }
                command.jump = target;
            }
        }
    }

    private void command() throws Tool.Failure {
        Command command = new Command();
        command.from = address();
        blanks();
        if (command.from.isPresent() && at < text.length() && text.charAt(at) == ',') {
            at++;
            blanks();
            if (at < text.length() && text.charAt(at) == '+') {
                at++;
                command.plus = number();
            } else {
                command.to = address();
                if (command.to.isEmpty()) {
                    throw bad("unexpected `,'");
                }
            }
        }
        blanks();
        while (at < text.length() && text.charAt(at) == '!') {
            command.negated = true;
            at++;
            blanks();
        }
        if (at >= text.length()) {
            throw bad("missing command");
        }
        command.name = text.charAt(at++);
        switch (command.name) {
            case '#' -> {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
                return;
            }
            case '{' -> blocks.push(command);
            case '}' -> {
                if (blocks.isEmpty()) {
                    throw bad("unexpected `}'");
                }
                blocks.pop().jump = commands.size();
                end();
                return;
            }
            case ':' -> {
                labels.put(word(), commands.size());
                return;
            }
            case 'b', 't', 'T' -> command.text = word();
            case 's' -> substitution(command);
            case 'y' -> {
                char delimiter = delimiter();
                command.text = until(delimiter, false);
                command.flags = until(delimiter, false);
                if (command.text.length() != command.flags.length()) {
                    throw bad("strings for `y' command are different lengths");
                }
                end();
            }
            case 'a', 'i', 'c' -> command.text = appended();
            case 'q', 'Q' -> {
                blanks();
                command.occurrence = at < text.length() && Character.isDigit(text.charAt(at)) ? (int) number() : 0;
                end();
            }
            case 'd', 'D', 'p', 'P', 'n', 'N', 'g', 'G', 'h', 'H', 'x', '=' -> end();
            default -> throw bad("unknown command: `" + command.name + "' (or not supported on a simulated host)");
        }
        commands.add(command);
    }

    private void substitution(Command command) throws Tool.Failure {
        char delimiter = delimiter();
        String regex = until(delimiter, true);
        command.text = until(delimiter, false);
        StringBuilder flags = new StringBuilder();
        while (at < text.length() && "gpiIe0123456789".indexOf(text.charAt(at)) >= 0) {
            if (Character.isDigit(text.charAt(at))) {
                command.occurrence = (int) number();
            } else if (text.charAt(at) == 'e') {
                throw bad("the flag `e' is not supported on a simulated host");
            } else {
                flags.append(text.charAt(at++));
            }
        }
        command.flags = flags.toString().replace('I', 'i');
        command.pattern = regex.isEmpty()
                ? Optional.empty()
                : Optional.of(BasicRegex.compile(regex, extended, command.flags.indexOf('i') >= 0));
        end();
    }

    private char delimiter() throws Tool.Failure {
        if (at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '\\') {
            throw bad("unterminated `s' command");
        }
        return text.charAt(at++);
    }

    private String until(char delimiter, boolean regex) throws Tool.Failure {
        StringBuilder found = new StringBuilder();
        boolean bracket = false;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (regex && !bracket && c == '[') {
                bracket = true;
                found.append(c);
                if (at < text.length() && text.charAt(at) == '^') {
                    found.append(text.charAt(at++));
                }
                if (at < text.length() && text.charAt(at) == ']') {
                    found.append(text.charAt(at++));
                }
                continue;
            }
            if (bracket) {
                if (c == '[' && at < text.length() && text.charAt(at) == ':') {
                    int end = text.indexOf(":]", at);
                    if (end > 0) {
                        found.append(text, at - 1, end + 2);
                        at = end + 2;
                        continue;
                    }
                }
                bracket = c != ']';
                found.append(c == '\\' && at < text.length() && text.charAt(at) == 'n' ? "\n" : String.valueOf(c));
                if (c == '\\' && at < text.length() && text.charAt(at) == 'n') {
                    at++;
                }
                continue;
            }
            if (c == delimiter) {
                return found.toString();
            }
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                if (escaped == delimiter && !(escaped == '&' && !regex)) {
                    found.append(escaped);
                } else {
                    found.append(c).append(escaped);
                }
            } else {
                found.append(c);
            }
        }
        throw bad("unterminated `s' command");
    }

    private String appended() {
        blanks();
        if (at < text.length() && text.charAt(at) == '\\') {
            at++;
            blanks();
            if (at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
        }
        StringBuilder lines = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            lines.append(c);
        }
        return lines.append('\n').toString();
    }

    private String word() {
        blanks();
        int start = at;
        while (at < text.length() && "\n;}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at).strip();
    }

    private void end() throws Tool.Failure {
        blanks();
        if (at < text.length() && ";\n}#".indexOf(text.charAt(at)) < 0) {
            throw bad("extra characters after command");
        }
    }

    private Optional<Address> address() throws Tool.Failure {
        if (at >= text.length()) {
            return Optional.empty();
        }
        char c = text.charAt(at);
        if (Character.isDigit(c)) {
            long line = number();
            if (at < text.length() && text.charAt(at) == '~') {
                at++;
                return Optional.of(new Address(line, number(), Optional.empty()));
            }
            return Optional.of(new Address(line, 0, Optional.empty()));
        }
        if (c == '$') {
            at++;
            return Optional.of(new Address(-1, 0, Optional.empty()));
        }
        if (c != '/' && c != '\\') {
            return Optional.empty();
        }
        at++;
        char delimiter = c == '/' ? c : delimiter();
        String regex = until(delimiter, true);
        boolean ignoreCase = at < text.length() && text.charAt(at) == 'I';
        if (ignoreCase) {
            at++;
        }
        return Optional.of(new Address(0, 0, Optional.of(BasicRegex.compile(regex, extended, ignoreCase))));
    }

    private long number() {
        long value = 0;
        while (at < text.length() && Character.isDigit(text.charAt(at)) && value < 1_000_000_000) {
            value = value * 10 + text.charAt(at++) - '0';
        }
        return value;
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }
}
