package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Inverse;
import io.pinwright.engine.host.MadeDirectory;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Payload;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code irqbalance}: tells irqbalance to leave the interrupts of network devices alone, so that it does not undo what
 * {@code irq_affinity} set.
 *
 * <p>A policy script bans the interrupts of the devices by name, at run time, so their numbers may change; it is named in {@code
 * IRQBALANCE_ARGS} of {@code /etc/default/irqbalance} (Debian) or {@code /etc/sysconfig/irqbalance} (Red Hat), beside all that is
 * there. Devices that an earlier task named stay left alone, so several tasks can share one host. The unit is restarted only when
 * it is active and its running daemon was not started with this script; a stopped irqbalance is not started.
 */
public final class Irqbalance implements TaskModule<Irqbalance.Args, Irqbalance.State> {

    static final String VARIABLE = "IRQBALANCE_ARGS";

    /**
     * The wish.
     *
     * @param leaveAlone names of network devices
     */
    public record Args(List<String> leaveAlone) {
        public Args {
            leaveAlone = List.copyOf(leaveAlone);
        }
    }

    /** What was found. */
    public record State(IrqbalanceState daemon, NicInterrupts nics) {}

    private static final ModuleSpec SPEC = specified();

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    private static ModuleSpec specified() {
        return ModuleSpec.of(
                        "irqbalance",
                        "Tells irqbalance to leave the interrupts of network devices alone.",
                        ArgumentSpec.required(
                                        "leave_alone",
                                        ArgumentTypes.list(NicNames.type(), true),
                                        "Network devices whose interrupts irqbalance must not move, besides those named before.")
                                .withExample("[enp4s0f0, enp4s0f1]"))
                .withExample("""
                        - name: irqbalance keeps its hands off the NICs of the guest
                          irqbalance:
                            leave_alone: [enp4s0f0, enp4s0f1]
                        """);
    }

    @Override
    public Args bind(Arguments arguments) {
        return new Args(arguments.getOr("leave_alone", List.of()));
    }

    private static final Observation<State> OBSERVED = Observation.both(
                    IrqbalanceState.observe(), NicInterrupts.observe(), State::new)
            .keptAs(State.class);

    @Override
    public Observation<State> observe(Args args) {
        return OBSERVED;
    }

    /** Equal for all tasks of the module, so they share one read. */
    public static Observation<State> observe() {
        return OBSERVED;
    }

    @Override
    public List<Change> diff(Args args, State found) {
        SortedSet<String> devices = devices(args, found.nics());
        IrqbalanceState state = found.daemon();
        if (!state.installed() || devices.isEmpty()) {
            return List.of();
        }
        IrqbalanceArguments arguments = state.arguments();
        List<String> foreign = arguments.policyScripts().stream()
                .filter(path -> !path.startsWith(IrqbalancePolicy.PATH_START))
                .toList();
        if (!foreign.isEmpty()) {
            throw new HostProblem(
                    "irqbalance on this host already has a policy script, " + foreign.get(0)
                            + ", and takes only one; it is left as it is",
                    "let that script print ban=true for the interrupts of " + String.join(", ", devices)
                            + ", or take --policyscript out of " + VARIABLE + " in "
                            + state.environment().path());
        }
        IrqbalancePolicy known = state.policy().orElse(IrqbalancePolicy.NONE);
        IrqbalancePolicy wished = known.plus(devices);
        List<Change> changes = new ArrayList<>();
        IrqbalanceState now = state;
        if (!wished.text().equals(state.scripts().get(wished.path()))
                || !state.executable().contains(wished.path())) {
            now = now.withScript(wished);
            changes.add(script(known, wished, state, now));
        }
        String text = state.environment().text();
        IrqbalanceArguments wishedArguments = arguments.withPolicyScript(wished.path());
        EnvironmentFile file = new EnvironmentFile(
                state.environment().path(), state.environment().text());
        if (!wishedArguments.equals(arguments)) {
            text = file.withValue(VARIABLE, wishedArguments.toString());
            changes.add(environment(file, arguments, wishedArguments, text, state));
        }
        boolean isStarted = state.daemons().isEmpty() ? changes.isEmpty() : isStartedWith(wished, now);
        if (state.active() && !isStarted) {
            String before = shownScripts(state.daemons());
            now = now.withDaemonsOf(wished);
            changes.add(Change.of(
                    "irqbalance",
                    "policy script of the running daemon",
                    before,
                    wished.path(),
                    List.of(restart(now, text))));
        }
        for (String path : state.scripts().keySet().stream().sorted().toList()) {
            if (!path.equals(wished.path())) {
                now = now.withoutScript(path);
                changes.add(Change.of(
                        "irqbalance",
                        "policy script not used any more",
                        path,
                        null,
                        List.of(removal(path, state, now))));
            }
        }
        return changes;
    }

    /** Foretells that the unit stays active too, and so rests on it: one that was stopped meanwhile must not be started. */
    private static Step restart(IrqbalanceState after, String environment) {
        List<Prediction> predictions = new ArrayList<>(after.predictions());
        predictions.add(reads(after.environment().path(), environment));
        predictions.add(
                new Prediction(IrqbalanceState.UNIT, new Answer.Output(0, Bytes.utf8(after.unit()), Bytes.EMPTY)));
        return new Step.Run(List.of("systemctl", "restart", "irqbalance.service"), predictions).with(Inverse.AGAIN);
    }

    /** A removed script comes back as what may be run; that no read tells whose it was does not matter, for it is ours. */
    private static Step removal(String path, IrqbalanceState before, IrqbalanceState after) {
        Integer mode = before.executable().contains(path) ? IrqbalancePolicy.MODE : Integer.valueOf(0644);
        Payload text = Payload.of(before.scripts().getOrDefault(path, ""));
        List<Prediction> gone = new ArrayList<>(after.predictions());
        gone.add(new Prediction(new Query.ReadFile(path), new Answer.Absent()));
        gone.add(new Prediction(new Query.Stat(path, false, false), new Answer.Absent()));
        Step.Run removal = new Step.Run(List.of("rm", "-f", "--", path), gone);
        Step back = new Step.WriteFile(path, text, mode, "root", "root", before.predictions());
        return removal.undoneBy(back);
    }

    /** The NICs meant: irqbalance knows no macvtaps and no bonds. */
    private static SortedSet<String> devices(Args args, NicInterrupts nics) {
        SortedSet<String> devices = new TreeSet<>();
        for (String name : args.leaveAlone()) {
            if (!nics.devices().containsKey(name)) {
                nics.of(name); // says what there is instead
            }
            devices.addAll(nics.physicalOf(name));
        }
        return devices;
    }

    private static Change script(
            IrqbalancePolicy known, IrqbalancePolicy wished, IrqbalanceState before, IrqbalanceState after) {
        List<Step> steps = new ArrayList<>();
        List<Prediction> predictions = new ArrayList<>(after.predictions());
        if (before.environmentExists()) {
            // It stays, and so it is rested on: it names the devices that are left alone already.
            predictions.add(
                    reads(before.environment().path(), before.environment().text()));
        }
        if (!before.folderExists()) {
            steps.add(new Step.Run(List.of("mkdir", "-p", IrqbalancePolicy.FOLDER), List.of())
                    .undoneBy(MadeDirectory.removal(IrqbalancePolicy.FOLDER)));
        }
        steps.add(
                wished.text().equals(before.scripts().get(wished.path()))
                        ? new Step.Run(List.of("chmod", "0755", "--", wished.path()), predictions)
                                .undoneBy(new Step.Run(List.of("chmod", "0644", "--", wished.path()), List.of()))
                        : new Step.WriteFile(
                                wished.path(),
                                Payload.of(wished.text()),
                                IrqbalancePolicy.MODE,
                                "root",
                                "root",
                                predictions));
        String old = before.scripts().containsKey(known.path()) ? known.text() : "";
        return Change.of(
                        "irqbalance",
                        "interrupts left alone",
                        known.devices().isEmpty() ? null : String.join(", ", known.devices()),
                        String.join(", ", wished.devices()),
                        steps)
                .withDiff(new Change.TextDiff(wished.path(), old, wished.text()));
    }

    private static Change environment(
            EnvironmentFile file,
            IrqbalanceArguments before,
            IrqbalanceArguments after,
            String text,
            IrqbalanceState state) {
        Step write = new Step.WriteFile(
                file.path(),
                Payload.of(text),
                state.environmentExists() ? null : Integer.valueOf(0644),
                null,
                null,
                List.of(reads(file.path(), text)));
        return Change.of(
                        file.path(),
                        VARIABLE,
                        before.words().isEmpty() ? null : before.toString(),
                        after.toString(),
                        List.of(write))
                .withEffect(state.active() ? Effect.NOW : Effect.NEXT_START)
                .withDiff(new Change.TextDiff(file.path(), file.text(), text));
    }

    private static Prediction reads(String path, String text) {
        return new Prediction(new Query.ReadFile(path), new Answer.Content(Bytes.utf8(text)));
    }

    private static boolean isStartedWith(IrqbalancePolicy policy, IrqbalanceState state) {
        return !state.daemons().isEmpty()
                && state.daemons().stream()
                        .allMatch(words ->
                                new IrqbalanceArguments(words).policyScripts().equals(List.of(policy.path())));
    }

    private static @Nullable String shownScripts(List<List<String>> daemons) {
        List<String> scripts = daemons.stream()
                .flatMap(words -> new IrqbalanceArguments(words).policyScripts().stream())
                .distinct()
                .toList();
        return scripts.isEmpty() ? null : String.join(", ", scripts);
    }

    @Override
    public List<String> warnings(Args args, State found) {
        IrqbalanceState state = found.daemon();
        String profile = state.tunedProfile();
        if (state.installed() && (profile.contains("cpu-partitioning") || profile.contains("realtime"))) {
            return List.of("tuned (profile " + profile + ") writes "
                    + state.environment().path() + " and moves interrupts as well: two owners of one setting");
        }
        return List.of();
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, State found, List<StepOutcome> outcomes) {
        IrqbalanceState state = found.daemon();
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("installed", state.installed());
        result.put("active", state.active());
        result.put(
                "leave_alone",
                state.policy().map(policy -> List.copyOf(policy.devices())).orElse(List.of()));
        return result;
    }
}
