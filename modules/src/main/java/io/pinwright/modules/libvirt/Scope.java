package io.pinwright.modules.libvirt;

/** Which of a domain's two settings is meant. */
public enum Scope {
    /** The running domain's, gone when it stops. */
    LIVE,
    /** The persistent one, for the next start. */
    CONFIG;

    /** {@code live}, {@code config}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
