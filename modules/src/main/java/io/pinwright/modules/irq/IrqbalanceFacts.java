package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who moves interrupts on a host besides its administrator.
 *
 * @param installed whether irqbalance is there
 * @param running whether a daemon of it runs
 * @param leftAlone devices that our policy script of the environment file names; empty when there is none
 * @param inForce whether every running daemon was started with that script
 * @param tunedProfile the active profile of tuned
 */
public record IrqbalanceFacts(
        boolean installed,
        boolean running,
        SortedSet<String> leftAlone,
        boolean inForce,
        Optional<String> tunedProfile) {

    public IrqbalanceFacts {
        leftAlone = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(leftAlone));
    }

    /** Reads it in one round, by the queries that module {@code irqbalance} asks. */
    public static Observation<IrqbalanceFacts> observe() {
        Observation<Answer> daemons = Observation.of(IrqbalanceState.DAEMONS).map(answer -> {
            if (answer instanceof Answer.Output) {
                return answer;
            }
            throw new HostProblem("the state of irqbalance cannot be read: "
                    + (answer instanceof Answer.Unreadable unreadable
                            ? unreadable.reason()
                            : "commands cannot be run"));
        });
        return Observation.both(daemons, IrqbalanceState.observe(), (answer, state) -> of(state));
    }

    private static IrqbalanceFacts of(IrqbalanceState state) {
        Optional<IrqbalancePolicy> policy = state.policy();
        boolean inForce = policy.isPresent()
                && state.daemons().stream()
                        .allMatch(words -> new IrqbalanceArguments(words)
                                .policyScripts()
                                .equals(List.of(policy.get().path())));
        return new IrqbalanceFacts(
                state.installed(),
                !state.daemons().isEmpty(),
                policy.map(IrqbalancePolicy::devices).orElse(new TreeSet<>()),
                inForce,
                Optional.of(state.tunedProfile()).filter(profile -> !profile.isEmpty()));
    }

    /** Plain values in a fixed order. */
    public Map<String, @Nullable Object> toTree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("installed", installed);
        tree.put("running", running);
        tree.put("left_alone", List.copyOf(leftAlone));
        tree.put("in_force", inForce);
        tree.put("tuned_profile", tunedProfile.orElse(null));
        return tree;
    }
}
