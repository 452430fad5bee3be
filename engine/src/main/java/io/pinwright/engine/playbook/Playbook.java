package io.pinwright.engine.playbook;

import io.pinwright.engine.source.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A playbook that was read without errors.
 *
 * @param directory where relative paths and {@code group_vars} are looked for; empty for a text without a file
 */
public record Playbook(Source source, Optional<Path> directory, List<Play> plays) {

    public Playbook {
        plays = List.copyOf(plays);
    }
}
