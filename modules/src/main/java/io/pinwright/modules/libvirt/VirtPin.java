package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Step;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.CpuWish;
import io.pinwright.modules.cpu.NumaTopology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code virt_pin}: the CPUs of a domain's vCPUs, of QEMU's own threads (and with them the vhost workers) and of its
 * iothreads, in the running domain and in its persistent document: virsh's own default would be lost at the next start.
 */
public final class VirtPin implements TaskModule<VirtPin.Args, VirtPin.State> {

    /**
     * What is wished; nothing of what is empty or null.
     *
     * @param domain name or UUID
     * @param emulator CPUs of QEMU's own threads, or null
     */
    public record Args(
            String domain, VcpuWishes vcpus, @Nullable CpuWish emulator, VcpuWishes iothreads) {}

    /**
     * A domain, the CPUs of its host, and what else pins change there.
     *
     * @param forecast what tasks that look at the domain's threads will see
     */
    public record State(DomainState domain, NumaTopology topology, PinForecast forecast) {
        public State(DomainState domain, NumaTopology topology) {
            this(domain, topology, PinForecast.NONE);
        }
    }

    private final Observation<? extends PinForecast> forecast;

    /** A module that foretells the documents only. */
    public VirtPin() {
        this(Observation.value(PinForecast.NONE));
    }

    /**
     * A module that foretells more than the documents, so that a plan is right for later tasks that look at more.
     *
     * @param forecast read in the same round
     */
    public VirtPin(Observation<? extends PinForecast> forecast) {
        this.forecast = forecast;
    }

    private static final ModuleSpec SPEC = specified();

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    private static ModuleSpec specified() {
        return ModuleSpec.of(
                        "virt_pin",
                        "Pins vCPUs, emulator threads and iothreads of a domain, in the running domain and in its"
                                + " configuration.",
                        DomainArgument.spec(),
                        ArgumentSpec.optional(
                                        "vcpus",
                                        VcpuWishes.type(0),
                                        "CPUs by vCPU number, range of numbers or `all`; or a list with one item for each"
                                                + " vCPU from 0; or CPUs for all")
                                .withExample("{0: \"0\", 1: \"2\", 2-9: {node: 0}}"),
                        ArgumentSpec.optional(
                                        "emulator",
                                        CpuWish.type(),
                                        "CPUs of QEMU's own threads and of the vhost workers")
                                .withExample("{node: 1}"),
                        ArgumentSpec.optional(
                                        "iothreads",
                                        VcpuWishes.type(1),
                                        "CPUs by iothread number, as with vcpus; a list starts at iothread 1")
                                .withExample("{1: \"4\", 2: \"6\"}"))
                .withExample("virt_pin: {domain: bigip-virtio, vcpus: {0: \"0\", 1: \"2\", 2-9: {node: 0}},"
                        + " emulator: {node: 1}}");
    }

    @Override
    public Args bind(Arguments arguments) {
        if (!arguments.has("vcpus") && !arguments.has("emulator") && !arguments.has("iothreads")) {
            throw new DiagnosticException(Diagnostic.error(arguments.span(), "virt_pin has nothing to pin")
                    .fix("add `vcpus`, `emulator` or `iothreads`"));
        }
        return new Args(
                DomainArgument.of(arguments),
                arguments.getOr("vcpus", VcpuWishes.NONE),
                arguments.<CpuWish>get("emulator").orElse(null),
                arguments.getOr("iothreads", VcpuWishes.NONE));
    }

    @Override
    public Observation<State> observe(Args args) {
        return Observation.both(
                Observation.both(Virsh.domain(args.domain()), NumaTopology.observe(), State::new),
                forecast,
                (state, more) -> new State(state.domain(), state.topology(), more));
    }

    /** Where a thread will run once it is pinned in the running domain. */
    private interface Forecaster {
        PinForecast after(PinForecast before, String domain, CpuSet cpus);
    }

    /** What the steps so far lead to. */
    private record Now(DomainState domain, PinForecast forecast) {}

    /**
     * A thread to pin: how it is called, found, read, edited and told to virsh.
     *
     * @param exists whether a document has the thread
     */
    private record Pin(
            String name,
            CpuSet wished,
            Predicate<DomainXml> exists,
            Function<DomainXml, Optional<CpuSet>> read,
            BiFunction<DomainXml, CpuSet, DomainXml> edit,
            LiveUndo.Stepper stepper,
            Forecaster forecaster) {}

    @Override
    public List<Change> diff(Args args, State state) {
        return HostProblems.translated(() -> {
            List<Change> changes = new ArrayList<>();
            Now now = new Now(state.domain(), state.forecast());
            for (Pin pin : pins(args, state)) {
                for (Scope scope : scopes(now.domain())) {
                    now = change(pin, scope, now, state.topology(), changes);
                }
            }
            return List.copyOf(changes);
        });
    }

    private static List<Scope> scopes(DomainState domain) {
        List<Scope> scopes = new ArrayList<>();
        if (domain.isRunning()) {
            scopes.add(Scope.LIVE);
        }
        if (domain.persistent()) {
            scopes.add(Scope.CONFIG);
        }
        return scopes;
    }

    private static Now change(Pin pin, Scope scope, Now now, NumaTopology topology, List<Change> changes) {
        DomainXml document = now.domain().xml(scope).orElseThrow();
        if (scope == Scope.LIVE && isPending(pin, document, now.domain().config())) {
            return now;
        }
        DomainXml edited = pin.edit().apply(document, pin.wished());
        if (edited == document || inherits(document, pin)) {
            return now;
        }
        DomainState after = now.domain().with(scope, edited);
        PinForecast forecast = scope == Scope.LIVE
                ? pin.forecaster().after(now.forecast(), after.name(), pin.wished())
                : now.forecast();
        boolean live = scope == Scope.LIVE;
        List<Prediction> more = live ? forecast.predictions() : List.of();
        Step.Run step = pin.stepper().step(after, pin.wished(), scope, more);
        List<Guard> guards = new ArrayList<>(topology.guards());
        List<Guard> guardsAfter = new ArrayList<>();
        if (live) {
            LiveUndo undo = liveUndo(pin, now, forecast, topology);
            step = undo.of(step);
            guards.addAll(undo.guards());
            guardsAfter.addAll(undo.guardsAfter());
        } else {
            guards.add(Virsh.stillPersistent(after));
            guardsAfter.add(Virsh.stillPersistent(after));
        }
        changes.add(Change.of(
                        after.target(),
                        pin.name() + " (" + scope.label() + ")",
                        pin.read().apply(document).map(CpuSet::toString).orElse(null),
                        pin.wished().toString(),
                        List.of(step))
                .withGuards(guards, guardsAfter));
        return new Now(after, forecast);
    }

    private static LiveUndo liveUndo(Pin pin, Now now, PinForecast moved, NumaTopology topology) {
        DomainXml document = now.domain().live().orElseThrow();
        CpuSet cpus = pin.read().apply(document).orElseGet(() -> document.unpinnedCpus(topology.online()));
        return LiveUndo.of(
                now.domain(),
                cpus,
                pin.edit(),
                now.forecast(),
                moved,
                pin.forecaster().after(moved, now.domain().name(), cpus),
                pin.stepper());
    }

    /** Whether only the next start brings the thread. */
    private static boolean isPending(Pin pin, DomainXml live, DomainXml config) {
        return !pin.exists().test(live) && pin.exists().test(config);
    }

    /**
     * Whether a thread without a pin has the wished CPUs from {@code <vcpu cpuset=''>}. Without that attribute libvirt decides, and
     * by release in different ways (all online CPUs, those not isolated, those of numatune's nodes), so that a pin is due.
     */
    private static boolean inherits(DomainXml document, Pin pin) {
        return pin.read().apply(document).isEmpty()
                && !document.isPlacementAuto()
                && document.defaultCpus().equals(Optional.of(pin.wished()));
    }

    private static List<Pin> pins(Args args, State state) {
        DomainXml config = state.domain().config();
        List<Pin> pins = new ArrayList<>();
        List<Integer> vcpus = IntStream.range(0, config.vcpus()).boxed().toList();
        args.vcpus().forThreads(vcpus).forEach((number, wish) -> pins.add(vcpu(number, wish, state.topology())));
        if (args.emulator() != null) {
            pins.add(emulator(args.emulator(), state.topology()));
        }
        args.iothreads()
                .forThreads(config.iothreads())
                .forEach((number, wish) -> pins.add(iothread(number, wish, state.topology())));
        return pins;
    }

    private static Pin vcpu(int number, CpuWish wish, NumaTopology topology) {
        return new Pin(
                "vcpupin " + number,
                wish.resolve(topology),
                document -> number < document.vcpus(),
                document -> Optional.ofNullable(document.vcpuPins().get(number)),
                (document, cpus) -> document.withVcpuPin(number, cpus),
                (after, cpus, scope, more) -> Virsh.vcpuPin(after, number, cpus, scope, more),
                (before, domain, cpus) -> before.afterVcpuPin(domain, number, cpus));
    }

    private static Pin emulator(CpuWish wish, NumaTopology topology) {
        return new Pin(
                "emulatorpin",
                wish.resolve(topology),
                document -> true,
                DomainXml::emulatorPin,
                DomainXml::withEmulatorPin,
                Virsh::emulatorPin,
                PinForecast::afterEmulatorPin);
    }

    private static Pin iothread(int number, CpuWish wish, NumaTopology topology) {
        return new Pin(
                "iothreadpin " + number,
                wish.resolve(topology),
                document -> document.iothreads().contains(number),
                document -> Optional.ofNullable(document.iothreadPins().get(number)),
                (document, cpus) -> document.withIothreadPin(number, cpus),
                (after, cpus, scope, more) -> Virsh.iothreadPin(after, number, cpus, scope, more),
                (before, domain, cpus) -> before.afterIothreadPin(domain, number, cpus));
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, State state, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("domain", state.domain().name());
        result.put("running", state.domain().isRunning());
        result.put("live", state.domain().live().map(VirtPin::shown).orElse(null));
        result.put("config", shown(state.domain().config()));
        return result;
    }

    private static Map<String, @Nullable Object> shown(DomainXml document) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("vcpus", shown(document.vcpuPins()));
        shown.put("emulator", document.emulatorPin().map(CpuSet::toString).orElse(null));
        shown.put("iothreads", shown(document.iothreadPins()));
        return shown;
    }

    private static Map<String, @Nullable Object> shown(SortedMap<Integer, CpuSet> pins) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        pins.forEach((number, cpus) -> shown.put(number.toString(), cpus.toString()));
        return shown;
    }

    @Override
    public List<Pending> pending(Args args, State state) {
        return HostProblems.translated(() -> {
            DomainXml config = state.domain().config();
            return state.domain().live().stream()
                    .flatMap(live -> pins(args, state).stream()
                            .filter(pin -> isPending(pin, live, config))
                            // A pin that the configuration does not have yet either is a change.
                            .filter(pin -> pin.edit().apply(config, pin.wished()) == config || inherits(config, pin))
                            .map(pin -> new Pending(
                                    state.domain().target(),
                                    pin.name(),
                                    pin.wished().toString(),
                                    null)))
                    .toList();
        });
    }

    @Override
    public List<String> warnings(Args args, State state) {
        return HostProblems.translated(() -> {
            DomainState domain = state.domain();
            List<String> warnings = new ArrayList<>();
            domain.live()
                    .ifPresent(live -> pins(args, state).stream()
                            .filter(pin -> isPending(pin, live, domain.config()))
                            .forEach(pin -> warnings.add(domain.target() + ": " + pin.name()
                                    + ": restart pending: the running domain does not have this thread yet")));
            if (domain.isRunning() && !domain.persistent()) {
                warnings.add(domain.target() + " is transient: its pins are gone when it stops");
            }
            if (domain.managedSave() && !domain.isRunning()) {
                warnings.add(
                        domain.target() + " has a managed save image: its next start restores the old pins from it;"
                                + " discard it with `virsh managedsave-remove` if its content may be lost");
            }
            return warnings;
        });
    }
}
