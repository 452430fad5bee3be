package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.Syntax.Assignment;
import io.pinwright.simulator.shell.Syntax.Node;
import io.pinwright.simulator.shell.Syntax.Simple;
import io.pinwright.simulator.shell.Syntax.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs simple commands (POSIX shell command language, section 2.9.1). */
final class SimpleRunner {

    private static final Set<String> DECLARING = Set.of("export", "readonly", "local");

    private final ShellProcess shell;
    private final ShellState state;

    SimpleRunner(ShellProcess shell) {
        this.shell = shell;
        this.state = shell.state;
    }

    int run(Simple simple, boolean tested) {
        state.line = simple.line();
        List<String> argv = words(simple.words());
        if (argv.isEmpty()) {
            return withoutName(simple);
        }
        String name = argv.get(0);
        boolean special = Builtins.SPECIAL.contains(name);
        if (name.equals("exec")) {
            return exec(simple, argv);
        }
        Node function = special ? null : state.functions.get(name);
        Builtins.Builtin builtin = function == null ? Builtins.find(name) : null;
        Redirections redirections = new Redirections(shell);
        Map<String, Optional<ShellState.Variable>> saved = Map.of();
        try {
            if (!redirections.apply(simple.redirections())) {
                if (special) {
                    throw new Control.Exit(2);
                }
                return 2;
            }
            if (shell.isWhole(simple)) {
                redirections.keep();
            }
            if (special) {
                shell.assignAll(simple.assignments(), false);
            } else if (!simple.assignments().isEmpty()) {
                saved = shell.saved(simple.assignments());
                shell.assignAll(simple.assignments(), true);
            }
            trace(simple.assignments(), argv);
            if (function != null) {
                return shell.call(function, List.copyOf(argv.subList(1, argv.size())), tested);
            }
            if (builtin != null) {
                return shell.builtins.run(builtin, argv, tested);
            }
            return shell.programs().run(argv);
        } finally {
            redirections.undo();
            saved.forEach((variable, before) -> {
                if (before.isPresent()) {
                    state.variables.put(variable, before.get());
                } else {
                    state.variables.remove(variable);
                }
            });
        }
    }

    private List<String> words(List<Word> words) {
        if (words.size() > 1 && words.get(0).bare().filter(DECLARING::contains).isPresent()) {
            List<String> argv = new ArrayList<>();
            for (Word word : words) {
                Optional<Assignment> assignment = Parser.assignment(word);
                if (assignment.isPresent()) {
                    argv.add(assignment.get().name() + "="
                            + Expander.assigned(shell, assignment.get().value()));
                } else {
                    argv.addAll(Expander.fields(shell, List.of(word)));
                }
            }
            return argv;
        }
        return Expander.fields(shell, words);
    }

    private int withoutName(Simple simple) {
        Redirections redirections = new Redirections(shell);
        try {
            if (!redirections.apply(simple.redirections())) {
                return 2;
            }
        } finally {
            redirections.undo();
        }
        int before = state.status;
        // The status is that of the last command substitution, if there is one.
        boolean substitutes = simple.assignments().stream().anyMatch(a -> substitutes(a.value()))
                || simple.words().stream().anyMatch(SimpleRunner::substitutes);
        shell.assignAll(simple.assignments(), false);
        trace(simple.assignments(), List.of());
        int status = substitutes ? state.status : 0;
        if (!substitutes) {
            state.status = before;
        }
        return status;
    }

    private static boolean substitutes(Word word) {
        return word.parts().stream()
                .anyMatch(part -> part instanceof Syntax.CommandSubstitution
                        || part instanceof Syntax.Parameter parameter
                                && parameter
                                        .argument()
                                        .map(SimpleRunner::substitutes)
                                        .orElse(false)
                        || part instanceof Syntax.ArithmeticExpansion arithmetic
                                && substitutes(arithmetic.expression()));
    }

    private int exec(Simple simple, List<String> argv) {
        Redirections redirections = new Redirections(shell);
        boolean applied = false;
        try {
            applied = redirections.apply(simple.redirections());
        } finally {
            if (!applied) {
                redirections.undo();
            }
        }
        if (!applied) {
            throw new Control.Exit(2);
        }
        redirections.keep();
        shell.assignAll(simple.assignments(), true);
        List<String> program = argv.subList(1, argv.size());
        if (!program.isEmpty() && program.get(0).equals("--")) {
            program = program.subList(1, program.size());
        }
        if (program.isEmpty()) {
            return 0;
        }
        throw new Control.Exit(shell.programs().run(program), false);
    }

    private void trace(List<Assignment> assignments, List<String> argv) {
        if (!state.flag('x')) {
            return;
        }
        List<String> shown = new ArrayList<>();
        for (Assignment assignment : assignments) {
            shown.add(assignment.name() + "=" + state.value(assignment.name()).orElse(""));
        }
        shown.addAll(argv);
        shell.error(state.value("PS4").orElse("+ ") + String.join(" ", shown) + "\n");
    }

    /** Only to say that reading and writing may fail. */
    interface Io {
        int run() throws IOException, InterruptedException;
    }
}
