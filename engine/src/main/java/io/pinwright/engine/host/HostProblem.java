package io.pinwright.engine.host;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a module found on a host makes its task impossible there; the task fails, other hosts go on. */
public final class HostProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String fix;

    /**
     * @param message what is wrong and why, one or two sentences without a full stop at the end
     * @param fix how to mend it, or null
     */
    public HostProblem(String message, @Nullable String fix) {
        super(message, null, false, false);
        this.fix = fix;
    }

    public HostProblem(String message) {
        this(message, null);
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
