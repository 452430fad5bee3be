package io.pinwright.engine;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Makes ids of runs: they sort by time, to the millisecond in the first three digits behind the dash, and differ within one. */
final class RunIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final SecureRandom RANDOM = new SecureRandom();

    private RunIds() {}

    /** {@code 20261122T164700Z-3f9a2c}. */
    static String next(Clock clock) {
        Instant now = clock.instant();
        return TIME.format(now) + String.format("-%03x%03x", now.getNano() / 1_000_000, RANDOM.nextInt(1 << 12));
    }
}
