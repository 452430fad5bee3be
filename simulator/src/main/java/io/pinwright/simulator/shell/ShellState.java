package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a shell knows and a subshell inherits as a copy. Used by one thread. */
final class ShellState {

    /** A variable; without value it is only marked. */
    record Variable(Optional<String> value, boolean exported, boolean readonly) {}

    static final String NAME_OF_SHELL = "sh";

    final Map<String, Variable> variables;
    final Map<String, Node> functions;
    final Map<String, String> traps;
    final Map<Integer, Job> jobs;
    /** Signals that were ignored when the shell began; no trap changes that. */
    final Set<String> alwaysIgnored;

    final TreeMap<Integer, OpenFile> descriptors = new TreeMap<>();
    final Deque<Map<String, Optional<Variable>>> locals = new ArrayDeque<>();
    List<String> positional;
    String name;
    String directory;
    String user;
    String flags;
    int status;
    int line = 1;
    int pid;
    int umask = 022;
    int loops;
    int calls;

    @Nullable
    Integer lastBackground;

    ShellState(String name, List<String> positional, String directory, String user, int pid) {
        this.variables = new HashMap<>();
        this.functions = new HashMap<>();
        this.traps = new LinkedHashMap<>();
        this.jobs = new LinkedHashMap<>();
        this.alwaysIgnored = new HashSet<>();
        this.positional = List.copyOf(positional);
        this.name = name;
        this.directory = directory;
        this.user = user;
        this.pid = pid;
        this.flags = "";
    }

    private ShellState(ShellState parent) {
        this.variables = new HashMap<>(parent.variables);
        this.functions = new HashMap<>(parent.functions);
        this.traps = new LinkedHashMap<>(parent.traps);
        this.traps.values().removeIf(action -> !action.isEmpty());
        this.jobs = new LinkedHashMap<>();
        this.alwaysIgnored = new HashSet<>(parent.alwaysIgnored);
        this.positional = parent.positional;
        this.name = parent.name;
        this.directory = parent.directory;
        this.user = parent.user;
        this.flags = parent.flags;
        this.status = parent.status;
        this.line = parent.line;
        this.pid = parent.pid;
        this.umask = parent.umask;
        this.loops = 0;
        this.calls = parent.calls;
        this.lastBackground = parent.lastBackground;
        parent.locals.descendingIterator().forEachRemaining(scope -> locals.push(new HashMap<>(scope)));
        parent.descriptors.forEach((number, file) -> descriptors.put(number, file.retain()));
    }

    /** Takes over the signals that another process ignores, as a program does that it starts. */
    void inheritIgnored(ShellState parent) {
        parent.traps.forEach((signal, action) -> {
            if (action.isEmpty() && !signal.equals("EXIT")) {
                traps.put(signal, action);
                alwaysIgnored.add(signal);
            }
        });
    }

    boolean ignores(String signal) {
        return "".equals(traps.get(signal));
    }

    /** A copy for a subshell, which holds the same open files. */
    ShellState fork() {
        return new ShellState(this);
    }

    void closeAll() {
        descriptors.values().forEach(OpenFile::release);
        descriptors.clear();
    }

    /** Puts a file at a descriptor in place of what stands there; takes over the caller's hold on it. */
    void put(int descriptor, OpenFile file) {
        OpenFile before = descriptors.put(descriptor, file);
        if (before != null) {
            before.release();
        }
    }

    void close(int descriptor) {
        OpenFile before = descriptors.remove(descriptor);
        if (before != null) {
            before.release();
        }
    }

    boolean flag(char letter) {
        return flags.indexOf(letter) >= 0;
    }

    void flag(char letter, boolean on) {
        flags = flags.replace(String.valueOf(letter), "") + (on ? letter : "");
    }

    Optional<String> value(String variable) {
        Variable found = variables.get(variable);
        return found == null ? Optional.empty() : found.value();
    }

    /** The environment that programs are given. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        variables.forEach((variable, held) -> {
            if (held.exported() && held.value().isPresent()) {
                environment.put(variable, held.value().get());
            }
        });
        return environment;
    }
}
