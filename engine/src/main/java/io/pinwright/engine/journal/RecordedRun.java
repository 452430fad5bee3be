package io.pinwright.engine.journal;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.json.Secrets;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as the journal has it.
 *
 * @param hosts what was done to each, in the order in which it was begun
 * @param warnings what of the journal is missing
 */
public record RecordedRun(RunInfo info, Map<String, List<Entry>> hosts, List<String> warnings) {

    public RecordedRun {
        Map<String, List<Entry>> copy = new LinkedHashMap<>();
        hosts.forEach((host, entries) -> copy.put(host, List.copyOf(entries)));
        hosts = Collections.unmodifiableMap(copy);
        warnings = List.copyOf(warnings);
    }

    /**
     * What one exchange did, or was about to do.
     *
     * @param end empty when the controller itself ended first
     * @param folder of the host's own entry; where hosts usually have it when this one did not say
     * @param kept the files of that folder that the way back needs, by path, so that they can be checked
     */
    public record Entry(
            String name,
            Instant at,
            Optional<Become> become,
            Optional<Duration> confirmWithin,
            List<Change> changes,
            Optional<EntryEnd> end,
            String folder,
            Map<String, Kept> kept) {
        public Entry {
            changes = List.copyOf(changes);
            kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
        }

        /** UNKNOWN when nobody wrote down how it ended. */
        public EntryEnd.Status status() {
            return end.map(EntryEnd::status).orElse(EntryEnd.Status.UNKNOWN);
        }

        /** How a step ended, counted through all changes from 0; empty when that is not known. */
        public Optional<StepOutcome.Status> outcome(int step) {
            return end.map(EntryEnd::outcomes)
                    .filter(outcomes -> step < outcomes.size())
                    .map(outcomes -> outcomes.get(step));
        }

        /** Whether what the steps changed was read after them. */
        public boolean isRead() {
            return end.filter(known -> !known.after().isEmpty()).isPresent();
        }

        /** What taking a step back rests on, as it was read after the step, or as it was foretold. */
        public List<Guard> after(int step, Step recorded) {
            return end.map(EntryEnd::after)
                    .filter(after -> step < after.size())
                    .map(after -> after.get(step))
                    .orElse(recorded.foretold());
        }
    }

    /** One change; see {@link JournalEntry.Item}. */
    public record Change(
            String task,
            String place,
            String module,
            String target,
            String attribute,
            @Nullable String before,
            @Nullable String after,
            Effect effect,
            Disruption disruption,
            boolean mayCutOff,
            boolean hidden,
            boolean action,
            List<Guard> guardsAfter,
            List<Step> steps) {
        public Change {
            guardsAfter = List.copyOf(guardsAfter);
            steps = List.copyOf(steps);
        }
    }

    /**
     * One step.
     *
     * @param does the step as a person would type it
     * @param foretold what it was to change, as it was to be
     * @param undo what takes it back; secret bytes are where {@link Entry#kept} says
     */
    public record Step(String does, List<Guard> foretold, Undo undo) {
        public Step {
            foretold = List.copyOf(foretold);
        }
    }

    /** Bytes that only the host has, and how to know them again. */
    public record Kept(Secrets secrets, Secrets.Withheld withheld) {

        /** Whether these are the bytes. */
        public boolean fits(io.pinwright.engine.host.Bytes bytes) {
            return secrets.fits(withheld, bytes);
        }
    }
}
