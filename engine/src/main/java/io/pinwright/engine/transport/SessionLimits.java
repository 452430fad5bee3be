package io.pinwright.engine.transport;

import java.time.Duration;

/**
 * How long and how much, beyond the limits that each query and step carries.
 *
 * @param becomeTimeout until sudo or su has asked for its password, and again until it has taken it
 * @param grace added to the deadlines of a round's queries and steps before the controller gives up on the answer
 * @param roundMax no round lasts longer, whatever its deadlines add up to
 * @param roundBytesMax no answer is larger, whatever its limits add up to
 * @param stepOutputBytesMax what is kept of each output of a step's command; the rest is dropped on the host
 */
public record SessionLimits(
        Duration becomeTimeout, Duration grace, Duration roundMax, long roundBytesMax, int stepOutputBytesMax) {

    public SessionLimits {
        if (becomeTimeout.isNegative() || grace.isNegative() || roundMax.isNegative()) {
            throw new IllegalArgumentException("a limit of time is negative");
        }
        if (roundBytesMax < 1 << 16 || stepOutputBytesMax < 1) {
            throw new IllegalArgumentException("a limit of bytes is too small");
        }
    }

    /** 30 s for becoming, 30 s of grace, 2 hours and 256 MiB a round, 1 MiB of a step's output. */
    public static SessionLimits defaults() {
        return new SessionLimits(
                Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofHours(2), 256L << 20, 1 << 20);
    }
}
