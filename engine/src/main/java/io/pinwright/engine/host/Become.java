package io.pinwright.engine.host;

import io.pinwright.engine.source.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Another user to act as on the host.
 *
 * @param user the user to become
 * @param password asked for by the method, or null when it asks for none
 * @param executable path of sudo or su, or null for the one on the PATH
 * @param flags words added to its command line
 */
public record Become(
        Method method,
        String user,
        @Nullable Secret password,
        @Nullable String executable,
        java.util.List<String> flags) {

    /** How to become. */
    public enum Method {
        SUDO,
        SU
    }

    public Become {
        flags = java.util.List.copyOf(flags);
    }
}
