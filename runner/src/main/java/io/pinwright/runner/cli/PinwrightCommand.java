package io.pinwright.runner.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code pinwright} without a subcommand. */
@Command(
        name = "pinwright",
        description = "Desired state for the virtual dataplane of KVM hosts, over SSH.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "To begin: `pinwright demo` is a tour on a simulated host. `pinwright COMMAND --help` tells the options."
        })
final class PinwrightCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        CommandSpec own = java.util.Objects.requireNonNull(spec);
        List<String> commands = own.subcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
        throw new ParameterException(own.commandLine(), "say what to do: " + String.join(", ", commands));
    }
}
