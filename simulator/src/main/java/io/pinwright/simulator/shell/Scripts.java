package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.Node;
import java.io.IOException;
import java.util.Optional;

/** The ways a shell process is given its script. */
final class Scripts {

    private Scripts() {}

    static void runText(ShellProcess shell, String script) {
        if (isNew(script)) {
            try {
                runLines(shell, ScriptSource.of(script, 1));
            } catch (IOException e) {
                throw new IllegalStateException("a string cannot fail to be read", e);
            }
            return;
        }
        Node node;
        try {
            node = ParsedScripts.parse(script);
        } catch (SyntaxException e) {
            shell.report(e);
            throw new Control.Exit(2);
        }
        shell.run(node, false);
    }

    /** Whether a script may have an error after commands that a shell would run before it sees the error. */
    private static boolean isNew(String script) {
        try {
            ParsedScripts.parse(script);
            return false;
        } catch (SyntaxException e) {
            return true;
        }
    }

    /** Commands from standard input, each run as soon as it is complete. */
    static void runInput(ShellProcess shell) {
        OpenFile input = shell.state.descriptors.get(0);
        if (input == null) {
            return;
        }
        OpenFile held = input.retain();
        try {
            runLines(shell, ScriptSource.of(held));
        } catch (IOException e) {
            shell.throwIfInterrupted(e);
            shell.message("read error: " + e.getMessage());
            throw new Control.Exit(2);
        } finally {
            held.release();
        }
    }

    /** Runs line by line, so that an error in the script stops only what stands behind it. */
    private static void runLines(ShellProcess shell, ScriptSource source) throws IOException {
        while (true) {
            Optional<Node> command;
            try {
                command = new Parser(new Lexer(source, 0)).nextCommand();
            } catch (SyntaxException e) {
                shell.report(e);
                throw new Control.Exit(2);
            }
            if (command.isEmpty()) {
                return;
            }
            shell.run(command.get(), false);
        }
    }

    /** Runs a text within a running shell, as {@code eval} and {@code .} do. */
    static int evaluate(ShellProcess shell, String script, boolean tested) {
        Node node;
        try {
            node = ParsedScripts.parse(script);
        } catch (SyntaxException e) {
            shell.report(e);
            throw new Control.Exit(2);
        }
        ShellState state = shell.state;
        shell.machine.budget.depth(++state.calls);
        int line = state.line;
        try {
            if (node instanceof Syntax.Sequence sequence && sequence.items().isEmpty()) {
                return 0;
            }
            return shell.run(node, tested);
        } finally {
            state.calls--;
            state.line = line;
        }
    }
}
