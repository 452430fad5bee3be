package io.pinwright.engine.apply;

import io.pinwright.engine.journal.RunInfo;
import io.pinwright.engine.journal.RunJournal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run that writes keeps to, the same on all its hosts.
 *
 * @param journal written before each exchange that writes
 * @param lockTimeout how long to wait for a host that another run holds
 * @param confirmWithin for all changes; empty for those alone that may cut the controller off, which get
 *     {@link #CONFIRM_WITHIN}
 * @param replans how often a host that moved between look and write is planned anew
 */
public record Safety(
        RunInfo run,
        RunJournal journal,
        Clock clock,
        Duration lockTimeout,
        Optional<Duration> confirmWithin,
        int replans) {

    /** How long a host waits for the controller after a change that may cut it off. */
    public static final Duration CONFIRM_WITHIN = Duration.ofSeconds(60);
}
