package io.pinwright.runner.cli;

import io.pinwright.engine.apply.Look;
import io.pinwright.engine.apply.Unlock;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.HostLock;
import java.time.Instant;
import java.util.Map;

/** {@code pinwright unlock}. */
final class UnlockCommand implements Command {

    private final Usage usage = new Usage(
            this,
            "unlock",
            "Shows who holds the lock of hosts, and removes one that a dead run left behind.",
            "A run that lives keeps its lock, unless --force ends it.",
            "Exit status: 0 all are free now, 2 one is still held, 4 a host was unreachable.");
    private final Value<String> pattern = usage.parameter("PATTERN", "Which hosts.");
    private final Flag force =
            usage.flag("--force", "End the run that holds a lock: what it does on that host ends half-way.");
    private final ConnectionOptions connection = new ConnectionOptions(usage);
    private final Terminal terminal;

    UnlockCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() throws InterruptedException {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = Session.inventory(connection.inventories, diagnostics);
        diagnostics.throwIfErrors();
        diagnostics.warnings().forEach(warning -> terminal.error(warning.render()));
        try (Session session = Session.open()) {
            Map<String, Look.Seen<Unlock.Result>> results =
                    session.engine().unlock(inventory, pattern.value(), connection.runOptions(terminal), force.isSet());
            results.forEach((host, seen) -> {
                seen.value().ifPresent(result -> terminal.text(host + ": " + text(result)));
                seen.problem().ifPresent(problem -> terminal.error(host + ": " + problem));
            });
            return status(results).status();
        }
    }

    private static ExitCode status(Map<String, Look.Seen<Unlock.Result>> results) {
        if (results.values().stream().anyMatch(Look.Seen::unreachable)) {
            return ExitCode.UNREACHABLE;
        }
        boolean held = results.values().stream()
                .anyMatch(seen -> seen.value()
                        .map(result -> result.done() == Unlock.Done.FAILED
                                || result.done() == Unlock.Done.NOTHING
                                        && result.lock().state() != HostLock.State.FREE)
                        .orElse(true));
        return held ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static String text(Unlock.Result result) {
        HostLock lock = result.lock();
        if (lock.state() == HostLock.State.FREE) {
            return "free" + (lock.run().isEmpty() ? "" : "; held last by " + who(lock));
        }
        return switch (result.done()) {
            case NOTHING ->
                "held by " + who(lock) + ", process " + lock.pid()
                        + ", which lives\n  fix: wait for it, or end it with --force";
            case REMOVED -> "left behind by " + who(lock) + "; removed";
            case ENDED -> "was held by " + who(lock) + "; process " + lock.pid() + " was ended";
            case FAILED -> "held by " + who(lock) + "; " + result.problem().orElse("");
        };
    }

    private static String who(HostLock lock) {
        return lock.run().isEmpty()
                ? "nobody who says so"
                : "run " + lock.run() + " of " + lock.owner() + " since " + Instant.ofEpochSecond(lock.since()) + " ("
                        + lock.ageSeconds() + " s)";
    }
}
