package io.pinwright.runner.cli;

import io.pinwright.engine.apply.Look;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.ExchangeCounts;
import io.pinwright.modules.system.SysrootReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What commands that look at hosts without a playbook have in common: hosts of an inventory, or a captured tree. */
final class HostsOptions extends OptionGroup {

    private final Value<String> pattern = usage.parameter("PATTERN", "Which hosts. Default: all.", "all");
    private final Maybe<Path> sysroot = usage.path(
            "--sysroot=DIR",
            "Look at a captured /proc and /sys below this folder instead, offline: a sosreport, for example.");
    final Value<OutputFormat> output = OutputFormat.option(usage);
    private final ConnectionOptions connection = new ConnectionOptions(usage);

    HostsOptions(Usage usage) {
        super(usage);
    }

    /** Looks at the hosts, or at the folder under its own name. */
    <T> Map<String, Look.Seen<T>> look(Observation<T> observation, Terminal terminal) throws InterruptedException {
        if (sysroot.isGiven()) {
            Path folder = sysroot.value().orElseThrow();
            T value = Look.observed(SysrootReader.of(folder), observation);
            Map<String, Look.Seen<T>> seen = new LinkedHashMap<>();
            seen.put(
                    folder.toString(),
                    new Look.Seen<>(Optional.of(value), Optional.empty(), false, ExchangeCounts.NONE));
            return seen;
        }
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Session.inventory(connection.inventories, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        try (Session session = Session.open()) {
            return session.engine().look(observation, inventory, pattern.value(), connection.runOptions(terminal));
        }
    }

    boolean isOffline() {
        return sysroot.isGiven();
    }
}
