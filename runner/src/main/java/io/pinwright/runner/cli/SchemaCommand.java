package io.pinwright.runner.cli;

import io.pinwright.modules.BuiltinModules;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.PlaybookSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pinwright schema}: for editors. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of playbooks, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {

    private final Terminal terminal;

    SchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(Json.pretty(PlaybookSchema.of(BuiltinModules.all())));
        return ExitCode.DONE.status();
    }
}
