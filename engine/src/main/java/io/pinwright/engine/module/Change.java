package io.pinwright.engine.module;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
 * @param guards what else must still hold right before it is made, besides the reads that its steps predict: which interrupt or
 *     thread a number stands for
 * @param guardsAfter the same as they will be once it is made: what taking it back rests on
 * @param mayCutOff whether it may cut the controller off: the host takes it back by itself unless the controller confirms
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
        List<Step> steps,
        List<Guard> guards,
        List<Guard> guardsAfter,
        boolean mayCutOff) {

    /** A text before and after, for people. Made when it is shown: of most changes nobody asks for it. */
    public static final class TextDiff {

        private final String name;
        private final Supplier<String> before;
        private final Supplier<String> after;

        private TextDiff(String name, Supplier<String> before, Supplier<String> after) {
            this.name = name;
            this.before = before;
            this.after = after;
        }

        /** @param name of the file or document */
        public TextDiff(String name, String before, String after) {
            this(name, () -> before, () -> after);
        }

        /** Of texts that take time to make; both must be the same each time. */
        public static TextDiff of(String name, Supplier<String> before, Supplier<String> after) {
            return new TextDiff(name, before, after);
        }

        public String name() {
            return name;
        }

        public String before() {
            return before.get();
        }

        public String after() {
            return after.get();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TextDiff that
                    && name.equals(that.name)
                    && before().equals(that.before())
                    && after().equals(that.after());
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return "diff of " + name;
        }
    }

    public Change {
        steps = List.copyOf(steps);
        guards = List.copyOf(guards);
        guardsAfter = List.copyOf(guardsAfter);
    }

    public static Change of(
            String target, String attribute, @Nullable String before, @Nullable String after, List<Step> steps) {
        return new Change(
                target,
                attribute,
                before,
                after,
                Disruption.NONE,
                Effect.NOW,
                Optional.empty(),
                false,
                steps,
                List.of(),
                List.of(),
                false);
    }

    /** A change that is done each time it is asked for. */
    public static Change action(String target, String attribute, List<Step> steps) {
        return new Change(
                target,
                attribute,
                null,
                null,
                Disruption.NONE,
                Effect.NOW,
                Optional.empty(),
                true,
                steps,
                List.of(),
                List.of(),
                false);
    }

    public Change withEffect(Effect value) {
        return with(disruption, value, diff, steps, guards, guardsAfter, mayCutOff);
    }

    public Change withDisruption(Disruption value) {
        return with(value, effect, diff, steps, guards, guardsAfter, mayCutOff);
    }

    public Change withDiff(TextDiff value) {
        return with(disruption, effect, Optional.of(value), steps, guards, guardsAfter, mayCutOff);
    }

    public Change withSteps(List<Step> value) {
        return with(disruption, effect, diff, value, guards, guardsAfter, mayCutOff);
    }

    /** Guards on what the change itself does not alter. */
    public Change withGuards(List<Guard> value) {
        return withGuards(value, value);
    }

    public Change withGuards(List<Guard> value, List<Guard> afterwards) {
        return with(disruption, effect, diff, steps, value, afterwards, mayCutOff);
    }

    /** The same change, of a kind that may cut the controller off. */
    public Change thatMayCutOff() {
        return with(disruption, effect, diff, steps, guards, guardsAfter, true);
    }

    private Change with(
            Disruption newDisruption,
            Effect newEffect,
            Optional<TextDiff> newDiff,
            List<Step> newSteps,
            List<Guard> newGuards,
            List<Guard> newGuardsAfter,
            boolean newMayCutOff) {
        return new Change(
                target,
                attribute,
                before,
                after,
                newDisruption,
                newEffect,
                newDiff,
                action,
                newSteps,
                newGuards,
                newGuardsAfter,
                newMayCutOff);
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
