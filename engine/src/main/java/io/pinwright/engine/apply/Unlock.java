package io.pinwright.engine.apply;

import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.host.Writing;
import io.pinwright.engine.transport.HostLock;
import io.pinwright.engine.transport.HostSession;
import java.util.List;
import java.util.Optional;

/** Frees a host's lock: the one write that does not take it first. */
public final class Unlock {

    /** What became of a lock. */
    public enum Done {
        /** It was free, or is held and was left so. */
        NOTHING,
        REMOVED,
        ENDED,
        FAILED
    }

    /**
     * A lock as it was found, and what became of it.
     *
     * @param problem why it could not be freed
     */
    public record Result(HostLock lock, Done done, Optional<String> problem) {}

    private Unlock() {}

    /**
     * Looks, and frees what was left behind; closes the session.
     *
     * @param force whether to end the shell that holds it, too
     */
    public static Look.Seen<Result> of(HostSession session, Optional<Become> become, boolean force) {
        return Look.seen(session, () -> of(session.writer(become), force));
    }

    private static Result of(HostWriter writer, boolean force) {
        HostLock lock = Look.observed(writer, HostLock.observation());
        return switch (lock.state()) {
            case FREE -> new Result(lock, Done.NOTHING, Optional.empty());
            case LEFT_BEHIND -> freed(lock, writer, lock.removal(), Done.REMOVED);
            case HELD ->
                force
                        ? freed(lock, writer, lock.ending(), Done.ENDED)
                        : new Result(lock, Done.NOTHING, Optional.empty());
        };
    }

    private static Result freed(HostLock lock, HostWriter writer, Step step, Done done) {
        StepOutcome outcome =
                writer.write(Writing.bare(List.of(step)), List.of()).outcomes().get(0);
        return outcome.isDone()
                ? new Result(lock, done, Optional.empty())
                : new Result(lock, Done.FAILED, Optional.of(Failures.ofStep(step, outcome)));
    }
}
