package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.AndOr;
import io.pinwright.simulator.shell.Syntax.Assignment;
import io.pinwright.simulator.shell.Syntax.Case;
import io.pinwright.simulator.shell.Syntax.CaseItem;
import io.pinwright.simulator.shell.Syntax.For;
import io.pinwright.simulator.shell.Syntax.Function;
import io.pinwright.simulator.shell.Syntax.If;
import io.pinwright.simulator.shell.Syntax.Item;
import io.pinwright.simulator.shell.Syntax.Node;
import io.pinwright.simulator.shell.Syntax.Pipeline;
import io.pinwright.simulator.shell.Syntax.Redirected;
import io.pinwright.simulator.shell.Syntax.Redirection;
import io.pinwright.simulator.shell.Syntax.Sequence;
import io.pinwright.simulator.shell.Syntax.Simple;
import io.pinwright.simulator.shell.Syntax.Subshell;
import io.pinwright.simulator.shell.Syntax.While;
import io.pinwright.simulator.shell.Syntax.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process that interprets scripts: walks the syntax tree. Used by one thread. */
final class ShellProcess {

    final Machine machine;
    final ProcessGroup group;
    final ShellState state;
    final Builtins builtins;
    private final Programs programs;

    /** The command that is all this process is for: what it redirects or closes stays so. */
    private @Nullable Node whole;

    ShellProcess(Machine machine, ProcessGroup group, ShellState state) {
        this.machine = machine;
        this.group = group;
        this.state = state;
        this.builtins = new Builtins(this);
        this.programs = new Programs(this);
    }

    VirtualFiles files() {
        return programs.filesOf(state.user);
    }

    Programs programs() {
        return programs;
    }

    /**
     * Runs a piece of work as the whole life of this process: until it ends, exits, fails or is killed; then the EXIT trap, then
     * all descriptors are closed.
     *
     * @return exit status
     */
    int live(Runnable work) {
        int status;
        boolean trapped = true;
        ProcessGroup outer = group.enter();
        try {
            try {
                work.run();
                status = state.status;
            } catch (Control.Exit exit) {
                status = exit.status;
                trapped = exit.runsTrap;
            } catch (Control.Return end) {
                status = end.status;
            } catch (Control.Loop end) {
                status = state.status;
            } catch (Control.Killed killed) {
                status = signalTrap(killed.signal);
                trapped = false;
            } catch (StackOverflowError overflow) {
                throw new Budget.LimitException("more nested calls than the stack holds");
            }
            return trapped ? exitTrap(status) : status;
        } finally {
            state.closeAll();
            group.leave(outer);
        }
    }

    /** Runs the trap of the signal that ended this process; behind the trap the process ends in any case. */
    private int signalTrap(int signal) {
        String trap =
                Signals.name(Integer.toString(signal)).map(state.traps::get).orElse(null);
        if (trap == null || signal == 9 || !group.clear()) {
            return 128 + signal;
        }
        state.traps.put("EXIT", trap);
        return exitTrap(128 + signal);
    }

    private int exitTrap(int status) {
        String trap = state.traps.remove("EXIT");
        if (trap == null || trap.isEmpty()) {
            return status;
        }
        state.status = status;
        try {
            run(ParsedScripts.parse(trap), false);
            return status;
        } catch (SyntaxException e) {
            report(e);
            return 2;
        } catch (Control.Exit exit) {
            return exit.status;
        } catch (Control.Killed killed) {
            return 128 + killed.signal;
        } catch (Control end) {
            return status;
        }
    }

    /** Runs a command; {@code tested} when its failure is looked at by the script, so that {@code set -e} lets it pass. */
    int run(Node node, boolean tested) {
        int status;
        if (node instanceof Sequence sequence) {
            status = 0;
            for (Item item : sequence.items()) {
                status = item.background() ? background(item.node()) : run(item.node(), tested);
                state.status = status;
            }
            return status;
        } else if (node instanceof Simple simple) {
            machine.budget.step();
            group.check();
            status = new SimpleRunner(this).run(simple, tested);
        } else if (node instanceof AndOr list) {
            status = run(list.left(), true);
            state.status = status;
            return (status == 0) != list.or() ? run(list.right(), tested) : status;
        } else if (node instanceof Pipeline pipeline) {
            status = pipeline(pipeline, tested);
            if (pipeline.negated()) {
                state.status = status;
                return status;
            }
        } else if (node instanceof If conditional) {
            boolean holds = run(conditional.condition(), true) == 0;
            if (holds) {
                return run(conditional.then(), tested);
            }
            state.status = 0;
            return conditional.otherwise().isPresent()
                    ? run(conditional.otherwise().get(), tested)
                    : 0;
        } else if (node instanceof While loop) {
            return loop(loop, tested);
        } else if (node instanceof For loop) {
            return forLoop(loop, tested);
        } else if (node instanceof Case choice) {
            return choose(choice, tested);
        } else if (node instanceof Function function) {
            state.functions.put(function.name(), function.body());
            return 0;
        } else if (node instanceof Subshell subshell) {
            status = child(() -> {}, child -> child.run(subshell.body(), tested));
        } else if (node instanceof Redirected redirected) {
            status = redirected(redirected, tested);
            if (status >= 0) {
                return status;
            }
            status = 2;
        } else {
            throw new IllegalStateException("unknown node");
        }
        state.status = status;
        if (status != 0 && !tested && state.flag('e')) {
            throw new Control.Exit(status);
        }
        return status;
    }

    /** What a child process does. */
    interface Work {
        void on(ShellProcess child);
    }

    /** Runs a subshell in this thread. */
    private int child(Runnable before, Work work) {
        ShellProcess child = new ShellProcess(machine, group, state.fork());
        before.run();
        return child.live(() -> work.on(child));
    }

    /** The output of a command, without newlines at its end. */
    String substitute(Node body) {
        machine.budget.step();
        group.check();
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        CompletableFuture<Boolean> finished = new CompletableFuture<>();
        OpenFile sink = new OpenFile() {
            @Override
            void write(byte[] from, int offset, int length) {
                machine.budget.output(length);
                synchronized (captured) {
                    captured.write(from, offset, length);
                }
            }

            @Override
            void closed() {
                finished.complete(true);
            }
        };
        ShellState forked = state.fork();
        forked.put(1, sink);
        ShellProcess child = new ShellProcess(machine, group, forked);
        state.calls++;
        machine.budget.depth(state.calls);
        try {
            state.status = child.live(() -> child.run(body, false));
        } finally {
            state.calls--;
        }
        if (!finished.isDone()) {
            new Job(0, group, finished.thenApply(done -> 0)).await();
        }
        byte[] bytes;
        synchronized (captured) {
            bytes = captured.toByteArray();
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == '\n') {
            end--;
        }
        String text = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    private int pipeline(Pipeline pipeline, boolean tested) {
        List<Node> stages = pipeline.stages();
        int status;
        if (stages.size() == 1) {
            status = run(stages.get(0), pipeline.negated() || tested);
        } else {
            List<Job> jobs = new ArrayList<>();
            OpenFile input = null;
            for (int i = 0; i < stages.size() - 1; i++) {
                Pipe pipe = new Pipe();
                ShellState forked = state.fork();
                if (input != null) {
                    forked.put(0, input);
                }
                forked.put(1, pipe.writer);
                jobs.add(start(forked, stages.get(i), group, true));
                input = pipe.reader;
            }
            ShellState forked = state.fork();
            forked.put(0, java.util.Objects.requireNonNull(input));
            ShellProcess last = new ShellProcess(machine, group, forked);
            Node stage = stages.get(stages.size() - 1);
            status = last.live(() -> last.run(stage, tested || pipeline.negated()));
            for (Job job : jobs) {
                job.await();
            }
        }
        return pipeline.negated() ? status == 0 ? 1 : 0 : status;
    }

    private int background(Node node) {
        ShellState forked = state.fork();
        forked.put(0, Devices.nothing());
        Job job = start(forked, node, new ProcessGroup(group, true), false);
        state.jobs.put(job.pid(), job);
        machine.running.put(job.pid(), job);
        job.result().whenComplete((status, failure) -> machine.running.remove(job.pid()));
        state.lastBackground = job.pid();
        return 0;
    }

    private Job start(ShellState forked, Node node, ProcessGroup within, boolean tested) {
        ShellProcess child = new ShellProcess(machine, within, forked);
        child.whole = node;
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Threads.JOBS.execute(() -> {
            try {
                int status = child.live(() -> child.run(node, tested));
                if (within != group) {
                    within.close();
                }
                result.complete(status);
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return new Job(machine.processes.nextPid(), within, result);
    }

    private int loop(While loop, boolean tested) {
        int status = 0;
        state.loops++;
        try {
            while (true) {
                machine.budget.step();
                group.check();
                try {
                    if ((run(loop.condition(), true) == 0) == loop.until()) {
                        break;
                    }
                    status = run(loop.body(), tested);
                } catch (Control.Loop leave) {
                    status = 0;
                    if (leave(leave)) {
                        break;
                    }
                }
            }
        } finally {
            state.loops--;
        }
        state.status = status;
        return status;
    }

    /** Whether a loop that was told to break or continue ends here; passes on what is meant for an outer loop. */
    private boolean leave(Control.Loop leave) {
        if (leave.levels > 1 && state.loops > 1) {
            throw new Control.Loop(leave.levels - 1, leave.again);
        }
        return !leave.again;
    }

    private int forLoop(For loop, boolean tested) {
        List<String> values =
                loop.words().map(words -> Expander.fields(this, words)).orElse(state.positional);
        int status = 0;
        state.loops++;
        try {
            for (String value : values) {
                machine.budget.step();
                group.check();
                assign(loop.name(), value);
                try {
                    status = run(loop.body(), tested);
                } catch (Control.Loop leave) {
                    status = 0;
                    if (leave(leave)) {
                        break;
                    }
                }
            }
        } finally {
            state.loops--;
        }
        state.status = status;
        return status;
    }

    private int choose(Case choice, boolean tested) {
        String subject = Expander.text(this, choice.subject());
        for (CaseItem item : choice.items()) {
            for (Word pattern : item.patterns()) {
                if (Expander.pattern(this, pattern).matches(subject)) {
                    state.status = 0;
                    return run(item.body(), tested);
                }
            }
        }
        state.status = 0;
        return 0;
    }

    boolean isWhole(Node node) {
        return node == whole;
    }

    /** -1 when a redirection failed. */
    private int redirected(Redirected redirected, boolean tested) {
        state.line = redirected.line();
        Redirections redirections = new Redirections(this);
        try {
            if (!redirections.apply(redirected.redirections())) {
                return -1;
            }
            if (isWhole(redirected)) {
                redirections.keep();
            }
            return run(redirected.body(), tested);
        } finally {
            redirections.undo();
        }
    }

    /** Calls a function with its own positional parameters and local variables. */
    int call(Node function, List<String> arguments, boolean tested) {
        List<String> before = state.positional;
        int loops = state.loops;
        state.positional = arguments;
        state.loops = 0;
        state.locals.push(new HashMap<>());
        machine.budget.depth(++state.calls);
        try {
            return run(function, tested);
        } catch (Control.Return end) {
            return end.status;
        } finally {
            state.calls--;
            state.positional = before;
            state.loops = loops;
            state.locals.pop().forEach((name, saved) -> {
                if (saved.isPresent()) {
                    state.variables.put(name, saved.get());
                } else {
                    state.variables.remove(name);
                }
            });
        }
    }

    void assignAll(List<Assignment> assignments, boolean exported) {
        for (Assignment assignment : assignments) {
            assign(assignment.name(), Expander.assigned(this, assignment.value()));
            if (exported) {
                state.variables.computeIfPresent(
                        assignment.name(),
                        (name, held) -> new ShellState.Variable(held.value(), true, held.readonly()));
            }
        }
    }

    void assign(String name, String value) {
        ShellState.Variable held = state.variables.get(name);
        if (held != null && held.readonly()) {
            throw fail(name + ": is read only");
        }
        boolean exported = held != null && held.exported() || state.flag('a');
        state.variables.put(name, new ShellState.Variable(Optional.of(value), exported, false));
    }

    /** The value of a variable, positional or special parameter; empty when unset. */
    Optional<String> parameter(String name) {
        char c = name.charAt(0);
        if (Lexer.isNameStart(c)) {
            return name.equals("LINENO") ? Optional.of(Integer.toString(state.line)) : state.value(name);
        }
        return switch (c) {
            case '@', '*' ->
                Optional.of(String.join(
                        c == '@'
                                ? " "
                                : state.value("IFS")
                                        .map(ifs -> ifs.isEmpty() ? "" : ifs.substring(0, 1))
                                        .orElse(" "),
                        state.positional));
            case '#' -> Optional.of(Integer.toString(state.positional.size()));
            case '?' -> Optional.of(Integer.toString(state.status));
            case '$' -> Optional.of(Integer.toString(state.pid));
            case '!' -> Optional.ofNullable(state.lastBackground).map(pid -> Integer.toString(pid));
            case '-' -> Optional.of(state.flags);
            default -> {
                int index = name.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(name);
                if (index == 0) {
                    yield Optional.of(state.name);
                }
                yield index <= state.positional.size()
                        ? Optional.of(state.positional.get(index - 1))
                        : Optional.empty();
            }
        };
    }

    long arithmetic(String expression) {
        return Arithmetic.evaluate(
                expression,
                new Arithmetic.Variables() {
                    @Override
                    public String get(String name) {
                        Optional<String> value = parameter(name);
                        if (value.isEmpty() && state.flag('u')) {
                            throw fail(name + ": parameter not set");
                        }
                        return value.orElse("");
                    }

                    @Override
                    public void set(String name, String value) {
                        assign(name, value);
                    }
                },
                this::fail);
    }

    /** Writes a message as the shell does: {@code sh: 1: message}. */
    void message(String text) {
        error(state.name + ": " + state.line + ": " + text + "\n");
    }

    void report(SyntaxException e) {
        error(state.name + ": " + e.line() + ": " + e.getMessage() + "\n");
    }

    void error(String text) {
        OpenFile file = state.descriptors.get(2);
        if (file != null) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            try {
                file.write(bytes, 0, bytes.length);
            } catch (BrokenPipeException e) {
                brokenPipe();
            } catch (IOException e) {
                throwIfInterrupted(e);
            }
        }
    }

    /** The pipe it writes to is closed: that ends it, unless it ignores the signal. */
    void brokenPipe() {
        if (!state.ignores("PIPE")) {
            throw new Control.Killed(13);
        }
    }

    /** An error that ends a shell that is not interactive: the message is written, the caller throws what it gets. */
    Control.Exit fail(String text) {
        message(text);
        return new Control.Exit(2);
    }

    void throwIfInterrupted(IOException e) {
        group.check();
        if (e instanceof InterruptedIOException) {
            throw new Control.Killed(2);
        }
    }

    /** Temporary values of variables, given before a command. */
    Map<String, Optional<ShellState.Variable>> saved(List<Assignment> assignments) {
        Map<String, Optional<ShellState.Variable>> saved = new HashMap<>();
        for (Assignment assignment : assignments) {
            saved.put(assignment.name(), Optional.ofNullable(state.variables.get(assignment.name())));
        }
        return saved;
    }

    boolean redirect(Redirections redirections, List<Redirection> list) {
        return redirections.apply(list);
    }
}
