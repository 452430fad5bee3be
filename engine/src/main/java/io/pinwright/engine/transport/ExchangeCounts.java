package io.pinwright.engine.transport;

/**
 * What a session has cost so far.
 *
 * @param execs exec requests
 * @param roundTrips questions put to a host's shell and answered, logins not counted
 */
public record ExchangeCounts(int execs, int roundTrips, long bytesSent, long bytesReceived) {

    public static final ExchangeCounts NONE = new ExchangeCounts(0, 0, 0, 0);

    public ExchangeCounts plus(ExchangeCounts other) {
        return new ExchangeCounts(
                execs + other.execs,
                roundTrips + other.roundTrips,
                bytesSent + other.bytesSent,
                bytesReceived + other.bytesReceived);
    }
}
