package io.pinwright.runner.cli;

import picocli.AutoComplete;

/** {@code pinwright completion}: for bash and zsh. */
final class CompletionCommand implements Command {

    private final Usage usage = new Usage(
            this, "completion", "Prints a completion script: `source <(pinwright completion)` in bash or zsh.");
    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        terminal.line(AutoComplete.bash("pinwright", usage.spec().root().commandLine()));
        return ExitCode.DONE.status();
    }
}
