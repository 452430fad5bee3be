package io.pinwright.modules.libvirt;

/** Whether a guest may be restarted for what is pending. */
enum RestartConsent {
    /** Never: the report says that a restart is pending. */
    PENDING,
    /** When the guest does nothing: {@link GuestLoad}. */
    WHEN_IDLE,
    /** Yes. */
    ALLOW;

    static RestartConsent of(String word) {
        return switch (word) {
            case "allow" -> ALLOW;
            case "when-idle" -> WHEN_IDLE;
            default -> PENDING;
        };
    }
}
