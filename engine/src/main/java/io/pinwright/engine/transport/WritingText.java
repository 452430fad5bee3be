package io.pinwright.engine.transport;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.host.Writing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The part of a round that writes, as shell text: lock, guards, journal, steps. Lives for one call. */
final class WritingText {

    /** What the dead-man switch allows to a step that sets no time of its own. */
    private static final Duration STEP_ALLOWANCE = Duration.ofSeconds(10);

    private final Writing writing;
    private final SessionLimits limits;
    private final StringBuilder text = new StringBuilder();
    private Duration deadline = Duration.ZERO;
    private boolean carriesPayload;

    WritingText(Writing writing, SessionLimits limits) {
        this.writing = writing;
        this.limits = limits;
        if (writing.isEmpty()) {
            return;
        }
        // What was begun is brought to its end when the connection is lost: no signal of a closed pipe stops it
        // half-way.
        text.append("trap '' HUP PIPE\n");
        int index = before();
        for (List<Integer> change : changes()) {
            for (int number : change) {
                step(index++, number, writing.steps().get(number));
            }
            List<Integer> undone = change.size() > 1 && writing.journal().isPresent() ? undone(change) : List.of();
            if (!undone.isEmpty()) {
                text.append("_X");
                undone.forEach(number -> text.append(' ').append(number));
                text.append('\n');
            }
        }
        confirm().ifPresent(confirm -> {
            text.append("[ ! -e \"$J_/armed\" ] || _T ")
                    .append(Round.seconds(confirm.within()))
                    .append('\n');
        });
        text.append("trap - HUP PIPE\n");
    }

    private List<Integer> undone(List<Integer> change) {
        List<Undo> undos = writing.journal().orElseThrow().undos();
        return Undo.order(change.stream().map(undos::get).toList()).stream()
                .map(change::get)
                .toList();
    }

    private List<List<Integer>> changes() {
        return writing.journal()
                .map(Writing.Entry::stepsByChange)
                .orElseGet(() -> java.util.stream.IntStream.range(
                                0, writing.steps().size())
                        .mapToObj(List::of)
                        .collect(Collectors.toList()));
    }

    private Optional<Writing.Confirm> confirm() {
        return writing.journal().flatMap(Writing.Entry::confirm);
    }

    String text() {
        return text.toString();
    }

    boolean needsFunctions() {
        return itemsBefore(writing) > 0;
    }

    /** The way back holds what stood in files before: no exec request may show it. */
    boolean carriesPayload() {
        return carriesPayload;
    }

    Duration deadline() {
        return deadline;
    }

    long bytesMax() {
        return writing.steps().size() * (2L * limits.stepOutputBytesMax() + 4096) + itemsBefore(writing) * 8192L;
    }

    /** How many items come before the first step: the lock, each guard and their end, the journal. */
    static int itemsBefore(Writing writing) {
        if (writing.isEmpty()) {
            return 0;
        }
        int guards = writing.guards().isEmpty() ? 0 : writing.guards().size() + 1;
        return (writing.lock().isPresent() ? 1 : 0)
                + guards
                + (writing.journal().isPresent() ? 1 : 0);
    }

    /** The number of the first guard's item. */
    static int firstGuard(Writing writing) {
        return writing.lock().isPresent() ? 1 : 0;
    }

    /** What an item before the first step is, for messages. */
    static String describe(Writing writing, int index) {
        int guard = index - firstGuard(writing);
        if (guard < 0) {
            return "taking the lock";
        }
        return guard < writing.guards().size()
                ? "looking again: " + Round.describe(writing.guards().get(guard).query())
                : "writing the journal";
    }

    private int before() {
        int index = 0;
        if (writing.lock().isPresent()) {
            Writing.Lock lock = writing.lock().get();
            Round.call(
                            text,
                            "_l",
                            index++,
                            lock.run(),
                            lock.owner(),
                            lock.patience().toSeconds())
                    .append('\n');
            deadline = deadline.plus(lock.patience()).plus(Round.FILE_TIMEOUT);
        }
        for (Guard guard : writing.guards()) {
            guard(index++, guard);
        }
        if (!writing.guards().isEmpty()) {
            text.append("[ -n \"$F\" ] || _N ").append(index++).append('\n');
        }
        if (writing.journal().isPresent()) {
            journal(index++, writing.journal().get());
        }
        return index;
    }

    private void guard(int index, Guard guard) {
        text.append("[ -n \"$F\" ] || ");
        Query query = guard.query();
        String expected = Shell.quote(guard.expected());
        if (query instanceof Query.ReadFile read) {
            Round.call(text, "_nf", index, expected, read.bytesMax() + 1L);
            CommandWords.quoted(text, read.path());
        } else if (query instanceof Query.Run run) {
            Round.call(text, "_nq", index, expected, Round.seconds(run.timeout()));
            CommandWords.append(text, run.argv(), Map.of());
        } else if (query instanceof Query.Stat stat) {
            Round.call(text, "_ns", index, expected, stat.follow() ? 1 : 0);
            CommandWords.quoted(text, stat.path());
        }
        text.append('\n');
        deadline = deadline.plus(Round.timeout(query));
    }

    private void journal(int index, Writing.Entry entry) {
        carriesPayload = true;
        text.append("[ -n \"$F\" ] || _J ")
                .append(index)
                .append(' ')
                .append(entry.name())
                .append('\n');
        UndoScript.files(entry).forEach((name, bytes) -> {
            text.append("pj() {\n").append(Shell.printf(bytes)).append("}\n");
            text.append("_Jf ").append(index).append(' ').append(name).append(" pj\n");
        });
        String about = entry.about().isEmpty() ? "" : " " + entry.about().get(0);
        text.append("_Js ").append(index);
        CommandWords.quoted(text, entry.name() + about).append('\n');
        deadline = deadline.plus(Round.FILE_TIMEOUT.multipliedBy(2));
    }

    private void step(int index, int number, Step step) {
        Payload payload = payload(step);
        String input = !payload.isEmpty() || step instanceof Step.WriteFile ? "p" + index : "";
        if (!input.isEmpty()) {
            carriesPayload |= payload.bytes().length() > 0;
            text.append(input).append("() {\n");
            if (payload.kept().isPresent()) {
                CommandWords.quoted(text.append("cat"), payload.kept().get()).append('\n');
            } else {
                text.append(Shell.printf(payload.bytes()));
            }
            text.append("}\n");
        }
        Optional<Writing.Confirm> confirm = confirm();
        boolean armed = confirm.isPresent() && number >= confirm.get().before();
        if (armed && number == confirm.get().before()) {
            Round.call(text, "_A", index, allowance(confirm.get(), step)).append('\n');
        }
        if (writing.journal().isEmpty()) {
            text.append("[ -n \"$F\" ] || ");
            call(index, step, input);
        } else {
            Round.call(text, "[ -n \"$F\" ] || { _B", index, number);
            text.append(armed ? " " + allowance(confirm.get(), step) : "").append(" && ");
            call(index, step, input);
            text.append("_E ").append(number).append("; }\n");
        }
        deadline = deadline.plus(timeout(step));
    }

    private static String allowance(Writing.Confirm confirm, Step step) {
        boolean runs = step instanceof Step.Run || step instanceof Step.WaitFor;
        Duration own = runs ? timeout(step) : STEP_ALLOWANCE;
        return Round.seconds(confirm.within().plus(own));
    }

    private void call(int index, Step step, String input) {
        if (step instanceof Step.Run run) {
            String exits =
                    new TreeSet<>(run.okExits()).stream().map(String::valueOf).collect(Collectors.joining(" "));
            Round.call(text, "_x", index, Round.seconds(run.timeout()), limits.stepOutputBytesMax());
            CommandWords.quoted(text, exits, input, run.directory() == null ? "" : directory(run.directory()));
            CommandWords.append(text, run.argv(), run.environment());
        } else if (step instanceof Step.WriteFile write) {
            Integer mode = write.mode();
            CommandWords.quoted(
                    Round.call(text, "_u", index),
                    mode == null ? "" : Integer.toOctalString(mode),
                    orEmpty(write.owner()),
                    orEmpty(write.group()),
                    input,
                    write.path());
        } else if (step instanceof Step.WriteKernelFile write) {
            CommandWords.quoted(Round.call(text, "_v", index), write.path(), write.value());
        } else if (step instanceof Step.RemoveFile remove) {
            CommandWords.quoted(Round.call(text, "_r", index), remove.path());
        } else if (step instanceof Step.WaitFor wait) {
            call(index, wait);
        }
        text.append('\n');
    }

    /** The host has a deadline of its own within the one that ends the polling itself: a command may hang. */
    private void call(int index, Step.WaitFor wait) {
        Round.call(
                text,
                "_x",
                index,
                Round.seconds(timeout(wait)),
                limits.stepOutputBytesMax(),
                "0 '' '' sh -c \"$L\" sh");
        StringBuilder otherwise = new StringBuilder();
        if (!wait.otherwise().isEmpty()) {
            CommandWords.append(otherwise, wait.otherwise(), Map.of());
        }
        CommandWords.quoted(
                text,
                wait.output(),
                Round.seconds(wait.timeout()),
                otherwise.toString().strip());
        CommandWords.append(text, wait.argv(), Map.of());
    }

    private static Duration timeout(Step step) {
        if (step instanceof Step.WaitFor wait) {
            Duration more = wait.otherwise().isEmpty() ? Duration.ZERO : Step.WaitFor.OTHERWISE_TAKES.multipliedBy(2);
            return wait.timeout().plus(more).plus(Round.FILE_TIMEOUT);
        }
        return step instanceof Step.Run run ? run.timeout() : Round.FILE_TIMEOUT.multipliedBy(2);
    }

    private static Payload payload(Step step) {
        if (step instanceof Step.Run run) {
            return run.stdin();
        }
        return step instanceof Step.WriteFile write ? write.content() : Payload.NONE;
    }

    /** A directory that cd takes for what it is: not an option, and not searched in CDPATH. */
    private static String directory(String directory) {
        return directory.startsWith("/") ? directory : "./" + directory;
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
