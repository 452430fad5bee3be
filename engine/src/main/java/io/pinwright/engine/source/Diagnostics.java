package io.pinwright.engine.source;

import java.util.ArrayList;
import java.util.List;

/** Collects problems while files are read, so that all are reported at once. Not thread-safe. */
public final class Diagnostics {

    private final List<Diagnostic> found = new ArrayList<>();

    public void add(Diagnostic diagnostic) {
        if (!found.contains(diagnostic)) {
            found.add(diagnostic);
        }
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
