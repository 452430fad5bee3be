package io.pinwright.engine.report;

import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.transport.ExchangeCounts;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a run found and did.
 *
 * @param results by play, then task, then host
 * @param recaps by host, in inventory order; hosts of all plays
 * @param exchanges what each host cost
 * @param interrupted whether it was cancelled before its end
 * @param stop what failures left undone, when they ended the run
 * @param run its id in the journal, when it wrote, or began to, on some host
 */
public record Report(
        Mode mode,
        List<PlayInfo> plays,
        List<TaskResult> results,
        Map<String, Recap> recaps,
        Map<String, ExchangeCounts> exchanges,
        List<Diagnostic> warnings,
        boolean interrupted,
        Optional<RolloutStop> stop,
        Optional<String> run) {

    public Report(
            Mode mode,
            List<PlayInfo> plays,
            List<TaskResult> results,
            Map<String, Recap> recaps,
            Map<String, ExchangeCounts> exchanges,
            List<Diagnostic> warnings,
            boolean interrupted,
            Optional<RolloutStop> stop) {
        this(mode, plays, results, recaps, exchanges, warnings, interrupted, stop, Optional.empty());
    }

    /** The same, written down in the journal under an id. */
    public Report ofRun(Optional<String> id) {
        return new Report(mode, plays, results, recaps, exchanges, warnings, interrupted, stop, id);
    }

    public Report {
        plays = List.copyOf(plays);
        results = List.copyOf(results);
        recaps = Collections.unmodifiableMap(new LinkedHashMap<>(recaps));
        exchanges = Collections.unmodifiableMap(new LinkedHashMap<>(exchanges));
        warnings = List.copyOf(warnings);
    }

    /** All changes, made or planned. */
    public Stream<Change> changes() {
        return results.stream().flatMap(result -> result.changes().stream());
    }

    public boolean hasChanges() {
        return recaps.values().stream().anyMatch(recap -> recap.changed() > 0);
    }

    public boolean hasFailures() {
        return recaps.values().stream().anyMatch(recap -> recap.failed() > 0);
    }

    public boolean hasUnreachable() {
        return recaps.values().stream().anyMatch(recap -> recap.unreachable() > 0);
    }

    public boolean hasRefusals() {
        return recaps.values().stream().anyMatch(recap -> recap.refused() > 0);
    }

    public boolean hasDeferred() {
        return recaps.values().stream().anyMatch(recap -> recap.deferred() > 0);
    }

    /** How many changes wait for the next start of a guest or service. */
    public long pending() {
        return changes().filter(change -> change.effect() == Effect.NEXT_START).count();
    }
}
