package io.pinwright.engine.drift;

import io.pinwright.engine.report.TaskInfo;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing on one host that is not as wished, or that could not be judged.
 *
 * @param play name of its play
 * @param task the task that wishes it
 * @param name of the task as this host sees it
 * @param target what it is about: {@code domain bigip-virtio}; empty for a whole task that could not be judged
 * @param attribute which part of the target; empty likewise
 * @param wished the wished value, or null for none
 * @param observed the value found, or null when there is none
 * @param lastApplied when an apply had it in place last; only of what drifted
 * @param runId the run that did; only of what drifted
 * @param accepted who says that it may stay, if somebody does
 * @param message why it could not be judged, or null
 */
public record DriftItem(
        String host,
        String play,
        TaskInfo task,
        String name,
        String target,
        String attribute,
        @Nullable String wished,
        @Nullable String observed,
        Verdict verdict,
        Optional<Instant> lastApplied,
        Optional<String> runId,
        Optional<Accepted> accepted,
        @Nullable String message) {

    public String module() {
        return task.module();
    }

    /** Where the task stands, {@code file:line:column}; empty for a task that the engine added. */
    public Optional<String> place() {
        return Optional.ofNullable(task.span()).map(Object::toString);
    }

    public boolean isAccepted() {
        return accepted.isPresent();
    }

    /**
     * Whether something differs: all but what could not be looked at. With an unreadable history it is known that something
     * differs, and not since when.
     */
    public boolean isDifference() {
        return verdict != Verdict.UNKNOWN || !attribute.isEmpty();
    }

    DriftItem withAccepted(Accepted by) {
        return new DriftItem(
                host,
                play,
                task,
                name,
                target,
                attribute,
                wished,
                observed,
                verdict,
                lastApplied,
                runId,
                Optional.of(by),
                message);
    }
}
