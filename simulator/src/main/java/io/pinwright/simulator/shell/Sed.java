package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.SedParser.Address;
import io.pinwright.simulator.shell.SedParser.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sed}: all commands but those that read or write other files. */
final class Sed {

    private static final int STEPS_MAX = 50_000_000;

    private final Tool tool;
    private final List<Command> commands;
    private final boolean silent;
    private final StringBuilder out = new StringBuilder();
    private List<String> lines = List.of();
    private int next;
    private String space = "";
    private String hold = "";
    private String after = "";
    private boolean substituted;
    private Optional<Pattern> last = Optional.empty();
    private int quit = -1;
    private boolean open;
    private int steps;

    private Sed(Tool tool, List<Command> commands) {
        this.tool = tool;
        this.commands = commands;
        this.silent = tool.has("n");
    }

    static ShellCommand program() {
        return Tool.program(
                "nErsi:e:f:u".replace("i:", "i"),
                List.of("quiet=n", "silent=n", "regexp-extended=E", "expression=e", "in-place=i"),
                Sed::start);
    }

    private static int start(Tool tool) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(tool.operands);
        List<String> scripts = new ArrayList<>(tool.values("e"));
        if (tool.value("f").isPresent()) {
            scripts.add(Tool.text(tool.readAll(tool.open(tool.value("f").get()))));
        }
        if (scripts.isEmpty()) {
            if (names.isEmpty()) {
                throw new Tool.Failure("no script specified", 1);
            }
            scripts.add(names.remove(0));
        }
        List<Command> commands = SedParser.parse(String.join("\n", scripts), tool.has("E") || tool.has("r"));
        if (!tool.value("i").orElse("").isEmpty()) {
            throw new Tool.Failure("-i with a suffix is not supported on a simulated host", 1);
        }
        if (!tool.has("i")) {
            StringBuilder all = new StringBuilder();
            int[] status = {0};
            for (String name : names.isEmpty() ? List.of("-") : names) {
                try {
                    all.append(Tool.text(tool.readAll(tool.open(name))));
                } catch (VirtualIoException e) {
                    tool.error("can't read " + name + ": " + e.getMessage());
                    status[0] = 2;
                }
            }
            Sed sed = new Sed(tool, commands);
            sed.run(all.toString());
            tool.print(sed.out.toString());
            return sed.quit >= 0 ? sed.quit : status[0];
        }
        int status = 0;
        for (String name : names) {
            String path = tool.path(name);
            try {
                Sed sed = new Sed(tool, commands);
                sed.run(Tool.text(tool.files().read(path)));
                tool.files().write(path, Tool.bytes(sed.out.toString()), false);
                status = Math.max(status, sed.quit);
            } catch (VirtualIoException e) {
                tool.error("can't read " + name + ": " + e.getMessage());
                status = 2;
            }
        }
        return status;
    }

    private void run(String text) throws Tool.Failure {
        lines = TextTools.keepEnds(text);
        while (next < lines.size() && quit < 0) {
            space = lines.get(next++);
            cycle();
        }
    }

    /** The newline that the last line may lack. */
    private String end() {
        return next == lines.size() && !lines.get(next - 1).endsWith("\n") ? "" : "\n";
    }

    private void cycle() throws Tool.Failure {
        boolean again = true;
        space = stripped(space);
        while (again) {
            again = false;
            after = "";
            boolean deleted = false;
            substituted = false;
            int at = 0;
            while (at < commands.size()) {
                if (++steps > STEPS_MAX) {
                    throw new Tool.Failure("script runs for too long", 1);
                }
                Command command = commands.get(at);
                at++;
                if (applies(command) == command.negated) {
                    if (command.name == '{') {
                        at = command.jump;
                    }
                    continue;
                }
                switch (command.name) {
                    case 'b' -> at = command.jump;
                    case 't', 'T' -> {
                        if (substituted == (command.name == 't')) {
                            at = command.jump;
                        }
                        substituted = false;
                    }
                    case 'd', 'Q' -> {
                        deleted = true;
                        at = commands.size();
                        quit = command.name == 'Q' ? command.occurrence : -1;
                    }
                    case 'c' -> {
                        if (command.to.isEmpty() && command.plus < 0 || !command.inRange || command.negated) {
                            out.append(command.text);
                        }
                        deleted = true;
                        at = commands.size();
                    }
                    case 'D' -> {
                        int newline = space.indexOf('\n');
                        deleted = true;
                        at = commands.size();
                        if (newline >= 0) {
                            space = space.substring(newline + 1);
                            again = true;
                        }
                    }
                    case 'q' -> {
                        quit = command.occurrence;
                        at = commands.size();
                    }
                    case 'n', 'N' -> {
                        if (next >= lines.size()) {
                            // GNU prints the pattern space when there is no next line.
                            quit = 0;
                            at = commands.size();
                        } else if (command.name == 'n') {
                            print();
                            flush();
                            space = stripped(lines.get(next++));
                        } else {
                            flush();
                            space += "\n" + stripped(lines.get(next++));
                        }
                    }
                    default -> simple(command);
                }
            }
            if (!deleted) {
                print();
            }
            flush();
        }
    }

    private void flush() {
        if (!after.isEmpty()) {
            begin();
            out.append(after);
            after = "";
        }
    }

    private void print() {
        if (!silent) {
            put(space);
        }
    }

    /** Writes a line; the last line of the input may lack its newline, which it gets when more follows. */
    private void put(String line) {
        begin();
        out.append(line);
        String end = end();
        out.append(end);
        open = end.isEmpty();
    }

    private void begin() {
        if (open) {
            out.append('\n');
            open = false;
        }
    }

    private static String stripped(String line) {
        return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }

    private void simple(Command command) throws Tool.Failure {
        switch (command.name) {
            case 's' -> substitute(command);
            case 'p' -> put(space);
            case 'P' -> {
                begin();
                out.append(space.split("\n", 2)[0]).append('\n');
            }
            case '=' -> {
                begin();
                out.append(next).append('\n');
            }
            case 'a' -> after += command.text;
            case 'i' -> {
                begin();
                out.append(command.text);
            }
            case 'g' -> space = hold;
            case 'G' -> space += "\n" + hold;
            case 'h' -> hold = space;
            case 'H' -> hold += "\n" + space;
            case 'x' -> {
                String swapped = hold;
                hold = space;
                space = swapped;
            }
            case 'y' -> {
                StringBuilder changed = new StringBuilder();
                for (char c : space.toCharArray()) {
                    int index = command.text.indexOf(c);
                    changed.append(index < 0 ? c : command.flags.charAt(index));
                }
                space = changed.toString();
            }
            default -> {
                // A block that applies: go on with its first command.
            }
        }
    }

    private boolean applies(Command command) {
        if (command.from.isEmpty()) {
            return true;
        }
        Address from = command.from.get();
        if (command.to.isEmpty() && command.plus < 0) {
            return matches(from);
        }
        if (!command.inRange) {
            boolean zero = from.line() == 0 && from.pattern().isEmpty() && from.step() == 0 && next == 1;
            if (!zero && !matches(from)) {
                return false;
            }
            if (zero && command.to.isPresent() && matches(command.to.get())) {
                return true;
            }
            command.inRange = true;
            command.rangeEnd = command.plus >= 0
                    ? next + command.plus
                    : command.to.map(Address::line).orElse(0L);
            boolean byLine = command.plus >= 0
                    || command.to.filter(to -> to.pattern().isEmpty()).isPresent();
            if (byLine && command.rangeEnd >= 0 && command.rangeEnd <= next
                    || command.rangeEnd < 0 && next == lines.size()) {
                command.inRange = false;
            }
            return true;
        }
        if (command.plus >= 0
                || command.to
                        .filter(to -> to.pattern().isEmpty() && to.line() >= 0)
                        .isPresent()) {
            if (next >= command.rangeEnd) {
                command.inRange = false;
            }
            return next <= command.rangeEnd;
        }
        if (command.to.map(this::matches).orElse(false)) {
            command.inRange = false;
        }
        return true;
    }

    private boolean matches(Address address) {
        if (address.pattern().isPresent()) {
            last = address.pattern();
            return address.pattern().get().matcher(space).find();
        }
        if (address.step() > 0) {
            return next >= address.line() && (next - address.line()) % address.step() == 0;
        }
        return address.line() < 0 ? next == lines.size() : next == address.line();
    }

    private void substitute(Command command) throws Tool.Failure {
        Optional<Pattern> pattern = command.pattern.or(() -> last);
        if (pattern.isEmpty()) {
            throw new Tool.Failure("no previous regular expression", 1);
        }
        last = pattern;
        Matcher matcher = pattern.get().matcher(space);
        StringBuilder changed = new StringBuilder();
        int copied = 0;
        int count = 0;
        boolean any = false;
        while (matcher.find()) {
            count++;
            if (count < command.occurrence) {
                continue;
            }
            any = true;
            changed.append(space, copied, matcher.start());
            replacement(command.text, matcher, changed);
            copied = matcher.end();
            if (command.flags.indexOf('g') < 0) {
                break;
            }
        }
        if (any) {
            changed.append(space, copied, space.length());
            space = changed.toString();
            substituted = true;
            if (command.flags.indexOf('p') >= 0) {
                put(space);
            }
        }
    }

    private static void replacement(String text, Matcher matcher, StringBuilder into) throws Tool.Failure {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '&') {
                into.append(matcher.group());
            } else if (c == '\\' && i + 1 < text.length()) {
                char escaped = text.charAt(++i);
                if (Character.isDigit(escaped)) {
                    if (escaped - '0' > matcher.groupCount()) {
                        throw new Tool.Failure(
                                "-e expression #1: invalid reference \\" + escaped + " on `s' command's RHS", 1);
                    }
                    String group = matcher.group(escaped - '0');
                    into.append(group == null ? "" : group);
                } else if ("ULEul".indexOf(escaped) >= 0) {
                    throw new Tool.Failure("\\" + escaped + " is not supported on a simulated host", 1);
                } else {
                    into.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
                }
            } else {
                into.append(c);
            }
        }
    }
}
