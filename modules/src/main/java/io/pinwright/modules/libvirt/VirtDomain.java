package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Disruption;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code virt_domain}: whether a domain runs, and whether it may be restarted for what its configuration says and its
 * running guest does not have. Nothing is restarted, no plug pulled and no saved image thrown away without a word of consent.
 */
public final class VirtDomain implements TaskModule<VirtDomain.Args, VirtDomain.State> {

    /** The state wished for. */
    public enum Wish {
        RUNNING,
        SHUT_OFF,
        RESTARTED
    }

    /**
     * What is wished.
     *
     * @param restart consent to a restart for what is pending; empty where {@code restarted} means each time
     */
    record Args(
            String domain,
            Wish state,
            Optional<RestartConsent> restart,
            Duration shutdownTimeout,
            Duration startTimeout,
            boolean destroy,
            boolean discardManagedSave) {}

    /**
     * What was found.
     *
     * @param load a sample of what the guest does; only where it decides
     */
    record State(DomainState domain, PowerState power, Optional<GuestLoad> load) {

        List<PendingRestart> pending() {
            return PendingRestart.of(domain);
        }
    }

    private static final Map<String, Wish> STATES = states();

    private static final ArgumentType<Wish> STATE = ArgumentTypes.type(
            "one of running, shut off, restarted", Map.of("enum", List.copyOf(STATES.keySet())), (name, value) -> {
                String word = ArgumentTypes.string().read(name, value);
                Wish wish = STATES.get(word);
                if (wish == null) {
                    throw value.problem(
                            name + " must be one of " + String.join(", ", STATES.keySet()) + ", but is "
                                    + value.shown(),
                            null,
                            instead(word));
                }
                return wish;
            });

    private final List<Query> moved;

    /** @param moved reads of others that a start or stop changes in a way that nobody can foretell: threads, facts */
    public VirtDomain(List<Query> moved) {
        this.moved = List.copyOf(moved);
    }

    private static Map<String, Wish> states() {
        Map<String, Wish> states = new LinkedHashMap<>();
        states.put("running", Wish.RUNNING);
        states.put("shut off", Wish.SHUT_OFF);
        states.put("restarted", Wish.RESTARTED);
        return states;
    }

    /** Words of Ansible's module and of others, and what to say here. */
    private static String instead(String word) {
        return switch (word) {
            case "shutdown", "stopped", "shutoff", "shut_off", "off" -> "use `shut off`";
            case "destroyed" ->
                "use `shut off` with `destroy: true`, which pulls the plug when the guest does not shut down";
            case "started", "present" -> "use `running`";
            case "rebooted" ->
                "use `restarted`: a reboot from within, or `virsh reboot`, brings nothing pending into effect";
            default -> "use one of " + String.join(", ", STATES.keySet());
        };
    }

    @Override
    public ModuleSpec spec() {
        return ModuleSpec.of(
                        "virt_domain",
                        "Starts, shuts down or restarts a domain, with consent for all that a guest notices.",
                        DomainArgument.spec(),
                        ArgumentSpec.optional(
                                        "state",
                                        STATE,
                                        "`restarted` is done each time, unless `restart: allow` makes it depend on what is"
                                                + " pending")
                                .withDefault("running"),
                        ArgumentSpec.optional(
                                        "restart",
                                        ArgumentTypes.choice("pending", "when-idle", "allow"),
                                        "whether a running guest may be restarted when a restart is pending: never, when it"
                                                + " does nothing, yes")
                                .withDefault("pending"),
                        seconds("shutdown_timeout", "seconds that a guest has to shut down"),
                        ArgumentSpec.optional(
                                        "destroy",
                                        ArgumentTypes.bool(),
                                        "consent to pull the plug of a guest that does not shut down in time")
                                .withDefault("false"),
                        ArgumentSpec.optional(
                                        "discard_managed_save",
                                        ArgumentTypes.bool(),
                                        "consent to start afresh where a managed save image would restore the guest with its"
                                                + " old hardware")
                                .withDefault("false"),
                        seconds(
                                "start_timeout",
                                "seconds until it must be running; the guest's own boot is not watched"))
                .withExample("""
                        - name: Queues and drivers that wait for a restart come into effect
                          virt_domain: {domain: bigip-virtio, restart: allow, shutdown_timeout: 300}
                        """);
    }

    private static ArgumentSpec seconds(String name, String help) {
        return ArgumentSpec.optional(name, ArgumentTypes.integer(1, 1800), help).withDefault("120");
    }

    @Override
    public Args bind(Arguments arguments) {
        Wish wish = arguments.getOr("state", Wish.RUNNING);
        Optional<RestartConsent> restart = arguments.<String>get("restart").map(RestartConsent::of);
        if (wish == Wish.SHUT_OFF && restart.isPresent()) {
            throw arguments.problem(
                    "restart",
                    "restart means nothing with `state: shut off`",
                    "leave `restart` out, or use `state: running`");
        }
        if (wish == Wish.RESTARTED
                && restart.filter(consent -> consent != RestartConsent.ALLOW).isPresent()) {
            throw arguments.problem(
                    "restart",
                    "`state: restarted` restarts the guest, which `restart` here forbids",
                    "use `state: running` with `restart`, or `state: restarted` without it");
        }
        return new Args(
                DomainArgument.of(arguments),
                wish,
                wish == Wish.RESTARTED ? restart : Optional.of(restart.orElse(RestartConsent.PENDING)),
                Duration.ofSeconds(arguments.getOr("shutdown_timeout", 120L)),
                Duration.ofSeconds(arguments.getOr("start_timeout", 120L)),
                arguments.getOr("destroy", false),
                arguments.getOr("discard_managed_save", false));
    }

    @Override
    public Observation<State> observe(Args args) {
        Observation<State> seen = Observation.both(
                Virsh.domain(args.domain()),
                Virsh.power(args.domain()),
                (domain, power) -> new State(domain, power, Optional.empty()));
        if (!args.restart().equals(Optional.of(RestartConsent.WHEN_IDLE))) {
            return seen;
        }
        // The sample takes seconds: only where it decides.
        return seen.then(state -> state.power().isRunning() && !state.pending().isEmpty()
                ? GuestLoad.observe(
                                args.domain(),
                                state.domain().live().orElseThrow().interfaces().size())
                        .map(load -> new State(state.domain(), state.power(), Optional.of(load)))
                : Observation.value(state));
    }

    @Override
    public List<Change> diff(Args args, State state) {
        return HostProblems.translated(() -> changes(args, state));
    }

    private List<Change> changes(Args args, State state) {
        PowerSteps steps = new PowerSteps(args, state.domain(), state.power(), moved);
        if (args.state() == Wish.SHUT_OFF) {
            return shutOff(state, steps);
        }
        if (state.power().isOff()) {
            return start(args, state, steps);
        }
        if (args.state() == Wish.RESTARTED && args.restart().isEmpty()) {
            requirePersistent(state);
            return List.of(Change.action(state.domain().target(), "restart", restart(state, steps))
                    .withDisruption(Disruption.GUEST_RESTART));
        }
        if (mayRestart(args, state)) {
            return restartForPending(state, steps);
        }
        return running(state, steps);
    }

    private static List<Change> shutOff(State state, PowerSteps steps) {
        if (state.power().isOff()) {
            return List.of();
        }
        requirePersistent(state);
        return List.of(power(state, "shut off", steps.stop(steps.shutOff())).withDisruption(Disruption.GUEST_RESTART));
    }

    private static List<Change> start(Args args, State state, PowerSteps steps) {
        if (state.domain().managedSave() && !args.discardManagedSave()) {
            throw new HostProblem(
                    state.domain().target()
                            + " has a managed save image: started now, the guest would go on where it was"
                            + " saved, with its old hardware, whatever its configuration says",
                    "consent to losing what it had in memory with `discard_managed_save: true`, or let it go on with"
                            + " `virsh start` and restart it then");
        }
        return List.of(power(
                state,
                "running",
                steps.start(steps.notForetold("the start of " + state.domain().target()))));
    }

    private static List<Step> restart(State state, PowerSteps steps) {
        List<Step> all = new ArrayList<>(
                steps.stop(steps.notForetold("the restart of " + state.domain().target())));
        all.addAll(steps.start(List.of()));
        return PowerSteps.restarted(all);
    }

    private static boolean mayRestart(Args args, State state) {
        RestartConsent consent = args.restart().orElse(RestartConsent.PENDING);
        return !state.pending().isEmpty()
                && (consent == RestartConsent.ALLOW
                        || consent == RestartConsent.WHEN_IDLE
                                && state.load().filter(GuestLoad::isIdle).isPresent());
    }

    /** The restart, and a line for each thing that it brings into effect. */
    private static List<Change> restartForPending(State state, PowerSteps steps) {
        List<Change> changes = new ArrayList<>();
        changes.add(power(state, "restarted", restart(state, steps)).withDisruption(Disruption.GUEST_RESTART));
        for (PendingRestart pending : state.pending()) {
            changes.add(Change.of(
                    state.domain().target(), pending.what() + " (live)", pending.live(), pending.config(), List.of()));
        }
        return List.copyOf(changes);
    }

    /** What it takes to have it running when it is neither shut off nor to be restarted. */
    private static List<Change> running(State state, PowerSteps steps) {
        PowerState power = state.power();
        if (power.isRunning()) {
            return List.of();
        }
        if (power.isPaused() && power.reason().equals("user")) {
            return List.of(power(state, "running", steps.resume()));
        }
        if (power.isShuttingDown() || power.state().equals("crashed")) {
            requirePersistent(state);
            return List.of(power(state, "running", restart(state, steps)).withDisruption(Disruption.GUEST_RESTART));
        }
        throw new HostProblem(
                state.domain().target() + " is " + power.shown() + ", which is not for a playbook to end",
                power.state().equals("pmsuspended")
                        ? "wake it: `virsh dompmwakeup`"
                        : "look after its cause on the host, then `virsh resume`");
    }

    private static Change power(State state, String after, List<Step> steps) {
        return Change.of(state.domain().target(), "state", state.power().state(), after, steps);
    }

    private static void requirePersistent(State state) {
        if (!state.domain().persistent()) {
            throw new HostProblem(
                    state.domain().target()
                            + " is transient: shut down, it is gone, and there is nothing to start again",
                    "make it persistent first: `virsh dumpxml` its document and `virsh define` that");
        }
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, State state, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        List<PendingRestart> pending = state.pending();
        result.put("domain", state.domain().name());
        result.put("state", state.power().state());
        result.put("persistent", state.domain().persistent());
        result.put("managed_save", state.domain().managedSave());
        result.put("restart_pending", !pending.isEmpty());
        result.put("pending", pending.stream().map(PendingRestart::shown).toList());
        result.put(
                "idle",
                state.load()
                        .filter(GuestLoad::isKnown)
                        .<@Nullable Object>map(GuestLoad::isIdle)
                        .orElse(null));
        result.put(
                "destroyed",
                outcomes.stream().anyMatch(outcome -> outcome.stdout().text().contains(" destroy --domain ")));
        return result;
    }

    @Override
    public List<String> warnings(Args args, State state) {
        if (args.state() != Wish.RUNNING || mayRestart(args, state)) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        for (PendingRestart pending : state.pending()) {
            warnings.add(state.domain().target() + ": restart pending: " + pending.shown());
        }
        state.load()
                .ifPresent(load -> warnings.add(state.domain().target() + " is not restarted: "
                        + (load.isKnown() ? "it is not idle" : "whether it is idle is not known") + " ("
                        + load.shown() + ")"));
        return warnings;
    }
}
