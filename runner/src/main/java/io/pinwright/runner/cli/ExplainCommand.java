package io.pinwright.runner.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pinwright explain}. */
@Command(
        name = "explain",
        description = "Says which file, line and rule put a variable or a change there; writes nothing on any host.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(var | change)",
        subcommands = {ExplainVarCommand.class, ExplainChangeCommand.class})
final class ExplainCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "say what to explain: var, change");
    }
}
