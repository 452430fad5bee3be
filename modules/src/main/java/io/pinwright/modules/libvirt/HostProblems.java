package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.util.function.Supplier;

/** Turns problems of a document into problems of the host that gave it. */
public final class HostProblems {

    private static final int LENGTH_MAX = 2000;

    private HostProblems() {}

    /** The first problem, without its excerpt: documents of hosts can hold secrets. */
    public static HostProblem of(DiagnosticException problem) {
        Diagnostic first = problem.diagnostics().get(0);
        String message = first.why() == null ? first.message() : first.message() + " (" + first.why() + ")";
        message = message.replaceAll("\\p{Cntrl}", "?");
        return new HostProblem(
                message.length() > LENGTH_MAX ? message.substring(0, LENGTH_MAX) + "..." : message, first.fix());
    }

    /** Runs what works on a host's document. */
    public static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (DiagnosticException e) {
            throw of(e);
        }
    }
}
