package io.pinwright.engine.module;

/** What a change costs those who use the host, from nothing to all. */
public enum Disruption {
    NONE,
    PACKET_LOSS,
    GUEST_RESTART,
    HOST_WIDE;

    /** {@code packet-loss}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
