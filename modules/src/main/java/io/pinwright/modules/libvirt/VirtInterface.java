package io.pinwright.modules.libvirt;

import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.StepOutcome;
import io.pinwright.engine.module.ArgumentSpec;
import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import io.pinwright.engine.module.Arguments;
import io.pinwright.engine.module.Change;
import io.pinwright.engine.module.Effect;
import io.pinwright.engine.module.ModuleSpec;
import io.pinwright.engine.module.Pending;
import io.pinwright.engine.module.TaskModule;
import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code virt_interface}: driver attributes of a domain's interfaces, in its persistent document. libvirt cannot change them
 * in a running guest, so a running guest has a restart pending afterwards; nothing is restarted here. With consent its interfaces
 * are taken out and in again.
 */
public final class VirtInterface implements TaskModule<VirtInterface.Args, DomainState> {

    /**
     * What is wished.
     *
     * @param domain name or UUID
     * @param replug consent to take the interfaces of a running guest out and in again, and how long it has to release one;
     *     empty without that consent
     */
    public record Args(String domain, InterfaceSelector select, DriverWish driver, Optional<Duration> replug) {

        /** Without that consent. */
        public Args(String domain, InterfaceSelector select, DriverWish driver) {
            this(domain, select, driver, Optional.empty());
        }
    }

    private final List<Query> moved;

    /** Where nobody replugs. */
    public VirtInterface() {
        this(List.of());
    }

    /** @param moved reads of others that a replugged interface changes in a way that nobody can foretell: threads, facts */
    public VirtInterface(List<Query> moved) {
        this.moved = List.copyOf(moved);
    }

    private static final ArgumentType<Long> RING_SIZE =
            ArgumentTypes.type("256, 512 or 1024", Map.of("enum", List.of(256, 512, 1024)), (name, value) -> {
                long size = ArgumentTypes.integer(0, Integer.MAX_VALUE).read(name, value);
                if (size != 256 && size != 512 && size != 1024) {
                    throw value.problem(
                            name + " must be 256, 512 or 1024, but is " + value.shown(),
                            "QEMU takes powers of two from 256 to 1024, and libvirt says so only when the guest starts",
                            "use one of those, or leave it out");
                }
                return size;
            });

    private static final ModuleSpec SPEC = specified();

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    private static ModuleSpec specified() {
        ArgumentType<String> text = ArgumentTypes.string();
        return ModuleSpec.of(
                        "virt_interface",
                        "Sets queues, driver and ring sizes of a domain's interfaces in its persistent configuration.",
                        DomainArgument.spec(),
                        ArgumentSpec.optional(
                                        "select",
                                        ArgumentTypes.object(
                                                ArgumentSpec.optional("mac", text, "MAC address of the interface"),
                                                ArgumentSpec.optional(
                                                        "source", text, "its device, bridge, network or path"),
                                                ArgumentSpec.optional(
                                                        "target",
                                                        text,
                                                        "the host's device, such as macvtap0; changes at every start"),
                                                ArgumentSpec.optional("alias", text, "its alias, such as ua-front"),
                                                ArgumentSpec.optional(
                                                        "type", text, "every interface of a type, such as direct"),
                                                ArgumentSpec.optional(
                                                        "model", text, "every interface of a model, such as virtio")),
                                        "which interfaces are meant; without it, every macvtap of a virtio model")
                                .withExample("{source: enp4s0f0}"),
                        ArgumentSpec.optional(
                                        "queues",
                                        ArgumentTypes.integer(1, DriverWish.QUEUES_MAX),
                                        "queue pairs of the interface; the number of vCPUs at most is of use")
                                .withExample("4"),
                        ArgumentSpec.optional(
                                        "driver",
                                        ArgumentTypes.choice("vhost", "qemu"),
                                        "who moves the packets: the host's kernel (vhost) or QEMU itself (qemu)")
                                .withExample("vhost"),
                        ArgumentSpec.optional("rx_queue_size", RING_SIZE, "entries of each receive ring"),
                        ArgumentSpec.optional(
                                "tx_queue_size",
                                RING_SIZE,
                                "entries of each transmit ring; QEMU uses at most 256 with vhost-net"),
                        ArgumentSpec.optional(
                                        "replug",
                                        ArgumentTypes.bool(),
                                        "consent to give them to a running guest by unplugging the interface and plugging it"
                                                + " in again: the guest loses its link, and maybe its addresses")
                                .withDefault("false"),
                        ArgumentSpec.optional(
                                        "replug_timeout",
                                        ArgumentTypes.integer(1, 600),
                                        "seconds that the guest has to release an interface")
                                .withDefault("30"))
                .withExample(
                        "virt_interface: {domain: bigip-virtio, select: {type: direct}, driver: vhost, queues: 4}");
    }

    @Override
    public Args bind(Arguments arguments) {
        InterfaceSelector select =
                arguments.<Arguments>get("select").map(VirtInterface::selector).orElse(InterfaceSelector.allMacvtaps());
        boolean wishes = List.of("queues", "driver", "rx_queue_size", "tx_queue_size").stream()
                .anyMatch(arguments::has);
        if (!wishes) {
            throw new DiagnosticException(Diagnostic.error(arguments.span(), "virt_interface has nothing to set")
                    .fix("add `queues`, `driver`, `rx_queue_size` or `tx_queue_size`"));
        }
        return new Args(
                DomainArgument.of(arguments),
                select,
                new DriverWish(
                        arguments.<String>get("driver").orElse(null),
                        number(arguments, "queues"),
                        number(arguments, "rx_queue_size"),
                        number(arguments, "tx_queue_size")),
                arguments.getOr("replug", false)
                        ? Optional.of(Duration.ofSeconds(arguments.getOr("replug_timeout", 30L)))
                        : Optional.empty());
    }

    /** An empty selector is a slip, not a wish for all: with {@code default(omit)} it would widen the task unseen. */
    private static InterfaceSelector selector(Arguments keys) {
        Map<String, String> values = new LinkedHashMap<>();
        InterfaceSelector.KEYS.forEach(key -> keys.<String>get(key).ifPresent(value -> values.put(key, value)));
        if (values.isEmpty()) {
            throw new DiagnosticException(Diagnostic.error(keys.span(), "select names nothing")
                    .fix("give one of " + String.join(", ", InterfaceSelector.KEYS)
                            + ", or leave `select` out to mean every macvtap of a virtio model"));
        }
        return InterfaceSelector.of(values);
    }

    private static @Nullable Integer number(Arguments arguments, String name) {
        return arguments.<Long>get(name).map(Long::intValue).orElse(null);
    }

    @Override
    public Observation<DomainState> observe(Args args) {
        return Virsh.domain(args.domain());
    }

    @Override
    public List<Change> diff(Args args, DomainState state) {
        return HostProblems.translated(() -> changes(args, state));
    }

    private List<Change> changes(Args args, DomainState state) {
        List<Change> changes = new ArrayList<>();
        DomainState now = state;
        for (InterfaceXml one : args.select().select(state.config(), state.liveXml())) {
            DomainXml edited = now.config().withDriver(one, args.driver());
            if (edited != now.config()) {
                requirePersistent(state);
                DomainState after = now.with(Scope.CONFIG, edited);
                changes.addAll(changes(args, now, after, one.position()));
                now = after;
            }
            if (args.replug().isPresent()) {
                changes.addAll(Replug.changes(now, one.position(), args, moved));
            }
        }
        return List.copyOf(changes);
    }

    private static void requirePersistent(DomainState state) {
        if (!state.persistent()) {
            throw new HostProblem(
                    "domain " + state.name()
                            + " is transient: it has no persistent configuration, and queues and driver"
                            + " of a running guest cannot be changed",
                    "make it persistent (`virsh define` its document), or start it with the wished attributes");
        }
    }

    /** A change for each attribute; one call of virsh makes them all, so it stands with the first. */
    private static List<Change> changes(Args args, DomainState before, DomainState after, int position) {
        DriverWish wish = args.driver();
        InterfaceXml was = before.config().interfaces().get(position);
        InterfaceXml is = after.config().interfaces().get(position);
        Change.TextDiff diff = Change.TextDiff.of(
                after.target() + " (config)",
                () -> before.config().maskedText(),
                () -> after.config().maskedText());
        List<Change> changes = new ArrayList<>();
        Optional<InterfaceXml> live = InterfaceSelector.counterpart(was, before.config(), before.liveXml());
        wish.missingIn(was.driver()).forEach((attribute, value) -> {
            // A guest that was started with it and whose configuration was changed since needs no restart.
            boolean lives = args.replug().isPresent()
                    || live.flatMap(running -> DriverAttributes.shown(running.driver(), attribute))
                            .equals(Optional.of(value));
            boolean first = changes.isEmpty();
            Change change = Change.of(
                            after.target(),
                            attribute(is, attribute) + " (config)",
                            DriverAttributes.shown(was.driver(), attribute).orElse(null),
                            value,
                            first ? List.of(Virsh.updateInterface(after, position)) : List.of())
                    .withEffect(after.isRunning() && !lives ? Effect.NEXT_START : Effect.NOW)
                    .withGuards(List.of(Virsh.stillPersistent(before)));
            changes.add(first ? change.withDiff(diff) : change);
        });
        return changes;
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, DomainState state, List<StepOutcome> outcomes) {
        List<Map<String, @Nullable Object>> interfaces = new ArrayList<>();
        for (InterfaceXml one : selected(args, state)) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            shown.put("mac", one.mac().orElse(null));
            shown.put("source", one.source().orElse(null));
            shown.put("type", one.type());
            shown.put("config", DriverAttributes.asMap(one.driver()));
            Optional<InterfaceXml> live = InterfaceSelector.counterpart(one, state.config(), state.liveXml());
            shown.put(
                    "live",
                    live.map(running -> DriverAttributes.asMap(running.driver()))
                            .orElse(null));
            interfaces.add(shown);
        }
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("domain", state.name());
        result.put("running", state.isRunning());
        List<String> pending = pendingLines(args, state);
        result.put("restart_pending", !pending.isEmpty());
        result.put("pending", pending);
        result.put("interfaces", interfaces);
        return result;
    }

    @Override
    public List<String> warnings(Args args, DomainState state) {
        List<String> warnings = new ArrayList<>();
        Integer queues = args.driver().queues();
        if (queues != null && queues > state.config().vcpus()) {
            warnings.add(state.target() + " has " + state.config().vcpus() + " vCPUs: of " + queues
                    + " queues the rest is not used, and each costs a vhost thread and interrupt vectors");
        }
        warnings.addAll(pendingLines(args, state));
        if (state.managedSave() && !state.isRunning()) {
            warnings.add(state.target() + " has a managed save image: its next start restores the old queues and pins"
                    + " from it; discard it with `virsh managedsave-remove` if its content may be lost");
        }
        return warnings;
    }

    /**
     * What the running guest was to have only after a restart already before this task, and still is after it; a line for each
     * interface.
     */
    private static List<String> pendingLines(Args args, DomainState state) {
        List<String> pending = new ArrayList<>();
        if (args.replug().isPresent()) {
            return pending;
        }
        for (InterfaceXml one : selected(args, state)) {
            InterfaceSelector.counterpart(one, state.config(), state.liveXml()).ifPresent(live -> {
                if (DriverAttributes.differences(live.driver(), one.driver()).isEmpty()) {
                    return;
                }
                InterfaceXml wished = state.config()
                        .withDriver(one, args.driver())
                        .interfaces()
                        .get(one.position());
                List<String> differences = DriverAttributes.differences(live.driver(), wished.driver());
                if (!differences.isEmpty()) {
                    pending.add(state.target() + ": interface " + one.label() + ": restart pending: "
                            + String.join("; ", differences));
                }
            });
        }
        return pending;
    }

    @Override
    public List<Pending> pending(Args args, DomainState state) {
        List<Pending> pending = new ArrayList<>();
        for (InterfaceXml one : selected(args, state)) {
            Map<String, String> changing = args.driver().missingIn(one.driver());
            InterfaceSelector.counterpart(one, state.config(), state.liveXml())
                    .ifPresent(live -> DriverAttributes.NAMES.stream()
                            .filter(attribute -> !changing.containsKey(attribute))
                            .forEach(attribute ->
                                    pending(state, one, live, attribute).ifPresent(pending::add)));
        }
        return List.copyOf(pending);
    }

    private static Optional<Pending> pending(
            DomainState state, InterfaceXml config, InterfaceXml live, String attribute) {
        Optional<String> wanted = DriverAttributes.shown(config.driver(), attribute);
        Optional<String> running = DriverAttributes.shown(live.driver(), attribute);
        return wanted.equals(running)
                ? Optional.empty()
                : Optional.of(new Pending(
                        state.target(), attribute(config, attribute), wanted.orElse(null), running.orElse(null)));
    }

    private static String attribute(InterfaceXml one, String attribute) {
        return "interface " + one.label() + " " + (attribute.equals("name") ? "driver" : attribute);
    }

    private static List<InterfaceXml> selected(Args args, DomainState state) {
        return HostProblems.translated(() -> args.select().select(state.config(), state.liveXml()));
    }
}
