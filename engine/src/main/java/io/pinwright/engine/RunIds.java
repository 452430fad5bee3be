package io.pinwright.engine;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Makes ids of runs: they sort by time, and two runs of one second differ. */
final class RunIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final SecureRandom RANDOM = new SecureRandom();

    private RunIds() {}

    /** {@code 20261122T164700Z-3f9a2c}. */
    static String next(Clock clock) {
        return TIME.format(clock.instant()) + String.format("-%06x", RANDOM.nextInt(1 << 24));
    }
}
