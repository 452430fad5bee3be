package io.pinwright.runner.cli;

import io.pinwright.engine.drift.Baseline;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What check takes besides what apply and plan take: what is accepted, and where else the result goes. */
final class DriftOptions {

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Differences that are accepted, each with a reason and a last day.")
    @Nullable
    Path baseline;

    @Option(
            names = "--write-baseline",
            paramLabel = "FILE",
            description = "Write a baseline that accepts what differs now; needs --reason and --expires.")
    @Nullable
    Path writeBaseline;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is accepted.")
    @Nullable
    String reason;

    @Option(names = "--expires", paramLabel = "DATE", description = "The last day on which it is: YYYY-MM-DD.")
    @Nullable
    LocalDate expires;

    @Option(names = "--force", description = "Let --write-baseline overwrite a file.")
    boolean force;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write a JUnit XML report: a suite for each host, a case for each task.")
    @Nullable
    Path junit;

    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description = "Write metrics for node_exporter's textfile collector.")
    @Nullable
    Path metrics;

    /** Refuses options that do not go together, before any host is reached. */
    void validate(CommandLine commandLine) {
        if (writeBaseline == null) {
            if (reason != null || expires != null || force) {
                throw new ParameterException(
                        commandLine,
                        "--reason, --expires and --force say how --write-baseline writes; it is not given");
            }
            return;
        }
        if (reason == null || reason.isBlank() || expires == null) {
            throw new ParameterException(
                    commandLine,
                    "--write-baseline needs --reason TEXT and --expires DATE: nothing is accepted without");
        }
        if (Files.exists(writeBaseline) && !force) {
            throw new ParameterException(commandLine, writeBaseline + " is there already; --force overwrites it");
        }
    }

    Baseline baseline(Inventory inventory, Diagnostics diagnostics) {
        return baseline == null ? Baseline.NONE : Baseline.load(baseline, inventory, diagnostics);
    }
}
