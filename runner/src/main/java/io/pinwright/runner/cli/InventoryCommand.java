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
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pinwright inventory}: as ansible-inventory. */
@Command(
        name = "inventory",
        description = "Shows an inventory as it was understood.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class InventoryCommand implements Callable<Integer> {

    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    @Nullable
    What what;

    /** Which of the three. */
    static final class What {
        @Option(names = "--list", required = true, description = "All groups, hosts and variables, as JSON.")
        boolean list;

        @Option(names = "--host", required = true, paramLabel = "HOST", description = "One host's variables, as JSON.")
        @Nullable
        String host;

        @Option(names = "--graph", required = true, description = "The tree of groups.")
        boolean graph;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "GROUP",
            defaultValue = "all",
            description = "With --graph: from this group on.")
    String group = "all";

    @Option(names = "--vars", description = "With --graph: variables too.")
    boolean variables;

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "PATH",
            description = "Inventory file, folder, script, or `host1,host2,`; may be repeated.")
    List<String> inventories = new ArrayList<>();

    InventoryCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ConnectionOptions options = new ConnectionOptions();
        options.inventories = inventories;
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Session.inventory(options, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        What wanted = Objects.requireNonNull(what);
        if (wanted.list) {
            terminal.out().print(Json.pretty(InventoryText.list(inventory)));
        } else if (wanted.graph) {
            terminal.out()
                    .print(InventoryText.graph(inventory, group, variables)
                            .map(text -> text.endsWith("\n") ? text : text + "\n")
                            .orElseThrow(() -> unknown(
                                    "group",
                                    group,
                                    new ArrayList<>(inventory.hostsOfGroups().keySet()))));
        } else {
            String name = Objects.requireNonNull(wanted.host);
            Host host = inventory
                    .host(name)
                    .orElseThrow(() -> unknown(
                            "host",
                            name,
                            inventory.hosts().stream().map(Host::name).toList()));
            terminal.out().print(Json.pretty(InventoryText.host(host)));
        }
        return ExitCode.DONE.status();
    }

    private static DiagnosticException unknown(String kind, String name, List<String> known) {
        return new DiagnosticException(Diagnostic.error(null, "the inventory has no " + kind + " `" + name + "`")
                .fix(NearestName.hint(name, known)));
    }
}
