package io.pinwright.simulator.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The utilities that are part of the shell. */
final class Builtins {

    /** One of them. */
    interface Builtin {
        int run(Builtins builtins, List<String> argv, boolean tested) throws IOException, InterruptedException;
    }

    /** Those whose failure ends the shell and whose assignments stay (POSIX, section 2.14). */
    static final Set<String> SPECIAL = Set.of(
            "break",
            ":",
            "continue",
            ".",
            "eval",
            "exec",
            "exit",
            "export",
            "readonly",
            "return",
            "set",
            "shift",
            "times",
            "trap",
            "unset");

    private static final Set<String> REFUSED = Set.of("alias", "unalias", "fc", "fg", "bg", "jobs", "hash", "getopts");
    private static final Map<String, Builtin> BUILTINS = new HashMap<>();

    static {
        BUILTINS.put(":", (b, argv, tested) -> 0);
        BUILTINS.put("true", (b, argv, tested) -> 0);
        BUILTINS.put("false", (b, argv, tested) -> 1);
        BUILTINS.put("echo", (b, argv, tested) -> b.print(Printf.echo(argv)));
        BUILTINS.put("printf", (b, argv, tested) -> b.printf(argv));
        BUILTINS.put("test", (b, argv, tested) -> b.test(argv));
        BUILTINS.put("[", (b, argv, tested) -> b.test(argv));
        BUILTINS.put("cd", (b, argv, tested) -> b.cd(argv));
        BUILTINS.put("pwd", (b, argv, tested) -> b.print(b.state.directory + "\n"));
        BUILTINS.put("break", (b, argv, tested) -> b.loop(argv, false));
        BUILTINS.put("continue", (b, argv, tested) -> b.loop(argv, true));
        BUILTINS.put("return", (b, argv, tested) -> {
            throw new Control.Return(b.statusArgument(argv));
        });
        BUILTINS.put("exit", (b, argv, tested) -> {
            throw new Control.Exit(b.statusArgument(argv));
        });
        BUILTINS.put("eval", (b, argv, tested) -> b.eval(argv, tested));
        BUILTINS.put(".", (b, argv, tested) -> b.source(argv, tested));
        BUILTINS.put("export", (b, argv, tested) -> b.declare(argv, true));
        BUILTINS.put("readonly", (b, argv, tested) -> b.declare(argv, false));
        BUILTINS.put("local", (b, argv, tested) -> b.local(argv));
        BUILTINS.put("unset", (b, argv, tested) -> b.unset(argv));
        BUILTINS.put("shift", (b, argv, tested) -> b.shift(argv));
        BUILTINS.put("set", (b, argv, tested) -> b.set(argv));
        BUILTINS.put("trap", (b, argv, tested) -> b.trap(argv));
        BUILTINS.put("read", (b, argv, tested) -> new ReadLine(b.shell).run(argv));
        BUILTINS.put("umask", (b, argv, tested) -> b.umask(argv));
        BUILTINS.put("wait", (b, argv, tested) -> b.waitFor(argv));
        BUILTINS.put("kill", (b, argv, tested) -> b.kill(argv));
        BUILTINS.put("command", (b, argv, tested) -> b.command(argv, tested));
        BUILTINS.put("type", (b, argv, tested) -> b.type(argv));
        BUILTINS.put("ulimit", (b, argv, tested) -> 0);
        BUILTINS.put("times", (b, argv, tested) -> b.print("0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n"));
        BUILTINS.put("sleep", (b, argv, tested) -> Sleep.run(b.shell, argv));
        BUILTINS.put("exec", (b, argv, tested) -> 0);
        for (String name : REFUSED) {
            BUILTINS.put(name, (b, argv, tested) -> {
                throw b.shell.fail(name + ": not supported by this shell");
            });
        }
    }

    private final ShellProcess shell;
    private final ShellState state;

    Builtins(ShellProcess shell) {
        this.shell = shell;
        this.state = shell.state;
    }

    static @Nullable Builtin find(String name) {
        return BUILTINS.get(name);
    }

    int run(Builtin builtin, List<String> argv, boolean tested) {
        try {
            return builtin.run(this, argv, tested);
        } catch (BrokenPipeException e) {
            shell.brokenPipe();
            shell.message(argv.get(0) + ": I/O error");
            return 1;
        } catch (InterruptedException e) {
            shell.group.check();
            throw new Control.Killed(2);
        } catch (IOException e) {
            shell.throwIfInterrupted(e);
            shell.message(argv.get(0) + ": " + e.getMessage());
            return 1;
        }
    }

    int print(String text) throws IOException {
        if (text.isEmpty()) {
            return 0;
        }
        OpenFile out = state.descriptors.get(1);
        if (out == null) {
            throw new VirtualIoException("I/O error");
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            out.write(bytes, 0, bytes.length);
        } catch (VirtualIoException e) {
            throw new VirtualIoException("write error: " + e.getMessage());
        }
        return 0;
    }

    private int printf(List<String> argv) throws IOException {
        Printf.Result result = Printf.format(argv.subList(1, argv.size()));
        print(result.text());
        for (String problem : result.problems()) {
            shell.message("printf: " + problem);
        }
        return result.status();
    }

    private int test(List<String> argv) {
        TestExpression.Result result = TestExpression.evaluate(argv, shell.files(), state);
        if (result.problem().isPresent()) {
            shell.message(argv.get(0) + ": " + result.problem().get());
            return 2;
        }
        return result.holds() ? 0 : 1;
    }

    private int cd(List<String> argv) throws IOException {
        List<String> operands = new ArrayList<>(argv.subList(1, argv.size()));
        boolean physical = false;
        while (!operands.isEmpty()
                && (operands.get(0).equals("-L")
                        || operands.get(0).equals("-P")
                        || operands.get(0).equals("--"))) {
            physical = operands.remove(0).equals("-P");
        }
        String target = operands.isEmpty() ? state.value("HOME").orElse("") : operands.get(0);
        boolean shows = target.equals("-");
        if (shows) {
            target = state.value("OLDPWD").orElse(state.directory);
        }
        if (target.isEmpty()) {
            return 0;
        }
        String path = Paths.resolve(state.directory, target);
        Optional<VirtualFiles.Status> status = shell.files().status(path, true);
        if (status.filter(s -> s.kind() == VirtualFiles.Kind.DIRECTORY).isEmpty()) {
            shell.message("cd: can't cd to " + target);
            return 2;
        }
        shell.assign("OLDPWD", state.directory);
        state.directory = physical ? shell.files().realPath(path) : path;
        shell.assign("PWD", state.directory);
        return shows ? print(state.directory + "\n") : 0;
    }

    private int loop(List<String> argv, boolean again) {
        int levels = 1;
        if (argv.size() > 1) {
            levels = number(argv.get(0), argv.get(1));
            if (levels < 1) {
                throw shell.fail(argv.get(0) + ": Illegal number: " + argv.get(1));
            }
        }
        if (state.loops == 0) {
            return 0;
        }
        throw new Control.Loop(Math.min(levels, state.loops), again);
    }

    private int number(String name, String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw shell.fail(name + ": Illegal number: " + text);
        }
        return Integer.parseInt(text);
    }

    private int statusArgument(List<String> argv) {
        return argv.size() > 1 ? number(argv.get(0), argv.get(1)) & 0xff : state.status;
    }

    private int eval(List<String> argv, boolean tested) {
        List<String> words = argv.subList(argv.size() > 1 && argv.get(1).equals("--") ? 2 : 1, argv.size());
        return words.isEmpty() ? 0 : Scripts.evaluate(shell, String.join(" ", words), tested);
    }

    private int source(List<String> argv, boolean tested) {
        if (argv.size() < 2) {
            throw shell.fail(".: filename argument required");
        }
        String name = argv.get(1);
        String path = Paths.resolve(state.directory, name);
        if (name.indexOf('/') < 0) {
            for (String folder :
                    state.value("PATH").orElse(Programs.DEFAULT_PATH).split(":", -1)) {
                String candidate = Paths.resolve(state.directory, folder.isEmpty() ? name : folder + "/" + name);
                if (shell.files().status(candidate, true).isPresent()) {
                    path = candidate;
                    break;
                }
            }
            if (shell.files().status(path, true).isEmpty()) {
                throw shell.fail(".: " + name + ": not found");
            }
        }
        String script;
        try {
            script = new String(shell.files().read(path), StandardCharsets.ISO_8859_1);
        } catch (VirtualIoException e) {
            throw shell.fail(".: cannot open " + name + ": "
                    + (String.valueOf(e.getMessage()).startsWith("No such") ? "No such file" : e.getMessage()));
        }
        try {
            return Scripts.evaluate(shell, script, tested);
        } catch (Control.Return end) {
            return end.status;
        }
    }

    private int declare(List<String> argv, boolean exports) throws IOException {
        List<String> names = argv.subList(1, argv.size());
        if (!names.isEmpty() && (names.get(0).equals("-p") || names.get(0).equals("--"))) {
            names = names.subList(1, names.size());
        }
        if (names.isEmpty()) {
            StringBuilder listing = new StringBuilder();
            new TreeMap<>(state.variables).forEach((name, held) -> {
                if (exports ? held.exported() : held.readonly()) {
                    listing.append(exports ? "export " : "readonly ").append(name);
                    held.value().ifPresent(value -> listing.append('=').append(quoted(value)));
                    listing.append('\n');
                }
            });
            return print(listing.toString());
        }
        for (String text : names) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (!Parser.isName(name)) {
                throw shell.fail(argv.get(0) + ": " + text + ": bad variable name");
            }
            if (equals >= 0) {
                shell.assign(name, text.substring(equals + 1));
            }
            ShellState.Variable held = state.variables.get(name);
            Optional<String> value = held == null ? Optional.empty() : held.value();
            boolean exported = exports || held != null && held.exported();
            boolean readonly = !exports || held != null && held.readonly();
            state.variables.put(name, new ShellState.Variable(value, exported, readonly));
        }
        return 0;
    }

    static String quoted(String value) {
        return "'" + value.replace("'", "'\"'\"'") + "'";
    }

    private int local(List<String> argv) {
        if (state.locals.isEmpty()) {
            throw shell.fail("local: not in a function");
        }
        for (String text : argv.subList(1, argv.size())) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (!Parser.isName(name)) {
                throw shell.fail("local: " + text + ": bad variable name");
            }
            state.locals.peek().putIfAbsent(name, Optional.ofNullable(state.variables.get(name)));
            if (equals >= 0) {
                shell.assign(name, text.substring(equals + 1));
            }
        }
        return 0;
    }

    private int unset(List<String> argv) {
        boolean functions = false;
        for (String name : argv.subList(1, argv.size())) {
            if (name.equals("-f")) {
                functions = true;
            } else if (!name.equals("-v") && !name.equals("--")) {
                if (functions) {
                    state.functions.remove(name);
                } else {
                    ShellState.Variable held = state.variables.get(name);
                    if (held != null && held.readonly()) {
                        throw shell.fail("unset: " + name + ": is read only");
                    }
                    state.variables.remove(name);
                }
            }
        }
        return 0;
    }

    private int shift(List<String> argv) {
        int count = argv.size() > 1 ? number("shift", argv.get(1)) : 1;
        if (count > state.positional.size() || count < 0) {
            throw shell.fail("shift: can't shift that many");
        }
        state.positional = List.copyOf(state.positional.subList(count, state.positional.size()));
        return 0;
    }

    private int set(List<String> argv) throws IOException {
        if (argv.size() == 1) {
            StringBuilder listing = new StringBuilder();
            new TreeMap<>(state.variables)
                    .forEach((name, held) -> held.value()
                            .ifPresent(value -> listing.append(name)
                                    .append('=')
                                    .append(quoted(value))
                                    .append('\n')));
            return print(listing.toString());
        }
        Optional<List<String>> operands = ShellFlags.apply(shell, state, argv.subList(1, argv.size()), false);
        operands.ifPresent(values -> state.positional = List.copyOf(values));
        return 0;
    }

    private int trap(List<String> argv) throws IOException {
        List<String> words = argv.subList(argv.size() > 1 && argv.get(1).equals("--") ? 2 : 1, argv.size());
        if (words.isEmpty()) {
            StringBuilder listing = new StringBuilder();
            state.traps.forEach((name, action) -> listing.append("trap -- ")
                    .append(quoted(action))
                    .append(' ')
                    .append(name)
                    .append('\n'));
            return print(listing.toString());
        }
        boolean resets =
                words.get(0).equals("-") || words.size() == 1 || words.get(0).matches("[0-9]+");
        List<String> names =
                words.size() == 1 || words.get(0).matches("[0-9]+") ? words : words.subList(1, words.size());
        for (String word : names) {
            Optional<String> name = Signals.name(word);
            if (name.isEmpty()) {
                shell.message("trap: " + word + ": bad trap");
                return 1;
            }
            if (state.alwaysIgnored.contains(name.get())) {
                continue;
            }
            if (resets) {
                state.traps.remove(name.get());
            } else {
                state.traps.put(name.get(), words.get(0));
            }
        }
        return 0;
    }

    private int umask(List<String> argv) throws IOException {
        if (argv.size() == 1) {
            return print(String.format("%04o%n", state.umask).replace(System.lineSeparator(), "\n"));
        }
        if (!argv.get(1).matches("[0-7]{1,4}")) {
            throw shell.fail("umask: Illegal mode: " + argv.get(1));
        }
        state.umask = Integer.parseInt(argv.get(1), 8);
        return 0;
    }

    private int waitFor(List<String> argv) {
        if (argv.size() == 1) {
            state.jobs.values().forEach(Job::await);
            state.jobs.clear();
            return 0;
        }
        int status = 0;
        for (String text : argv.subList(1, argv.size())) {
            Job job = state.jobs.get(number("wait", text));
            status = job == null ? 127 : job.await();
        }
        return status;
    }

    private int kill(List<String> argv) {
        List<String> words = new ArrayList<>(argv.subList(1, argv.size()));
        int signal = 15;
        if (words.size() > 1 && words.get(0).equals("-s")) {
            signal = Signals.number(words.get(1));
            words.subList(0, 2).clear();
        } else if (!words.isEmpty() && words.get(0).matches("-[A-Z0-9]+")) {
            signal = Signals.number(words.remove(0).substring(1));
        }
        if (signal < 0 || words.isEmpty()) {
            throw shell.fail("kill: bad signal or no process");
        }
        int status = 0;
        for (String word : words) {
            int pid = number("kill", word);
            Job job = shell.machine.running.get(pid);
            if (pid == state.pid) {
                if (signal != 0) {
                    throw new Control.Killed(signal);
                }
            } else if (job == null || job.result().isDone()) {
                shell.message("kill: No such process");
                status = 1;
            } else if (signal != 0) {
                job.group().kill(signal);
            }
        }
        return status;
    }

    private int command(List<String> argv, boolean tested) throws IOException {
        List<String> words = new ArrayList<>(argv.subList(1, argv.size()));
        boolean tells = false;
        while (!words.isEmpty() && words.get(0).matches("-[pvV]|--")) {
            tells |= words.remove(0).matches("-[vV]");
        }
        if (words.isEmpty()) {
            return 0;
        }
        if (!tells) {
            Builtin builtin = find(words.get(0));
            if (words.get(0).equals("exec")) {
                throw new Control.Exit(shell.programs().run(words.subList(1, words.size())), false);
            }
            return builtin != null
                    ? run(builtin, words, tested)
                    : shell.programs().run(words);
        }
        int status = 0;
        for (String name : words) {
            Optional<String> found = isKnown(name)
                    ? Optional.of(name)
                    : shell.programs().find(name, state.directory, state.environment());
            if (found.isPresent()) {
                print(found.get() + "\n");
            } else {
                status = 127;
            }
        }
        return status;
    }

    private boolean isKnown(String name) {
        return state.functions.containsKey(name) || BUILTINS.containsKey(name) && !REFUSED.contains(name);
    }

    private int type(List<String> argv) throws IOException {
        int status = 0;
        for (String name : argv.subList(1, argv.size())) {
            Optional<String> found = shell.programs().find(name, state.directory, state.environment());
            if (state.functions.containsKey(name)) {
                print(name + " is a shell function\n");
            } else if (isKnown(name)) {
                print(name + (SPECIAL.contains(name) ? " is a special shell builtin\n" : " is a shell builtin\n"));
            } else if (found.isPresent()) {
                print(name + " is " + found.get() + "\n");
            } else {
                print(name + ": not found\n");
                status = 127;
            }
        }
        return status;
    }
}
