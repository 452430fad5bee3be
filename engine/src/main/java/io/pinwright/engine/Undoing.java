package io.pinwright.engine;

import io.pinwright.engine.apply.Hosts;
import io.pinwright.engine.apply.Look;
import io.pinwright.engine.apply.Safety;
import io.pinwright.engine.apply.UndoRun;
import io.pinwright.engine.apply.Unlock;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.inventory.Host;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.journal.Journal;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.playbook.Keywords;
import io.pinwright.engine.report.Mode;
import io.pinwright.engine.report.Report;
import io.pinwright.engine.report.RunListener;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.template.Templates;
import io.pinwright.engine.template.Variables;
import io.pinwright.engine.transport.ConnectionSettings;
import io.pinwright.engine.transport.HostSession;
import io.pinwright.engine.transport.HostSessions;
import io.pinwright.engine.undo.UndoOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        Reach reach = new Reach(options.connection());
        Templates templates = Templates.create(new ControllerLookups(Path.of("").toAbsolutePath()));
        Map<String, Variables> variables = new LinkedHashMap<>();
        Map<String, ConnectionSettings> settings = new LinkedHashMap<>();
        for (Host host : PlayHosts.selected(inventory, "all", null, options, diagnostics)) {
            if (run.hosts().containsKey(host.name())) {
                Map<String, @Nullable Object> own = new LinkedHashMap<>(host.values());
                own.putAll(inventory.magicVariables(host));
                Variables seen = Engine.seen(own, options);
                variables.put(host.name(), seen);
                settings.put(host.name(), reach.settings(host.name(), seen, templates, diagnostics));
            }
        }
        run.hosts().keySet().stream()
                .filter(host ->
                        inventory.host(host).isEmpty() && options.limit().isEmpty())
                .forEach(host -> diagnostics.add(
                        Diagnostic.error(null, "the run changed " + host + ", which is not in the inventory")
                                .fix("give the inventory that the run was made with, or leave the host out with"
                                        + " --limit")));
        run.warnings().forEach(warning -> diagnostics.add(Diagnostic.warning(null, warning)));
        diagnostics.throwIfErrors();
        RunInfo info = new RunInfo(
                RunIds.next(clock),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                owner,
                List.of("undo of " + run.info().id()));
        WrittenRun written = new WrittenRun(journal, info);
        Function<String, HostSession> opener = host -> sessions.apply(Objects.requireNonNull(settings.get(host)));
        Hosts hosts = mode == Mode.APPLY
                ? Hosts.applying(
                        opener, new Safety(info, written, clock, options.lockTimeout(), options.confirmWithin(), 0))
                : Hosts.looking(host -> HostSessions.reading(opener.apply(host)));
        return new UndoRun(
                        mode == Mode.APPLY ? Mode.APPLY : Mode.READ_ONLY,
                        run,
                        List.copyOf(settings.keySet()),
                        hosts,
                        (host, user) -> user.map(
                                who -> reach.again(who, Objects.requireNonNull(variables.get(host)), templates)),
                        undoOptions,
                        listener,
                        diagnostics.warnings())
                .run(options.forksFor(settings.size()))
                .ofRun(written.id());
    }

    /** See {@link Engine#unlock}. */
    Map<String, Look.Seen<Unlock.Result>> unlock(
            Inventory inventory, String pattern, RunOptions options, boolean force) {
        Diagnostics diagnostics = new Diagnostics();
        Reach reach = new Reach(options.connection());
        Templates templates = Templates.create(new ControllerLookups(Path.of("").toAbsolutePath()));
        Map<String, Function<HostSession, Look.Seen<Unlock.Result>>> asked = new LinkedHashMap<>();
        Map<String, ConnectionSettings> settings = new LinkedHashMap<>();
        for (Host host : PlayHosts.selected(inventory, pattern, null, options, diagnostics)) {
            Map<String, @Nullable Object> variables = new LinkedHashMap<>(host.values());
            variables.putAll(inventory.magicVariables(host));
            Variables seen = Engine.seen(variables, options);
            Optional<Become> become = reach.become(Keywords.NONE, seen, templates);
            settings.put(host.name(), reach.settings(host.name(), seen, templates, diagnostics));
            asked.put(host.name(), session -> Unlock.of(session, become, force));
        }
        diagnostics.throwIfErrors();
        Map<String, Look.Seen<Unlock.Result>> results = new LinkedHashMap<>();
        asked.forEach((host, ask) ->
                results.put(host, ask.apply(sessions.apply(Objects.requireNonNull(settings.get(host))))));
        return results;
    }
}
