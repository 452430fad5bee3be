package io.pinwright.engine.report;

import io.pinwright.engine.source.Diagnostic;
import java.util.List;

/** What happens during a run, in order for each host; hosts interleave. */
public sealed interface RunEvent {

    /**
     * A play begins on hosts: a batch of them at a time in an apply, else all.
     *
     * @param hosts those that begin now
     */
    record PlayStarted(PlayInfo play, List<String> hosts) implements RunEvent {

        public PlayStarted {
            hosts = List.copyOf(hosts);
        }
    }

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

    /** A play ended on all hosts on which it began. */
    record PlayFinished(PlayInfo play) implements RunEvent {}

    /** The run ends before its end, because too many hosts failed. */
    record Stopped(RolloutStop stop) implements RunEvent {}

    /** Something worth saying that stops nobody. */
    record Warned(Diagnostic diagnostic) implements RunEvent {}
}
