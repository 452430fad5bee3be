package io.pinwright.runner.cli;

/** {@code pinwright explain}. */
final class ExplainCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "explain",
            "Says which file, line and rule put a variable or a change there; writes nothing on any host.");

    ExplainCommand(Terminal terminal) {
        usage.spec().usageMessage().synopsisSubcommandLabel("(var | change)");
        usage.subcommand(new ExplainVarCommand(terminal));
        usage.subcommand(new ExplainChangeCommand(terminal));
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        throw usage.problem("say what to explain: var, change");
    }
}
