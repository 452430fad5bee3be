package io.pinwright.runner.cli;

import io.pinwright.modules.BuiltinModules;
import io.pinwright.runner.render.Json;
import io.pinwright.runner.render.PlaybookSchema;

/** {@code pinwright schema}: for editors. */
final class SchemaCommand implements Command {

    private final Usage usage = new Usage(this, "schema", "Prints the JSON Schema of playbooks, for editors.");
    private final Terminal terminal;

    SchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        terminal.out().print(Json.pretty(PlaybookSchema.of(BuiltinModules.all())));
        return ExitCode.DONE.status();
    }
}
