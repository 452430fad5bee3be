package io.pinwright.engine.module;

/** When a change takes effect. */
public enum Effect {
    NOW,
    /** In the configuration only: at the next start of the guest or service. */
    NEXT_START
}
