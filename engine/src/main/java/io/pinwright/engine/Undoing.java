package io.pinwright.engine;

import io.pinwright.engine.apply.Hosts;
import io.pinwright.engine.apply.Look;
import io.pinwright.engine.apply.Safety;
import io.pinwright.engine.apply.UndoRun;
import io.pinwright.engine.apply.Unlock;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.undo.UndoOptions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What an engine does with the journal's runs and the hosts' locks, without a playbook. */
final class Undoing {

    private final Function<ConnectionSettings, HostSession> sessions;
    private final Journal journal;
    private final Clock clock;
    private final String owner;

    Undoing(Function<ConnectionSettings, HostSession> sessions, Journal journal, Clock clock, String owner) {
        this.sessions = sessions;
        this.journal = journal;
        this.clock = clock;
        this.owner = owner;
    }

    /** See {@link Engine#undo}. */
    Report undo(
            RecordedRun run,
            Inventory inventory,
            RunOptions options,
            UndoOptions undoOptions,
            Mode mode,
            RunListener listener) {
        Diagnostics diagnostics = new Diagnostics();
        HostsAtHand atHand = new HostsAtHand(inventory, "all", options, run.hosts()::containsKey, diagnostics);
        run.hosts().keySet().stream()
                .filter(host ->
                        inventory.host(host).isEmpty() && options.limit().isEmpty())
                .forEach(host -> diagnostics.add(
                        Diagnostic.error(null, "the run changed " + host + ", which is not in the inventory")
                                .fix("give the inventory that the run was made with, or leave the host out with"
                                        + " --limit")));
        run.warnings().forEach(warning -> diagnostics.add(Diagnostic.warning(null, warning)));
        diagnostics.throwIfErrors();
        List<String> names = atHand.all().stream().map(HostsAtHand.AtHand::name).toList();
        RunInfo info = new RunInfo(
                RunIds.next(clock),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                owner,
                List.of("undo of " + run.info().id()));
        WrittenRun written = new WrittenRun(journal, info);
        Function<String, HostSession> opener =
                host -> sessions.apply(atHand.find(host).settings());
        Hosts hosts = mode == Mode.APPLY
                ? Hosts.applying(
                        opener, new Safety(info, written, clock, options.lockTimeout(), options.confirmWithin(), 0))
                : Hosts.looking(host -> HostSessions.reading(opener.apply(host)));
        return new UndoRun(
                        mode == Mode.APPLY ? Mode.APPLY : Mode.READ_ONLY,
                        run,
                        names,
                        hosts,
                        (host, user) -> user.map(who -> atHand.again(who, host)),
                        undoOptions,
                        listener,
                        diagnostics.warnings())
                .run(options.forksFor(names.size()))
                .ofRun(written.id());
    }

    /** See {@link Engine#unlock}. */
    Map<String, Look.Seen<Unlock.Result>> unlock(
            Inventory inventory, String pattern, RunOptions options, boolean force) {
        HostsAtHand hosts = HostsAtHand.of(inventory, pattern, options);
        Map<String, Look.Seen<Unlock.Result>> results = new LinkedHashMap<>();
        for (HostsAtHand.AtHand host : hosts.all()) {
            results.put(host.name(), Unlock.of(sessions.apply(host.settings()), hosts.become(host), force));
        }
        return results;
    }
}
