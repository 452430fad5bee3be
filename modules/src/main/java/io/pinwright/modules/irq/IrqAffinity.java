package io.pinwright.modules.irq;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.modules.cpu.CpuArguments;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.CpuWish;
import io.pinwright.modules.cpu.NumaTopology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code irq_affinity}: on which CPUs the interrupts of a NIC run.
 *
 * <p>Judged and written is {@code /proc/irq/N/smp_affinity_list} of each interrupt that serves a queue; {@code
 * effective_affinity_list} follows only at the interrupt's next occurrence and says nothing right after a write. Interrupts are
 * found anew on each run: their numbers change with the driver. The setting is lost at reboot and when the driver asks for its
 * vectors anew; irqbalance undoes it unless the module {@code irqbalance} told it not to.
 */
public final class IrqAffinity implements TaskModule<IrqAffinity.Args, IrqAffinity.State> {

    /** How the queues of a NIC share the CPUs. */
    public enum Spread {
        /** Each queue may use all of them: right is any set that is not empty and lies within. */
        NONE,
        /** One CPU for each queue, queue i the i-th of them, from the start again when there are fewer CPUs than queues. */
        PER_QUEUE
    }

    /**
     * The wish.
     *
     * @param device name of a NIC, or of a device on top of NICs, which are then all meant
     * @param others whether interrupts that serve no queue (link changes, mailboxes) are meant as well
     */
    public record Args(String device, CpuWish cpus, Spread spread, boolean others) {}

    /**
     * What was found.
     *
     * @param affinities the answer behind {@code nics}: each {@code smp_affinity_list} by path
     * @param readOnly paths of those that user space may not write: the kernel manages these interrupts itself
     */
    public record State(
            NicInterrupts nics, SortedMap<String, Bytes> affinities, List<String> readOnly, NumaTopology topology) {
        public State {
            affinities = Collections.unmodifiableSortedMap(new TreeMap<>(affinities));
            readOnly = List.copyOf(readOnly);
        }
    }

    /**
     * Mode and path of each file. Mode 0444 marks a managed interrupt since Linux 6.10; before, and where stat is missing, a refused
     * write tells.
     */
    private static final Query.Run MODES =
            new Query.Run("sh", "-c", "exec stat -c '%a %n' /proc/irq/[0-9]*/smp_affinity_list");

    private static final Pattern READ_ONLY = Pattern.compile("[0-7]?[0145]{3} /.*");

    private static final ModuleSpec SPEC = specified();

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    private static ModuleSpec specified() {
        return ModuleSpec.of(
                        "irq_affinity",
                        "Places the interrupts of a NIC's queues on CPUs.",
                        ArgumentSpec.required(
                                        "device",
                                        NicNames.type(),
                                        "The NIC; of a macvtap, VLAN, bond or bridge, all NICs under it.")
                                .withExample("enp4s0f0"),
                        CpuArguments.cpus("CPUs that may serve the interrupts."),
                        CpuArguments.node("NUMA node whose online, not isolated CPUs may serve them."),
                        ArgumentSpec.optional(
                                        "spread",
                                        ArgumentTypes.choice("none", "per-queue"),
                                        "`none`: each queue may use all these CPUs; `per-queue`: one CPU for each queue in turn.")
                                .withDefault("none"),
                        ArgumentSpec.optional(
                                        "others",
                                        ArgumentTypes.bool(),
                                        "Also place interrupts that serve no queue, such as link changes; always on all the CPUs.")
                                .withDefault("false"))
                .withExample("""
                        - name: The queues of the first port interrupt node 0, one CPU each
                          irq_affinity:
                            device: enp4s0f0
                            node: 0
                            spread: per-queue
                        """);
    }

    @Override
    public Args bind(Arguments arguments) {
        return new Args(
                arguments.getOr("device", ""),
                CpuArguments.bind(arguments),
                arguments.getOr("spread", "none").equals("per-queue") ? Spread.PER_QUEUE : Spread.NONE,
                arguments.getOr("others", false));
    }

    private static final Observation<State> OBSERVED = observed();

    private static Observation<State> observed() {
        Observation<List<String>> readOnly = Observation.query(MODES)
                .map(output -> output.map(found -> found.stdout().text().lines())
                        .orElse(Stream.empty())
                        .filter(line -> READ_ONLY.matcher(line).matches())
                        .map(line -> line.substring(line.indexOf(' ') + 1))
                        .toList());
        return Observation.both(
                        Observation.both(
                                NicInterrupts.observe(), Observation.entries(NicInterrupts.AFFINITIES), Map::entry),
                        Observation.both(readOnly.keptAs(MODES), NumaTopology.observe(), Map::entry),
                        (nics, rest) -> new State(
                                nics.getKey(), new TreeMap<>(nics.getValue()), rest.getKey(), rest.getValue()))
                .keptAs(State.class);
    }

    @Override
    public Observation<State> observe(Args args) {
        return OBSERVED;
    }

    /** Equal for all tasks of the module, so they share one read. */
    public static Observation<State> observe() {
        return OBSERVED;
    }

    /** An interrupt and where it shall run. */
    private record Wish(String device, NicInterrupt interrupt, CpuSet cpus, boolean exact) {

        boolean isMet(CpuSet allowed) {
            return exact ? allowed.equals(cpus) : !allowed.isEmpty() && cpus.containsAll(allowed);
        }
    }

    @Override
    public List<Change> diff(Args args, State state) {
        SortedMap<String, Bytes> texts = new TreeMap<>(state.affinities());
        List<Change> changes = new ArrayList<>();
        List<Wish> due = new ArrayList<>();
        List<String> unmovable = new ArrayList<>();
        for (Wish wish : wishes(args, state)) {
            NicInterrupt interrupt = wish.interrupt();
            CpuSet allowed = interrupt
                    .allowed()
                    .orElseThrow(() -> new HostProblem(
                            "the CPUs of interrupt " + interrupt.name() + " of " + wish.device() + " cannot be read ("
                                    + interrupt.affinityPath() + ")",
                            "become root: the file may be readable to root only"));
            if (wish.isMet(allowed)) {
                continue;
            }
            if (state.readOnly().contains(interrupt.affinityPath())) {
                unmovable.add(interrupt.name() + " (now on CPU " + allowed + ")");
                continue;
            }
            texts.put(interrupt.affinityPath(), Bytes.utf8(wish.cpus() + "\n"));
            due.add(wish);
            changes.add(Change.of(
                            "NIC " + wish.device(),
                            "interrupt " + interrupt.name(),
                            allowed.toString(),
                            wish.cpus().toString(),
                            List.of(new Step.WriteKernelFile(
                                    interrupt.affinityPath(), wish.cpus().toString(), List.of(foretold(texts)))))
                    // The controller may be talking over this very queue.
                    .thatMayCutOff());
        }
        if (!unmovable.isEmpty()) {
            throw new HostProblem(
                    "the kernel manages these interrupts of " + args.device() + " itself and lets nobody move them: "
                            + String.join(", ", unmovable),
                    "leave them out, or change the driver's own settings");
        }
        List<Guard> same = InterruptGuards.of(
                state.nics(),
                due.stream().map(Wish::device).distinct().toList(),
                due.stream().map(Wish::interrupt).toList());
        List<Guard> guards = new ArrayList<>(state.topology().guards());
        guards.addAll(same);
        return changes.stream().map(change -> change.withGuards(guards, same)).toList();
    }

    private static List<Wish> wishes(Args args, State state) {
        List<Wish> wishes = new ArrayList<>();
        CpuSet cpus = args.cpus().resolve(state.topology());
        for (String device : devices(args, state)) {
            List<NicInterrupt> queues = state.nics().queuesOf(device);
            List<Integer> list = cpus.toList();
            for (int i = 0; i < queues.size(); i++) {
                NicInterrupt queue = queues.get(i);
                boolean exact = args.spread() == Spread.PER_QUEUE;
                // Receive and transmit vectors of one queue share its CPU.
                int position = queue.queue().orElse(i);
                CpuSet own = exact ? CpuSet.of(list.get(position % list.size())) : cpus;
                wishes.add(new Wish(device, queue, own, exact));
            }
            if (args.others()) {
                state.nics().of(device).stream()
                        .filter(interrupt ->
                                !queues.contains(interrupt) && !interrupt.name().isEmpty())
                        .forEach(other -> wishes.add(new Wish(device, other, cpus, false)));
            }
        }
        return wishes;
    }

    private static List<String> devices(Args args, State state) {
        if (!state.nics().devices().containsKey(args.device())) {
            state.nics().of(args.device()); // says what there is instead
        }
        return List.copyOf(state.nics().physicalOf(args.device()));
    }

    private static Prediction foretold(SortedMap<String, Bytes> texts) {
        return new Prediction(NicInterrupts.AFFINITIES, new Answer.Entries(texts));
    }

    @Override
    public List<String> warnings(Args args, State state) {
        List<String> devices = devices(args, state);
        if (devices.isEmpty()) {
            return List.of(args.device() + " has no hardware under it, so no interrupts: nothing to place");
        }
        List<String> warnings = new ArrayList<>();
        for (String device : devices) {
            if (state.nics().queuesOf(device).isEmpty()) {
                warnings.add(device + " has no queue interrupts now; a device that is down has none: nothing to place");
            }
        }
        return warnings;
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, State state, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> byName = new LinkedHashMap<>();
        for (String device : devices(args, state)) {
            state.nics()
                    .queuesOf(device)
                    .forEach(interrupt -> byName.put(
                            interrupt.name(),
                            interrupt.allowed().map(CpuSet::toString).orElse(null)));
        }
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("interrupts", byName);
        return result;
    }
}
