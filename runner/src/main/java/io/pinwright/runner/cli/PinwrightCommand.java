package io.pinwright.runner.cli;

import java.util.List;
import java.util.Map;

/** The command {@code pinwright} without a subcommand. */
final class PinwrightCommand implements Command {

    private final Usage usage =
            new Usage(this, "pinwright", "Desired state for the virtual dataplane of KVM hosts, over SSH.");

    PinwrightCommand() {
        usage.spec().versionProvider(new Version());
        usage.spec()
                .usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "",
                        "To begin: `pinwright demo` is a tour on a simulated host. `pinwright COMMAND --help` tells the"
                                + " options.");
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        List<String> commands = usage.spec().subcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
        throw usage.problem("say what to do: " + String.join(", ", commands));
    }
}
