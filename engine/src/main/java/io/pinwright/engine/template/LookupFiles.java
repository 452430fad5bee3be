package io.pinwright.engine.template;

import java.util.List;
import java.util.Optional;

/**
 * What {@code lookup} and {@code query} may read on the controller. The engine has no I/O of its own here, so the caller
 * says what there is. Implementations must be thread-safe.
 */
public interface LookupFiles {

    /**
     * The text of a file for {@code lookup('file', path)}, or empty when there is none.
     *
     * @param path as the user wrote it, relative to what the caller says
     */
    Optional<String> file(String path);

    /** An environment variable for {@code lookup('env', name)}, or empty when it is not set. */
    Optional<String> environment(String name);

    /** The files that match a shell pattern for {@code lookup('fileglob', pattern)}, sorted. */
    List<String> glob(String pattern);

    /** Reads nothing: every lookup of a file or an environment variable is refused with an error. */
    static LookupFiles none() {
        return NoLookups.REFUSED;
    }
}
