package io.pinwright.engine.undo;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.RecordedRun;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.undo.PlannedUndo.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans how a run is taken back on one host: the last change first, each compared with what the run left. Lives for one host.
 *
 * <p>The host as it would be is carried along: once a later change is taken back in thought, an earlier one finds what it left.
 */
public final class UndoPlanner {

    private final UndoOptions options;
    private final Map<Optional<Become>, Answers> real;
    private final Map<Query, Answer> imagined = new LinkedHashMap<>();
    private final Set<Query> blocked = new HashSet<>();
    private final List<PlannedUndo> planned = new ArrayList<>();
    private final List<Later> again = new ArrayList<>();

    /**
     * A change that is taken back by doing it again.
     *
     * @param first number of its first step
     * @param left what the entry left
     * @param position how many of those planned come after it in the run
     */
    private record Later(RecordedRun.Entry entry, RecordedRun.Change change, int first, Answers left, int position) {}

    private UndoPlanner(UndoOptions options, Map<Optional<Become>, Answers> real) {
        this.options = options;
        this.real = real;
    }

    /**
     * What taking back comes to, in the order in which it is to be done.
     *
     * @param answers to {@link UndoReads#of}, by user
     */
    public static List<PlannedUndo> plan(
            List<RecordedRun.Entry> entries, Map<Optional<Become>, Answers> answers, UndoOptions options) {
        UndoPlanner planner = new UndoPlanner(options, answers);
        List<RecordedRun.Entry> lastFirst = new ArrayList<>(entries);
        Collections.reverse(lastFirst);
        lastFirst.forEach(planner::plan);
        planner.again();
        return UndoCollapse.of(planner.planned);
    }

    /** What is done again comes after all else, from the first on; as {@link Undo#order} has it on the host. */
    private void again() {
        for (int i = again.size() - 1; i >= 0; i--) {
            Later later = again.get(i);
            boolean known = planned.subList(later.position(), planned.size()).stream()
                    .anyMatch(undo -> undo.verdict() == Verdict.TAKE_BACK);
            planned.add(plan(later.entry(), later.change(), later.first(), later.left(), known));
        }
    }

    private Answers real(RecordedRun.Entry entry) {
        return real.getOrDefault(entry.become(), Answers.NONE);
    }

    private Answers world(RecordedRun.Entry entry) {
        return Answers.of(imagined).over(real(entry));
    }

    private void plan(RecordedRun.Entry entry) {
        Answers left = world(entry);
        int next = entry.changes().stream()
                .mapToInt(change -> change.steps().size())
                .sum();
        List<RecordedRun.Change> lastFirst = new ArrayList<>(entry.changes());
        Collections.reverse(lastFirst);
        for (RecordedRun.Change change : lastFirst) {
            if (change.steps().isEmpty()) {
                // It came with the steps of another, and goes with them.
                continue;
            }
            next -= change.steps().size();
            if (change.steps().stream().anyMatch(step -> step.undo().isLast())) {
                again.add(new Later(entry, change, next, left, planned.size()));
            } else {
                planned.add(plan(entry, change, next, left, false));
            }
        }
    }

    /** @param makesKnown whether something before it is taken back, which what is done again makes known */
    private PlannedUndo plan(
            RecordedRun.Entry entry, RecordedRun.Change change, int first, Answers left, boolean makesKnown) {
        if (!UndoReads.mayHaveWritten(entry)) {
            String why = entry.status() == EntryEnd.Status.TAKEN_BACK
                    ? "the host took it back by itself"
                    : "it was refused, nothing was written";
            return judged(entry, change, Verdict.NOT_MADE, why);
        }
        if (isUntouched(entry, left)) {
            return judged(entry, change, Verdict.NOT_MADE, "it was not begun");
        }
        List<Step> back = new ArrayList<>();
        Map<Query, Answer> after = new LinkedHashMap<>();
        List<Guard> rests = new ArrayList<>();
        List<Guard> gone = new ArrayList<>();
        boolean begun = false;
        for (int i = change.steps().size() - 1; i >= 0; i--) {
            RecordedRun.Step step = change.steps().get(i);
            if (!mayHaveRun(entry, first + i, left)) {
                continue;
            }
            begun = true;
            if (step.undo().impossible().isPresent()) {
                return judged(
                        entry,
                        change,
                        Verdict.IMPOSSIBLE,
                        step.undo().impossible().get());
            }
            boolean differs = false;
            for (Step one : step.undo().steps()) {
                Step whole;
                try {
                    whole = WayBack.whole(one, entry, left);
                } catch (WayBack.LostException e) {
                    return judged(entry, change, Verdict.IMPOSSIBLE, String.valueOf(e.getMessage()));
                }
                if (differs
                        || makesKnown
                        || !WayBack.isDone(whole, Answers.of(after).over(world(entry)))) {
                    differs = true;
                    back.add(whole);
                    whole.predicts().forEach(prediction -> after.put(prediction.query(), prediction.answer()));
                }
            }
            if (differs) {
                List<Guard> own = entry.after(first + i, step);
                rests.addAll(own);
                own.stream().filter(guard -> !isLeft(guard, entry, left)).forEach(gone::add);
            }
        }
        if (!begun) {
            return judged(entry, change, Verdict.NOT_MADE, "it was not begun");
        }
        if (back.isEmpty()) {
            return judged(entry, change, Verdict.AS_BEFORE, "");
        }
        Optional<String> moved = moved(change, gone, back, left);
        if (moved.isPresent()) {
            back.forEach(step -> blocked.addAll(touched(step)));
            return judged(entry, change, Verdict.REFUSED, moved.get());
        }
        imagined.putAll(after);
        return new PlannedUndo(entry, change, Verdict.TAKE_BACK, "", takingBack(entry, change, rests, back));
    }

    private static PlannedUndo judged(
            RecordedRun.Entry entry, RecordedRun.Change change, Verdict verdict, String message) {
        return new PlannedUndo(entry, change, verdict, message, bare(change, List.of()));
    }

    private static Change bare(RecordedRun.Change change, List<Step> steps) {
        Change back = Change.of(change.target(), change.attribute(), change.after(), change.before(), steps)
                .withEffect(change.effect())
                .withDisruption(change.disruption());
        return change.mayCutOff() && !steps.isEmpty() ? back.thatMayCutOff() : back;
    }

    /** Guarded by all that was looked at to find it. */
    private Change takingBack(RecordedRun.Entry entry, RecordedRun.Change change, List<Guard> rests, List<Step> back) {
        Set<Query> queries = new LinkedHashSet<>();
        rests.forEach(guard -> queries.add(guard.query()));
        List<Guard> others = change.guardsAfter();
        others.forEach(guard -> queries.add(guard.query()));
        back.forEach(step -> step.writes().map(Query.ReadFile::new).ifPresent(queries::add));
        List<Guard> guards = new ArrayList<>();
        queries.forEach(query -> real(entry)
                .get(query)
                .flatMap(answer -> Guard.of(query, answer))
                .ifPresent(guards::add));
        return bare(change, back).withGuards(guards, others);
    }

    /** Whether the run may have begun a step; the host's own record decides where the controller does not know. */
    private static boolean mayHaveRun(RecordedRun.Entry entry, int step, Answers answers) {
        if (entry.outcome(step).isPresent()) {
            return entry.outcome(step).get() != StepOutcome.Status.NOT_RUN;
        }
        if (!(answers.get(UndoReads.progress(entry)).orElse(null) instanceof Answer.Content progress)) {
            return true;
        }
        List<String> lines = progress.bytes().text().lines().toList();
        return lines.contains("begin " + step) && !lines.contains("undone " + step);
    }

    /** What was read after the run shows what all of it left; what was only foretold, what each step alone left. */
    private static boolean isLeft(Guard guard, RecordedRun.Entry entry, Answers left) {
        if (holds(guard, left) || entry.isRead()) {
            return holds(guard, left);
        }
        int step = 0;
        for (RecordedRun.Change change : entry.changes()) {
            for (RecordedRun.Step one : change.steps()) {
                boolean same = one.foretold().stream()
                        .anyMatch(other -> other.query().equals(guard.query()) && holds(other, left));
                if (same && mayHaveRun(entry, step, left)) {
                    return true;
                }
                step++;
            }
        }
        return false;
    }

    /** Whether a host that has no record of an entry shows nothing of it: the connection was lost before it began. */
    private static boolean isUntouched(RecordedRun.Entry entry, Answers left) {
        if (entry.status() != EntryEnd.Status.UNKNOWN
                || !(left.get(UndoReads.progress(entry)).orElse(null) instanceof Answer.Absent)) {
            return false;
        }
        Map<Query, Prediction> before = new LinkedHashMap<>();
        for (RecordedRun.Change change : entry.changes()) {
            for (RecordedRun.Step step : change.steps()) {
                if (step.undo().impossible().isPresent()) {
                    return false;
                }
                // Steps run in order. What a command tells may be changed by steps that do not foretell it: the first
                // counts.
                boolean first = before.isEmpty();
                step.undo()
                        .steps()
                        .forEach(back -> back.predicts().stream()
                                .filter(one -> one.guards() && (first || !(one.query() instanceof Query.Run)))
                                .forEach(one -> before.putIfAbsent(one.query(), one)));
            }
        }
        return !before.isEmpty() && before.values().stream().allMatch(one -> WayBack.holds(one, left));
    }

    private Optional<String> moved(RecordedRun.Change change, List<Guard> gone, List<Step> back, Answers left) {
        List<Guard> others = change.guardsAfter().stream()
                .filter(guard -> !holds(guard, left))
                .toList();
        if (!others.isEmpty()) {
            return Optional.of("what it was made to is no longer there, or is something else now: " + reads(others)
                    + "\n  fix: look at it by hand; --force does not help here");
        }
        if (options.forces(change.target())) {
            return Optional.empty();
        }
        if (!gone.isEmpty()) {
            return Optional.of("others changed it since: the run left "
                    + (change.hidden() || change.after() == null ? "it otherwise" : change.after()) + ", "
                    + now(change, gone, left) + "\n  fix: undo what was done since first, or take it back all the"
                    + " same with --force '" + change.target() + "'");
        }
        if (back.stream().flatMap(step -> touched(step).stream()).anyMatch(blocked::contains)) {
            return Optional.of("a later change to the same thing is not taken back"
                    + "\n  fix: take both back with --force '" + change.target() + "'");
        }
        return Optional.empty();
    }

    private static String now(RecordedRun.Change change, List<Guard> moved, Answers left) {
        for (Guard guard : moved) {
            // Kernel files are short and hold no secrets; of anything else it is said only that it differs.
            if (!change.hidden()
                    && guard.query() instanceof Query.ReadFile file
                    && (file.path().startsWith("/proc/") || file.path().startsWith("/sys/"))
                    && left.get(guard.query()).orElse(null) instanceof Answer.Content content
                    && content.bytes().length() <= 80) {
                return file.path() + " is " + content.bytes().text().strip() + " now";
            }
        }
        return "now it is otherwise: " + reads(moved);
    }

    private static String reads(List<Guard> guards) {
        return guards.stream().map(guard -> read(guard.query())).distinct().collect(Collectors.joining(", "));
    }

    static String read(Query query) {
        if (query instanceof Query.ReadFile file) {
            return file.path();
        }
        if (query instanceof Query.Stat stat) {
            return "type, owner or mode of " + stat.path();
        }
        return query instanceof Query.Run run
                ? "the answer of `" + String.join(" ", run.argv()) + "`"
                : String.join(" ", ((Query.Glob) query).patterns());
    }

    private static boolean holds(Guard guard, Answers answers) {
        return WayBack.holds(
                new Prediction(guard.query(), io.pinwright.engine.json.StepJson.byDigest(guard.expected())), answers);
    }

    /** What a step changes, by the reads that show it. */
    static Set<Query> touched(Step step) {
        Set<Query> touched = new LinkedHashSet<>();
        step.predicts().stream()
                .filter(Prediction::guards)
                .map(Prediction::query)
                .forEach(touched::add);
        step.writes().map(Query.ReadFile::new).ifPresent(touched::add);
        return touched;
    }
}
