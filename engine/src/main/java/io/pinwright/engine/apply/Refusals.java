package io.pinwright.engine.apply;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.module.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why a host was not written to, for people. */
final class Refusals {

    private Refusals() {}

    /** In one line, for the journal. */
    static String inShort(Refusal refusal) {
        if (refusal instanceof Refusal.Moved moved) {
            return "the host had moved: "
                    + moved.moved().stream().map(guard -> read(guard.query())).collect(Collectors.joining(", "));
        }
        return full(refusal).lines().findFirst().orElse("");
    }

    /** What holds the lock, or why the journal cannot be written. */
    static String full(Refusal refusal) {
        if (refusal instanceof Refusal.Locked locked) {
            String who = locked.owner().isEmpty() ? "another run" : "run " + locked.run() + " of " + locked.owner();
            String age = locked.since() == 0 ? "" : ", since " + age(Duration.ofSeconds(locked.ageSeconds()));
            return "the host is locked by " + who + age + ": nothing was written"
                    + "\n  fix: wait for it to end, or give more time with --lock-timeout; if that run is dead, see"
                    + " `pinwright unlock`";
        }
        if (refusal instanceof Refusal.NotJournalled failed) {
            return failed.why() + ": nothing was written"
                    + "\n  why: every change is written down before it is made, so that it can be taken back"
                    + "\n  fix: make room, or mend the permissions of that folder";
        }
        return inShort(refusal);
    }

    private static String age(Duration age) {
        return age.toMinutes() >= 120
                ? age.toHours() + " h"
                : age.toSeconds() >= 120 ? age.toMinutes() + " min" : age.toSeconds() + " s";
    }

    /**
     * What moved, from which plan, and who may have done it.
     *
     * @param due what was planned for the host
     * @param found what the same wishes come to now, by the change planned; empty when that cannot be said
     */
    static String moved(Refusal.Moved refusal, List<Change> due, Function<Change, List<Change>> found) {
        Set<Query> moved = refusal.moved().stream().map(Guard::query).collect(Collectors.toSet());
        List<String> lines = new ArrayList<>();
        for (Change planned : due) {
            boolean touched = planned.guards().stream().anyMatch(guard -> moved.contains(guard.query()))
                    || planned.steps().stream()
                            .flatMap(step -> step.predicts().stream())
                            .anyMatch(prediction -> touches(moved, prediction.query()));
            if (touched) {
                lines.add(line(planned, found.apply(planned)));
            }
        }
        refusal.moved().forEach(guard -> lines.add("no longer as it was: " + read(guard.query())));
        refusal.traces().forEach(trace -> lines.add("perhaps by: " + trace));
        return lines.stream().distinct().collect(Collectors.joining("\n  "));
    }

    private static boolean touches(Set<Query> moved, Query predicted) {
        return moved.contains(predicted)
                || predicted instanceof Query.Glob && moved.stream().anyMatch(Query.ReadFile.class::isInstance);
    }

    private static String line(Change planned, List<Change> found) {
        String what = planned.target() + ": " + planned.attribute() + ": planned from " + shown(planned.before());
        for (Change now : found) {
            if (now.target().equals(planned.target()) && now.attribute().equals(planned.attribute())) {
                return what + ", found " + shown(now.before()) + " now";
            }
        }
        return what + ", found otherwise now";
    }

    private static String shown(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "(none)" : value;
    }

    private static String read(Query query) {
        if (query instanceof Query.ReadFile file) {
            return file.path();
        }
        if (query instanceof Query.Stat stat) {
            return "type, owner or mode of " + stat.path();
        }
        return query instanceof Query.Run run
                ? "the answer of `" + String.join(" ", run.argv()) + "`"
                : query.toString();
    }
}
