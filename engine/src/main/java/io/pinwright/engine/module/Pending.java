package io.pinwright.engine.module;

import org.jspecify.annotations.Nullable;

/**
 * Something that the configuration has and what runs does not: it waits for a restart of the guest or service.
 *
 * @param target as a {@link Change} names it: {@code domain bigip-virtio}
 * @param attribute without the scope, so that a change of the configuration is called the same with a word behind it:
 *     {@code interface 52:54:00:f9:98:e9 queues}
 * @param config the configured value, or null when it is the default
 * @param live the value of what runs, or null when it has none; never a secret, as little as {@code config}
 */
public record Pending(
        String target,
        String attribute,
        @Nullable String config,
        @Nullable String live) {

    /** Whether a change is what makes it pending, so that it is no fact yet: it was planned, and later tasks see it. */
    public boolean isBroughtBy(Change change) {
        return change.target().equals(target) && change.attribute().equals(attribute + " (config)");
    }
}
