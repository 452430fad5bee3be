package io.pinwright.engine.apply;

import io.pinwright.engine.plan.Outlook;
import io.pinwright.engine.plan.TaskPlan;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.report.Status;
import io.pinwright.engine.template.NotYetKnown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan says of tasks behind one that is not run and whose effect is not foretold: a raw command, or a task that was
 * deferred. They are judged on what is known of the host now, and say so; that they cannot be done on it as it is now does not
 * count, and what they register is not known.
 */
final class Doubt {

    private static final int NAMES_MAX = 3;

    private Doubt() {}

    /** A handler of which it is not known whether it will run. */
    static TaskPlan.Ready notified(TaskPlan.Ready plan, String decisive) {
        boolean touchesHost = plan.turns().stream().anyMatch(turn -> turn.work() != null);
        List<Turn> turns = plan.turns().stream()
                .map(turn -> turn.status() == Status.SKIPPED
                        ? turn
                        : Turn.of(turn.item(), Status.DEFERRED, "deferred: needs the result of " + decisive))
                .toList();
        return turns.stream().allMatch(turn -> turn.status() == Status.SKIPPED)
                ? plan
                : plan.withTurns(turns).withOutlook(Outlook.unknown(touchesHost));
    }

    /** A task behind such ones. */
    static TaskPlan.Ready judged(TaskPlan.Ready plan, Collection<String> unforetold) {
        List<Turn> turns = plan.turns().stream()
                .map(turn -> restsOnHost(turn) ? judged(turn, unforetold) : turn)
                .toList();
        boolean deferred = turns.stream().anyMatch(turn -> turn.status() == Status.DEFERRED);
        return deferred ? plan.withTurns(turns).withOutlook(Outlook.unknown(true)) : plan.withTurns(turns);
    }

    private static Turn judged(Turn turn, Collection<String> unforetold) {
        if (turn.status() == Status.FAILED) {
            return turn.doubted(
                    Status.DEFERRED,
                    "deferred: needs the result of " + tasks(unforetold) + "; on the host as it is now: "
                            + turn.message(),
                    turn.warnings());
        }
        List<String> warnings = new ArrayList<>(turn.warnings());
        warnings.add("judged as if " + tasks(unforetold) + " changed nothing that this task reads");
        return turn.doubted(turn.status(), turn.message(), warnings);
    }

    /** Whether a turn was judged by what was read of the host, and not by what it really did there. */
    static boolean restsOnHost(Turn turn) {
        return turn.work() != null && !turn.executes() && turn.status() != Status.SKIPPED;
    }

    static NotYetKnown unknown(Collection<String> unforetold) {
        return new NotYetKnown(tasks(unforetold));
    }

    /** Facts that may be otherwise. */
    static Map<String, @Nullable Object> unknown(Map<?, ?> found, Collection<String> unforetold) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        found.keySet().forEach(name -> all.put(String.valueOf(name), unknown(unforetold)));
        return all;
    }

    static String task(String name) {
        return "task `" + name + "`";
    }

    private static String tasks(Collection<String> names) {
        String shown = String.join(
                ", ", names.stream().limit(NAMES_MAX).map(Doubt::task).toList());
        return names.size() > NAMES_MAX ? shown + " and " + (names.size() - NAMES_MAX) + " more" : shown;
    }
}
