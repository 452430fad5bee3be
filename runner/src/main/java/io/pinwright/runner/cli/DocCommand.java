package io.pinwright.runner.cli;

import io.pinwright.engine.module.AnyModule;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ModuleRegistry;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.NearestName;
import io.pinwright.modules.BuiltinModules;

/** {@code pinwright doc}: the manual of modules, from their specs. */
final class DocCommand implements Command {

    private final Usage usage = new Usage(this, "doc", "Shows what modules do and take.");
    private final Maybe<String> module =
            usage.optionalParameter("MODULE", "One module; all of them, a line each, without.");
    private final Terminal terminal;

    DocCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        ModuleRegistry registry = BuiltinModules.all();
        if (!module.isGiven()) {
            registry.modules().stream()
                    .map(AnyModule::spec)
                    .forEach(spec -> terminal.line(String.format("%-16s %s", spec.name(), spec.summary())));
            return ExitCode.DONE.status();
        }
        String name = module.value().orElseThrow();
        ModuleSpec spec = registry.find(name)
                .orElseThrow(() -> new DiagnosticException(Diagnostic.error(null, "there is no module `" + name + "`")
                        .fix(NearestName.hint(
                                name,
                                registry.modules().stream()
                                        .map(known -> known.spec().name())
                                        .toList()))))
                .spec();
        terminal.line(terminal.colours().strong(spec.name()) + ": " + spec.summary());
        for (ArgumentSpec argument : spec.arguments()) {
            terminal.line("");
            terminal.line("  " + terminal.colours().strong(argument.name()) + (argument.required() ? " (required)" : "")
                    + ": " + argument.type().describe());
            terminal.line("      " + argument.help());
            if (argument.defaultText() != null) {
                terminal.line("      default: " + argument.defaultText());
            }
            if (argument.example() != null) {
                terminal.line("      example: " + argument.name() + ": " + argument.example());
            }
            if (!argument.aliases().isEmpty()) {
                terminal.line("      also: " + String.join(", ", argument.aliases()));
            }
        }
        if (spec.example() != null) {
            terminal.line("");
            terminal.line("Example:");
            spec.example().lines().forEach(line -> terminal.line("  " + line));
        }
        return ExitCode.DONE.status();
    }
}
