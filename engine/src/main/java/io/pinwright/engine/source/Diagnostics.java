package io.pinwright.engine.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects problems while files are read, so that all are reported at once. Not thread-safe. */
public final class Diagnostics {

    private final Set<Diagnostic> found = new LinkedHashSet<>();

    public void add(Diagnostic diagnostic) {
        found.add(diagnostic);
    }

    public void addAll(List<Diagnostic> diagnostics) {
        diagnostics.forEach(this::add);
    }

    public boolean hasErrors() {
        return found.stream().anyMatch(Diagnostic::isError);
    }

    /** All problems in the order found. */
    public List<Diagnostic> all() {
        return List.copyOf(found);
    }

    public List<Diagnostic> warnings() {
        return found.stream().filter(d -> !d.isError()).toList();
    }

    /**
     * Ends the loading if an error was found.
     *
     * @throws DiagnosticException with every problem found
     */
    public void throwIfErrors() {
        if (hasErrors()) {
            throw new DiagnosticException(all());
        }
    }
}
