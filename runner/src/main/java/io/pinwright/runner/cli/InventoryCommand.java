package io.pinwright.runner.cli;

import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.inventory.InventoryText;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.NearestName;
import io.pinwright.runner.render.Json;
import java.util.ArrayList;
import java.util.List;

/** {@code pinwright inventory}: as ansible-inventory. */
final class InventoryCommand implements Command {

    private final Usage usage = new Usage(this, "inventory", "Shows an inventory as it was understood.");
    private final Flag list = usage.flag("--list", "All groups, hosts and variables, as JSON.");
    private final Maybe<String> host = usage.text("--host=HOST", "One host's variables, as JSON.");
    private final Flag graph = usage.flag("--graph", "The tree of groups.");
    private final Value<String> group = usage.parameter("GROUP", "With --graph: from this group on.", "all");
    private final Flag variables = usage.flag("--vars", "With --graph: variables too.");
    private final Many<String> inventories = ConnectionOptions.inventories(usage);
    private final Terminal terminal;

    InventoryCommand(Terminal terminal) {
        usage.requireOneOf(list, host, graph);
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Session.inventory(inventories, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        if (list.isSet()) {
            terminal.out().print(Json.pretty(InventoryText.list(inventory)));
        } else if (graph.isSet()) {
            terminal.out()
                    .print(InventoryText.graph(inventory, group.value(), variables.isSet())
                            .map(text -> text.endsWith("\n") ? text : text + "\n")
                            .orElseThrow(() -> unknown(
                                    "group",
                                    group.value(),
                                    new ArrayList<>(inventory.hostsOfGroups().keySet()))));
        } else {
            String name =
                    host.value().orElseThrow(() -> usage.problem("say what to show: --list, --host=HOST or --graph"));
            Host found = inventory
                    .host(name)
                    .orElseThrow(() -> unknown(
                            "host",
                            name,
                            inventory.hosts().stream().map(Host::name).toList()));
            terminal.out().print(Json.pretty(InventoryText.host(found)));
        }
        return ExitCode.DONE.status();
    }

    private static DiagnosticException unknown(String kind, String name, List<String> known) {
        return new DiagnosticException(Diagnostic.error(null, "the inventory has no " + kind + " `" + name + "`")
                .fix(NearestName.hint(name, known)));
    }
}
