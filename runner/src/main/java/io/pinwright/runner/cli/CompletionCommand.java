package io.pinwright.runner.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pinwright completion}: for bash and zsh. */
@Command(
        name = "completion",
        description = "Prints a completion script: `source <(pinwright completion)` in bash or zsh.",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    @Nullable
    CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandSpec root = Objects.requireNonNull(spec).root();
        terminal.line(AutoComplete.bash("pinwright", root.commandLine()));
        return ExitCode.DONE.status();
    }
}
