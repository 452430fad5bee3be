package io.pinwright.engine.drift;

import io.pinwright.engine.source.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What earlier applies proved to be in place. */
public interface AppliedWishes {

    /** Knows of no apply. */
    AppliedWishes NONE = wish -> new Never();

    /**
     * One value that a task wishes.
     *
     * @param digest of the task's module and arguments, as its result has it
     * @param value the wished value, or null when it shall go away
     */
    record Wish(
            String host,
            Optional<String> digest,
            String target,
            String attribute,
            @Nullable String value) {}

    /** What is known of a wish. */
    sealed interface Proof {}

    /** An apply proved it to be in place; the last one that did is named. */
    record Proved(Instant at, String run) implements Proof {}

    /** No apply did. */
    record Never() implements Proof {}

    /** Whether one did is not known. */
    record Unreadable(String why) implements Proof {}

    Proof of(Wish wish);

    /** What was wrong with the history of the hosts that were asked about. */
    default List<Diagnostic> problems() {
        return List.of();
    }
}
