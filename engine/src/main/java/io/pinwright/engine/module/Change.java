package io.pinwright.engine.module;

import io.pinwright.engine.host.Step;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that will be different, and the steps that make it so.
 *
 * @param target what is changed, as users know it: {@code domain bigip-virtio}, {@code /etc/sysctl.d/90-vhost.conf}
 * @param attribute which part of it: {@code interface 52:54:00:f9:98:e9 queues (config)}
 * @param before the observed value, or null when there was none; never a secret
 * @param after the wished value, or null when it goes away; never a secret
 * @param diff whole texts before and after, for {@code --diff}
 * @param action whether it is done each time (a restart, a raw command), so that it cannot be verified by looking again
 */
public record Change(
        String target,
        String attribute,
        @Nullable String before,
        @Nullable String after,
        Disruption disruption,
        Effect effect,
        Optional<TextDiff> diff,
        boolean action,
        List<Step> steps) {

    /**
     * A text before and after, for people.
     *
     * @param name of the file or document
     */
    public record TextDiff(String name, String before, String after) {}

    public Change {
        steps = List.copyOf(steps);
    }

    public static Change of(
            String target, String attribute, @Nullable String before, @Nullable String after, List<Step> steps) {
        return new Change(
                target, attribute, before, after, Disruption.NONE, Effect.NOW, Optional.empty(), false, steps);
    }

    /** A change that is done each time it is asked for. */
    public static Change action(String target, String attribute, List<Step> steps) {
        return new Change(target, attribute, null, null, Disruption.NONE, Effect.NOW, Optional.empty(), true, steps);
    }

    public Change withEffect(Effect value) {
        return new Change(target, attribute, before, after, disruption, value, diff, action, steps);
    }

    public Change withDisruption(Disruption value) {
        return new Change(target, attribute, before, after, value, effect, diff, action, steps);
    }

    public Change withDiff(TextDiff value) {
        return new Change(target, attribute, before, after, disruption, effect, Optional.of(value), action, steps);
    }

    /** {@code domain bigip-virtio: emulatorpin (live): 0,2,4 -> 1,3,5}. */
    public String summary() {
        StringBuilder out = new StringBuilder(target).append(": ").append(attribute);
        if (before != null || after != null) {
            out.append(": ")
                    .append(before == null ? "(none)" : before)
                    .append(" -> ")
                    .append(after == null ? "(none)" : after);
        }
        return out.toString();
    }
}
