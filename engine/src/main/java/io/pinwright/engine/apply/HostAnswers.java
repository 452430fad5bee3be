package io.pinwright.engine.apply;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.plan.Turn;
import io.pinwright.engine.transport.ReadSession;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a host has answered since it was last written to, by the user that asked; over that, in check mode, what it would answer
 * had the tasks so far done their work. Used by one thread.
 */
final class HostAnswers {

    /** A chain of reads that depend on each other may be this long. */
    static final int ROUNDS_MAX = 20;

    private final ReadSession session;
    private final Map<Optional<Become>, Answers> known = new LinkedHashMap<>();
    private Answers imagined;
    private Optional<Armed> armed = Optional.empty();
    private boolean armedWasTaken;

    /**
     * The host may take back what another run did there.
     *
     * @param become who can see that, and await it
     * @param entry of the host's journal
     */
    record Armed(Optional<Become> become, String entry) {}

    /** @param imagined what it would answer had earlier plays done their work */
    HostAnswers(ReadSession session, Answers imagined) {
        this.session = session;
        this.imagined = imagined;
    }

    /** What a user was answered: what is written, and proved, rests on nothing that is only imagined. */
    Answers of(Optional<Become> become) {
        return known.getOrDefault(become, Answers.NONE);
    }

    /** The same with predictions laid over it. */
    Answers of(Optional<Become> become, Answers predicted) {
        return predicted.over(known.getOrDefault(become, Answers.NONE));
    }

    Answers imagined() {
        return imagined;
    }

    /** Asks a user's queries in one round trip. */
    void read(Optional<Become> become, Set<Query> queries) {
        Answers before = known.getOrDefault(become, Answers.NONE);
        known.put(become, before.with(session.reader(become).read(queries)));
        if (armed.isEmpty()) {
            armed = session.armed(become).map(entry -> new Armed(become, entry));
        }
    }

    /** The switch of another run that was armed when the host was first looked at; told once. */
    Optional<Armed> takeArmed() {
        if (armedWasTaken || armed.isEmpty()) {
            return Optional.empty();
        }
        armedWasTaken = true;
        return armed;
    }

    /**
     * Asks what one turn needs; if nothing was asked as its user since the last write, all that the wave reads as that user, so
     * that the next turn need not ask again.
     */
    void read(Optional<Become> become, Set<Query> needs, Set<Query> wave) {
        Set<Query> queries = new LinkedHashSet<>(needs);
        if (!known.containsKey(become)) {
            queries.addAll(wave);
        }
        read(become, queries);
    }

    /**
     * What a user was answered since the last write, of these queries at least: what a write as this user is guarded by.
     */
    Answers before(Optional<Become> become, Set<Query> queries) {
        Set<Query> missing = known.getOrDefault(become, Answers.NONE).missing(queries);
        if (!missing.isEmpty() && !known.containsKey(become)) {
            read(become, missing);
        }
        return known.getOrDefault(become, Answers.NONE);
    }

    /** Forgets what was known: the host is being written to. */
    void forget() {
        known.clear();
    }

    /** Takes what was read together with a write, or instead of it. */
    void took(Optional<Become> become, Answers answers) {
        known.clear();
        known.put(become, answers);
    }

    /** Notes what a turn would have done, or that it has done it. */
    void passed(Turn turn) {
        if (turn.work() == null || !turn.work().predicts() || turn.changes().isEmpty()) {
            return;
        }
        Answers foretold = turn.predictions();
        imagined = turn.executes() ? imagined.without(foretold) : imagined.with(foretold);
    }
}
