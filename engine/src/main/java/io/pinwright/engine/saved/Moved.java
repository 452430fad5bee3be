package io.pinwright.engine.saved;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.saved.SavedTask.SavedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a turn comes to now, compared with what was planned.
 *
 * @param state whether it can be done as planned
 * @param why what is otherwise, from what to what, a line each; empty unless {@link State#OTHERWISE}
 */
public record Moved(State state, List<String> why) {

    /** How a host stands to a plan. */
    public enum State {
        /** The changes are those that were planned, or those of them that are left. */
        AS_PLANNED,
        /** Nothing is left to change. */
        DONE,
        /** The host is neither as it was nor as it was to be. */
        OTHERWISE
    }

    private static final int LINES_MAX = 3;

    private static final String SEALED =
            "what it would change, or what that rests on, is otherwise than planned; a secret is in it, so no more is said";

    private static final int CHARS_MAX = 160;

    public Moved {
        why = List.copyOf(why);
    }

    /**
     * Compares.
     *
     * @param found what the same arguments come to now
     * @param asked what they rest on
     * @param answers that they come from
     * @param seals of the plan
     */
    public static Moved of(SavedTask.Work planned, List<Change> found, Set<Query> asked, Answers answers, Seals seals) {
        List<Change> left = found.stream().filter(change -> !change.action()).toList();
        boolean wasToChange =
                planned.changes().stream().anyMatch(one -> !one.change().action());
        if (left.isEmpty() && wasToChange) {
            return new Moved(State.DONE, List.of());
        }
        Set<String> known = planned.changes().stream().map(SavedChange::key).collect(Collectors.toSet());
        List<Change> other = found.stream()
                .filter(change ->
                        !known.contains(seals.key(change, planned.sealed().isPresent())))
                .toList();
        if (planned.sealed().isPresent()) {
            boolean whole = found.size() == planned.changes().size();
            boolean same = other.isEmpty()
                    && (!whole || planned.sealed().get().guards().equals(seals.guards(found, asked, answers)));
            return same ? new Moved(State.AS_PLANNED, List.of()) : new Moved(State.OTHERWISE, List.of(SEALED));
        }
        List<String> why = new ArrayList<>();
        other.forEach(change -> why.addAll(difference(planned.changes(), change)));
        // What is left of a plan of which some is done rests on what was done, too.
        if (why.isEmpty()
                && (!other.isEmpty() || found.size() == planned.changes().size())) {
            planned.guards().forEach(guard -> moved(guard, answers).ifPresent(why::add));
        }
        if (why.isEmpty()) {
            other.forEach(
                    change -> why.add(named(change) + "what it takes is otherwise than planned: " + steps(change)));
        }
        return new Moved(why.isEmpty() ? State.AS_PLANNED : State.OTHERWISE, why);
    }

    private static String named(Change change) {
        return change.target() + ": " + change.attribute() + ": ";
    }

    /** What a change that was not planned like this differs in. */
    private static List<String> difference(List<SavedChange> planned, Change found) {
        String what = named(found);
        for (SavedChange one : planned) {
            Change then = one.change();
            if (then.target().equals(found.target()) && then.attribute().equals(found.attribute())) {
                return details(what, then, found);
            }
        }
        return List.of(what + "nothing was planned here, found " + shown(found.before()) + " now, to be "
                + shown(found.after()));
    }

    private static List<String> details(String what, Change then, Change now) {
        List<String> lines = new ArrayList<>();
        if (!shown(then.before()).equals(shown(now.before()))
                || !shown(then.after()).equals(shown(now.after()))) {
            String to = shown(then.after()).equals(shown(now.after())) ? "" : " to be " + shown(now.after());
            lines.add(what + "planned from " + shown(then.before()) + " to " + shown(then.after()) + ", found "
                    + shown(now.before()) + " now" + to);
        }
        lines.addAll(texts(what, then.diff(), now.diff()));
        for (Guard guard : then.guards()) {
            Optional<Guard> other = now.guards().stream()
                    .filter(one -> one.query().equals(guard.query()))
                    .findFirst();
            if (lines.isEmpty() && !other.equals(Optional.of(guard))) {
                String found = other.map(Guard::expected).orElse(Guard.ABSENT);
                lines.add(what + "no longer as it was: " + read(guard.query())
                        + fromTo(guard.expected(), found, guard.query()));
            }
        }
        return lines;
    }

    private static String steps(Change change) {
        return cut(change.steps().stream().map(step -> step.describe()).collect(Collectors.joining("; ")));
    }

    /** The first lines in which two texts differ that a change begins with. */
    private static List<String> texts(String what, Optional<Change.TextDiff> then, Optional<Change.TextDiff> now) {
        List<String> lines = new ArrayList<>();
        if (then.isEmpty() || now.isEmpty()) {
            return lines;
        }
        List<String> old = then.get().before().lines().toList();
        List<String> found = now.get().before().lines().toList();
        List<String> gone = old.stream().filter(line -> !found.contains(line)).toList();
        List<String> come = found.stream().filter(line -> !old.contains(line)).toList();
        for (int i = 0; i < Math.min(LINES_MAX, Math.max(gone.size(), come.size())); i++) {
            lines.add(what + now.get().name() + " is another: planned on "
                    + (i < gone.size() ? "`" + cut(gone.get(i).strip()) + "`" : "(no such line)") + ", found "
                    + (i < come.size() ? "`" + cut(come.get(i).strip()) + "`" : "(no such line)"));
        }
        if (lines.isEmpty() && !then.get().before().equals(now.get().before())) {
            lines.add(what + now.get().name() + " has its lines in another order, or other line ends");
        }
        return lines;
    }

    private static Optional<String> moved(Guard guard, Answers answers) {
        Optional<Answer> answer = answers.get(guard.query());
        String now = answer.flatMap(one -> Guard.digest(guard.query(), one)).orElse("");
        return now.equals(guard.expected())
                ? Optional.empty()
                : Optional.of(
                        "no longer as it was: " + read(guard.query()) + fromTo(guard.expected(), now, guard.query()));
    }

    private static String fromTo(String then, String now, Query query) {
        return query instanceof Query.Stat
                ? ": planned on " + status(then) + ", found " + status(now)
                : absence(then, now);
    }

    private static String absence(String then, String now) {
        return then.equals(Guard.ABSENT)
                ? ": it was not there"
                : now.equals(Guard.ABSENT) ? ": it is not there any more" : "";
    }

    /** {@code 81a4/0/0/} as {@code file, mode 0644, owner 0, group 0}. */
    private static String status(String digest) {
        String[] parts = digest.split("/", 4);
        if (parts.length < 4) {
            return digest.equals(Guard.ABSENT) ? "nothing" : "something else";
        }
        int mode = Integer.parseInt(parts[0], 16);
        String type = switch (mode & 0xf000) {
            case 0x8000 -> "a file";
            case 0x4000 -> "a directory";
            default -> "a link to " + parts[3];
        };
        return type + " of mode " + String.format("%04o", mode & 07777) + ", owner " + parts[1] + ", group " + parts[2];
    }

    private static String read(Query query) {
        if (query instanceof Query.ReadFile file) {
            return "the content of " + file.path();
        }
        if (query instanceof Query.Stat stat) {
            return stat.path();
        }
        return query instanceof Query.Run run
                ? "the answer of `" + cut(String.join(" ", run.argv())) + "`"
                : query.toString();
    }

    private static String shown(@Nullable String value) {
        return value == null ? "(none)" : value;
    }

    private static String cut(String text) {
        return text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) + "..." : text;
    }
}
