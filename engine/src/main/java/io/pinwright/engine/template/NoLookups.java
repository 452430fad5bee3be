package io.pinwright.engine.template;

import java.util.List;
import java.util.Optional;

/** Refuses every lookup that reads the controller. */
enum NoLookups implements LookupFiles {
    REFUSED;

    @Override
    public Optional<String> file(String path) {
        throw refused();
    }

    @Override
    public Optional<String> environment(String name) {
        throw refused();
    }

    @Override
    public List<String> glob(String pattern) {
        throw refused();
    }

    private static Problem refused() {
        return Problem.of("lookups of files and environment variables are not allowed here");
    }
}
