package io.pinwright.engine.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that nobody may see: it prints as {@code ****}. Its value leaves only through {@link #reveal}, whose callers
 * send it over a connection's standard input and nowhere else.
 */
public final class Secret {

    /** What a secret prints as, everywhere. */
    public static final String MASK = "****";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The value itself. */
    public String reveal() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
