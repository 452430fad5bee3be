package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Refusal;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Undo;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.journal.EntryEnd;
import io.pinwright.engine.journal.JournalEntry;
import io.pinwright.engine.journal.JournalException;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.transport.HostSession;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that one host is written to in a run goes through here: under the host's lock, guarded by what was read before, with the
 * way back on disk on controller and host first, and confirmed where the change may cut the controller off. Used by one thread
 * at a time.
 */
final class HostWrites {

    /** A change that is due, and the task that wants it. */
    record Due(Source source, Change change) {}

    /** Where a change comes from, for the journal. */
    record Source(String task, String place, String module, boolean hidden) {}

    private final String host;
    private final HostSession session;
    private final Safety safety;
    private final List<String> problems = new ArrayList<>();
    private int entries;

    HostWrites(String host, HostSession session, Safety safety) {
        this.host = host;
        this.session = session;
        this.safety = safety;
    }

    /** What could not be written down of what was done. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    Safety safety() {
        return safety;
    }

    /**
     * Makes changes in order, up to the first that fails, and reads again, in one round trip; in two when they have to be
     * confirmed.
     *
     * @param before what is known of the host: what the changes were found from
     * @throws HostUnreachableException when the connection was lost; the host's journal knows what was done
     */
    HostWriter.Written write(Optional<Become> become, List<Due> due, Answers before, Set<Query> thenRead) {
        List<Step> steps =
                due.stream().flatMap(one -> one.change().steps().stream()).toList();
        List<Undo> undos = Undo.of(steps, before);
        Optional<Writing.Confirm> confirm = confirm(due);
        String name = safety.run().id() + "." + ++entries;
        Instant now = safety.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            safety.journal().planned(host, entry(name, now, become, confirm, due, undos));
        } catch (JournalException e) {
            return refused(steps, before, new Refusal.NotJournalled(String.valueOf(e.getMessage())));
        }
        Writing writing = new Writing(
                steps,
                guards(due, steps, before),
                Optional.of(new Writing.Lock(safety.run().id(), safety.run().owner(), safety.lockTimeout())),
                Optional.of(new Writing.Entry(
                        name,
                        about(now, due),
                        undos,
                        due.stream().map(one -> one.change().steps().size()).toList(),
                        confirm)));
        try {
            HostWriter writer = session.writer(become);
            HostWriter.Written written = writer.write(writing, thenRead);
            if (written.refusal().isPresent()) {
                ended(
                        name,
                        EntryEnd.Status.REFUSED,
                        List.of(),
                        List.of(),
                        Refusals.inShort(written.refusal().get()),
                        Optional.empty());
                return written;
            }
            if (confirm.isPresent() && !writer.confirm(name)) {
                String message = "the host took it back by itself: the confirmation came after "
                        + confirm.get().within().toSeconds() + " s";
                ended(name, EntryEnd.Status.TAKEN_BACK, List.of(), List.of(), message, written.entryFolder());
                StepOutcome takenBack =
                        new StepOutcome(StepOutcome.Status.FAILED, -1, Bytes.EMPTY, Bytes.utf8(message));
                return new HostWriter.Written(
                        steps.stream().map(step -> takenBack).toList(), Answers.NONE);
            }
            ended(
                    name,
                    EntryEnd.Status.DONE,
                    written.outcomes().stream().map(StepOutcome::status).toList(),
                    steps.stream()
                            .map(step -> Guard.after(step, written.answers()))
                            .toList(),
                    "",
                    written.entryFolder());
            return written;
        } catch (HostUnreachableException e) {
            ended(name, EntryEnd.Status.UNKNOWN, List.of(), List.of(), e.message(), Optional.empty());
            throw confirm.isEmpty()
                    ? e
                    : new HostUnreachableException(
                            e.message() + "\n  the host takes these changes back by itself within "
                                    + confirm.get().within().toSeconds() + " s: nobody can confirm them",
                            e.fix().orElse(null),
                            e);
        }
    }

    private static HostWriter.Written refused(List<Step> steps, Answers answers, Refusal refusal) {
        return new HostWriter.Written(
                steps.stream().map(step -> StepOutcome.NOT_RUN).toList(), answers, Optional.of(refusal));
    }

    private static List<Guard> guards(List<Due> due, List<Step> steps, Answers before) {
        Map<Query, Guard> guards = new LinkedHashMap<>();
        for (Due one : due) {
            one.change().guards().forEach(guard -> guards.putIfAbsent(guard.query(), guard));
        }
        Guard.of(steps, before).forEach(guard -> guards.putIfAbsent(guard.query(), guard));
        return List.copyOf(guards.values());
    }

    private Optional<Writing.Confirm> confirm(List<Due> due) {
        int before = 0;
        for (Due one : due) {
            boolean confirmed =
                    one.change().mayCutOff() || safety.confirmWithin().isPresent();
            // A change without steps of its own arms nothing: one behind it may.
            if (confirmed && !one.change().steps().isEmpty()) {
                return Optional.of(
                        new Writing.Confirm(before, safety.confirmWithin().orElse(Safety.CONFIRM_WITHIN)));
            }
            before += one.change().steps().size();
        }
        return Optional.empty();
    }

    private List<String> about(Instant now, List<Due> due) {
        List<String> about = new ArrayList<>();
        about.add("run " + safety.run().id() + " by " + safety.run().owner() + " at " + now);
        for (Due one : due) {
            about.add(
                    one.source().hidden()
                            ? one.change().target() + ": (not shown: no_log)"
                            : one.change().summary());
        }
        return about;
    }

    private static JournalEntry entry(
            String name,
            Instant now,
            Optional<Become> become,
            Optional<Writing.Confirm> confirm,
            List<Due> due,
            List<Undo> undos) {
        List<JournalEntry.Item> items = new ArrayList<>();
        int next = 0;
        for (Due one : due) {
            Change change = one.change();
            List<JournalEntry.Done> steps = new ArrayList<>();
            for (Step step : change.steps()) {
                steps.add(new JournalEntry.Done(step, undos.get(next++)));
            }
            items.add(new JournalEntry.Item(
                    one.source().task(),
                    one.source().place(),
                    one.source().module(),
                    change.target(),
                    change.attribute(),
                    change.before(),
                    change.after(),
                    change.effect(),
                    change.disruption(),
                    change.mayCutOff(),
                    one.source().hidden(),
                    change.action(),
                    change.guards(),
                    change.guardsAfter(),
                    steps));
        }
        return new JournalEntry(name, now, become, confirm.map(Writing.Confirm::within), items);
    }

    private void ended(
            String entry,
            EntryEnd.Status status,
            List<StepOutcome.Status> outcomes,
            List<List<Guard>> after,
            String message,
            Optional<String> folder) {
        Instant now = safety.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            safety.journal().ended(host, entry, new EntryEnd(now, status, outcomes, after, message, folder));
        } catch (JournalException e) {
            // What was done is done, and the host's own journal knows of it.
            problems.add("how it ended on " + host + " is not in the journal here: " + e.getMessage());
        }
    }
}
