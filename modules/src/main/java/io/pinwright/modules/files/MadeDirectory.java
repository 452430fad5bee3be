package io.pinwright.modules.files;

import io.pinwright.engine.host.Step;
import java.util.List;

/** A directory that a run made, and how it goes again. */
final class MadeDirectory {

    /** A shell that is killed while it writes a file leaves its temporary file, which is nobody's. */
    private static final String REMOVE = "[ ! -d \"$0\" ] || { rm -f -- \"$0\"/.pinwright.??????; rmdir -- \"$0\"; }";

    private MadeDirectory() {}

    /** Removes it when nobody put anything into it; nothing is to be done where it was not made after all. */
    static Step.Run removal(String path) {
        return new Step.Run(List.of("sh", "-c", REMOVE, path), List.of());
    }
}
