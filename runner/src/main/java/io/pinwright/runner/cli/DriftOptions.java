package io.pinwright.runner.cli;

import io.pinwright.engine.drift.Baseline;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** What check takes besides what apply and plan take: what is accepted, and where else the result goes. */
final class DriftOptions extends OptionGroup {

    private final Maybe<Path> baseline =
            usage.path("--baseline=FILE", "Differences that are accepted, each with a reason and a last day.");
    final Maybe<Path> writeBaseline = usage.path(
            "--write-baseline=FILE", "Write a baseline that accepts what differs now; needs --reason and --expires.");
    final Maybe<String> reason = usage.text("--reason=TEXT", "Why it is accepted.");
    final Maybe<LocalDate> expires = usage.date("--expires=DATE", "The last day on which it is: YYYY-MM-DD.");
    final Flag force = usage.flag("--force", "Let --write-baseline overwrite a file.");
    final Maybe<Path> junit =
            usage.path("--junit=FILE", "Write a JUnit XML report: a suite for each host, a case for each task.");
    final Maybe<Path> metrics = usage.path("--metrics=FILE", "Write metrics for node_exporter's textfile collector.");

    DriftOptions(Usage usage) {
        super(usage);
    }

    /** Refuses options that do not go together, before any host is reached. */
    void validate() {
        if (!writeBaseline.isGiven()) {
            if (reason.isGiven() || expires.isGiven() || force.isSet()) {
                throw usage.problem("--reason, --expires and --force say how --write-baseline writes; it is not given");
            }
            return;
        }
        if (reason.value().map(String::isBlank).orElse(true) || !expires.isGiven()) {
            throw usage.problem("--write-baseline needs --reason TEXT and --expires DATE: nothing is accepted without");
        }
        Path file = writeBaseline.value().orElseThrow();
        if (Files.exists(file) && !force.isSet()) {
            throw usage.problem(file + " is there already; --force overwrites it");
        }
    }

    Baseline baseline(Inventory inventory, Diagnostics diagnostics) {
        return baseline.value()
                .map(file -> Baseline.load(file, inventory, diagnostics))
                .orElse(Baseline.NONE);
    }
}
