package io.pinwright.engine.host;

import java.util.List;

/** A directory that a run made, and how it goes again. */
public final class MadeDirectory {

    /** A shell that is killed while it writes a file leaves its temporary file, which is nobody's. */
    private static final String REMOVE = "[ ! -d \"$0\" ] || { rm -f -- \"$0\"/.pinwright.??????; rmdir -- \"$0\"; }";

    private MadeDirectory() {}

    /** Removes it when nobody put anything into it; nothing is to be done where it was not made after all. */
    public static Step.Run removal(String path) {
        return new Step.Run(List.of("sh", "-c", REMOVE, path), List.of());
    }
}
