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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that look at hosts without a playbook have in common: hosts of an inventory, or a captured tree. */
final class HostsOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            defaultValue = "all",
            description = "Which hosts. Default: all.")
    String pattern = "all";

    @Option(
            names = "--sysroot",
            paramLabel = "DIR",
            description =
                    "Look at a captured /proc and /sys below this folder instead, offline: a sosreport, for example.")
    @Nullable
    Path sysroot;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, or json: one document on standard output. Default: text.")
    OutputFormat output = OutputFormat.TEXT;

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    /** Looks at the hosts, or at the folder under its own name. */
    <T> Map<String, Look.Seen<T>> look(Observation<T> observation, Terminal terminal) throws InterruptedException {
        if (sysroot != null) {
            T value = Look.observed(SysrootReader.of(sysroot), observation);
            Map<String, Look.Seen<T>> seen = new LinkedHashMap<>();
            seen.put(
                    sysroot.toString(),
                    new Look.Seen<>(Optional.of(value), Optional.empty(), false, ExchangeCounts.NONE));
            return seen;
        }
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Session.inventory(connection, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        try (Session session = Session.open()) {
            return session.engine().look(observation, inventory, pattern, connection.runOptions(terminal));
        }
    }

    boolean isOffline() {
        return sysroot != null;
    }
}
