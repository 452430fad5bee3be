package io.pinwright.engine.report;

import io.pinwright.engine.source.Diagnostic;

/** What happens during a run, in order for each host; hosts interleave. */
public sealed interface RunEvent {

    /** A play begins. */
    record PlayStarted(PlayInfo play) implements RunEvent {}

    /** A task ended on a host. */
    record TaskFinished(TaskResult result) implements RunEvent {}

    /**
     * A host moved between look and write, so nothing was written and it is looked at again.
     *
     * @param message what moved, from what to what, and who may have done it
     */
    record Replanned(int play, String host, String message) implements RunEvent {}

    /** A host has done all it will do in this play. */
    record HostFinished(int play, String host) implements RunEvent {}

    /** A play ended on all hosts. */
    record PlayFinished(PlayInfo play) implements RunEvent {}

    /** Something worth saying that stops nobody. */
    record Warned(Diagnostic diagnostic) implements RunEvent {}
}
