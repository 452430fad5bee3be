package io.pinwright.engine.host;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host cannot be reached, refused us, or the connection to it was lost. */
public final class HostUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String fix;

    public HostUnreachableException(String message, @Nullable String fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    /** What to do about it, where we know: the exact command that trusts a host key, for example. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
