package io.pinwright.modules.vhost;

import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.HostProblem;
import io.pinwright.engine.host.Observation;
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
import io.pinwright.modules.libvirt.DomainArgument;
import io.pinwright.modules.libvirt.DomainState;
import io.pinwright.modules.libvirt.DomainXml;
import io.pinwright.modules.libvirt.HostProblems;
import io.pinwright.modules.libvirt.LiveUndo;
import io.pinwright.modules.libvirt.Scope;
import io.pinwright.modules.libvirt.Virsh;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Module {@code vhost_affinity}: on which CPUs the vhost workers of a domain run.
 *
 * <p>libvirt cannot pin them by themselves: they live in the emulator cgroup, so {@code virsh emulatorpin} moves them together
 * with QEMU's own threads (not the vCPUs), live and in the persistent configuration. What it does is not what it says everywhere:
 * without a cpuset controller only QEMU's first thread moves, and since Linux 6.2 a thread that was pinned narrower stays there.
 * So the workers themselves are looked at, as kernel threads and as threads of QEMU, and those that are elsewhere are moved by
 * {@code taskset}, each by itself: {@code taskset -a} would rewrite what the kernel remembers of the vCPUs.
 */
public final class VhostAffinity implements TaskModule<VhostAffinity.Args, VhostAffinity.State> {

    /** How the workers share the CPUs. */
    public enum Spread {
        /** Each may use all of them. */
        NONE,
        /** One CPU for each worker in turn; lost when the guest restarts, until the next run. */
        PER_WORKER
    }

    /** The wish. */
    public record Args(String domain, CpuWish cpus, Spread spread) {}

    /** What was found. */
    public record State(DomainState domain, QemuThreads threads, NumaTopology topology) {}

    private static final ModuleSpec SPEC = specified();

    @Override
    public ModuleSpec spec() {
        return SPEC;
    }

    private static ModuleSpec specified() {
        return ModuleSpec.of(
                        "vhost_affinity",
                        "Places the vhost workers of a domain on CPUs, now and at its next start.",
                        DomainArgument.spec(),
                        CpuArguments.cpus("CPUs for the workers and QEMU's own threads."),
                        CpuArguments.node("NUMA node whose online, not isolated CPUs they may use."),
                        ArgumentSpec.optional(
                                        "spread",
                                        ArgumentTypes.choice("none", "per-worker"),
                                        "`none`: each worker may use all these CPUs; `per-worker`: one CPU for each in turn.")
                                .withDefault("none"))
                .withExample("""
                        - name: The vhost workers get node 1 for themselves
                          vhost_affinity:
                            domain: bigip-virtio
                            cpus: "1,3,5,7,9,11,13,15"
                        """);
    }

    @Override
    public Args bind(Arguments arguments) {
        return new Args(
                DomainArgument.of(arguments),
                CpuArguments.bind(arguments),
                arguments.getOr("spread", "none").equals("per-worker") ? Spread.PER_WORKER : Spread.NONE);
    }

    @Override
    public Observation<State> observe(Args args) {
        return observe(args.domain());
    }

    /** Reads all of it in one round; threads and topology are shared with every other domain. */
    static Observation<State> observe(String domain) {
        return Observation.both(
                Virsh.domain(domain),
                Observation.both(QemuThreads.observe(), NumaTopology.observe(), Map::entry),
                (state, rest) -> new State(state, rest.getKey(), rest.getValue()));
    }

    @Override
    public List<Change> diff(Args args, State state) {
        CpuSet cpus = args.cpus().resolve(state.topology());
        List<Change> changes = new ArrayList<>();
        if (state.domain().isRunning()) {
            changes.addAll(live(args, state, cpus));
        }
        DomainXml config = state.domain().config();
        if (state.domain().persistent() && !isPinned(config, cpus)) {
            DomainState after = afterPin(state.domain(), Scope.CONFIG, cpus);
            Guard persistent = Virsh.stillPersistent(after);
            changes.add(pin(config, cpus, Scope.CONFIG, Virsh.emulatorPin(after, cpus, Scope.CONFIG, List.of()), after)
                    .withGuards(with(state.topology(), List.of(persistent)), List.of(persistent)));
        }
        return List.copyOf(changes);
    }

    private static List<Change> live(Args args, State state, CpuSet cpus) {
        requireVisible(state);
        List<Change> changes = new ArrayList<>();
        DomainState domain = state.domain();
        DomainXml running = domain.live().orElseThrow();
        QemuThreads threads = state.threads();
        if (!isPinned(running, cpus)) {
            DomainState after = afterPin(domain, Scope.LIVE, cpus);
            threads = threads.afterEmulatorPin(domain.name(), cpus);
            LiveUndo undo = undo(state, running, threads);
            Step.Run step = undo.of(Virsh.emulatorPin(after, cpus, Scope.LIVE, threads.predictions()));
            changes.add(pin(running, cpus, Scope.LIVE, step, after)
                    .withGuards(with(state.topology(), undo.guards()), undo.guardsAfter()));
        }
        moveWorkers(args, state, cpus, threads, changes);
        return changes;
    }

    private static LiveUndo undo(State state, DomainXml running, QemuThreads moved) {
        String name = state.domain().name();
        // Without a pin, where QEMU's first thread is tells what libvirt chose.
        CpuSet cpus = running.emulatorPin()
                .or(() -> state.threads().of(name).flatMap(QemuProcess::main).flatMap(QemuThread::allowed))
                .orElse(CpuSet.EMPTY);
        return LiveUndo.of(
                state.domain(),
                cpus,
                (document, old) -> HostProblems.translated(() -> document.withEmulatorPin(old)),
                state.threads(),
                moved,
                moved.afterEmulatorPin(name, cpus),
                Virsh::emulatorPin);
    }

    private static List<Guard> with(NumaTopology topology, List<Guard> more) {
        List<Guard> guards = new ArrayList<>(topology.guards());
        guards.addAll(more);
        return guards;
    }

    private static DomainState afterPin(DomainState domain, Scope scope, CpuSet cpus) {
        DomainXml document = domain.xml(scope).orElseThrow();
        return domain.with(scope, HostProblems.translated(() -> document.withEmulatorPin(cpus)));
    }

    private static Change pin(DomainXml document, CpuSet cpus, Scope scope, Step step, DomainState after) {
        return Change.of(
                after.target(),
                "emulatorpin (" + scope.label() + ")",
                document.emulatorPin().map(CpuSet::toString).orElse(null),
                cpus.toString(),
                List.of(step));
    }

    /**
     * Threads without a pin have the CPUs of {@code <vcpu cpuset=''>}; without that attribute libvirt decides, and by release in
     * different ways, so that a pin is due.
     */
    private static boolean isPinned(DomainXml document, CpuSet cpus) {
        Optional<CpuSet> inherited = document.isPlacementAuto() ? Optional.empty() : document.defaultCpus();
        return document.emulatorPin().or(() -> inherited).equals(Optional.of(cpus));
    }

    /** Refuses what cannot be seen, before anything is changed. */
    private static void requireVisible(State state) {
        String name = state.domain().name();
        state.threads().problem().ifPresent(problem -> {
            throw new HostProblem(
                    "where the vhost workers of domain " + name + " run is not known: " + problem,
                    "become root: pid files and threads may be readable to root only");
        });
        QemuProcess process = state.threads().of(name).orElse(new QemuProcess(name, 0, List.of()));
        if (process.main().isEmpty()) {
            throw new HostProblem(
                    "domain " + name + " runs, but the threads of its QEMU cannot be seen" + " (/run/libvirt/qemu/"
                            + name + ".pid, /proc/PID/task)",
                    "become root; /proc may be mounted with hidepid, and libvirt may keep its pid files elsewhere");
        }
        List<QemuThread> unknown = process.workers().unknown();
        if (!unknown.isEmpty()) {
            throw new HostProblem(
                    "the CPUs of " + unknown.size() + " vhost workers of domain " + name + " cannot be read, first of"
                            + " thread " + unknown.get(0).tid(),
                    "become root");
        }
    }

    private static void moveWorkers(Args args, State state, CpuSet cpus, QemuThreads threads, List<Change> changes) {
        String domain = state.domain().name();
        List<QemuThread> workers = threads.of(domain).orElseThrow().workers().threads();
        QemuThreads moved = threads;
        List<Integer> list = cpus.toList();
        for (int i = 0; i < workers.size(); i++) {
            QemuThread worker = workers.get(i);
            CpuSet wish = args.spread() == Spread.NONE ? cpus : CpuSet.of(list.get(i % list.size()));
            CpuSet allowed = worker.allowed().orElseThrow();
            if (!allowed.equals(wish)) {
                moved = moved.withAllowed(Map.of(worker.tid(), wish));
                List<Guard> identity = state.threads().identity(domain);
                // Where it is before this task, not where the emulator pin will have put it.
                List<Guard> places = new ArrayList<>(List.of(state.threads().place(domain, worker.tid())));
                places.addAll(with(state.topology(), identity));
                List<Guard> placesAfter = new ArrayList<>(List.of(moved.place(domain, worker.tid())));
                placesAfter.addAll(identity);
                changes.add(Change.of(
                                "domain " + domain,
                                "vhost worker " + (i + 1) + " of " + workers.size() + " (thread " + worker.tid() + ")",
                                allowed.toString(),
                                wish.toString(),
                                List.of(QemuThreads.move(worker.tid(), allowed, wish, moved.predictions())))
                        .withGuards(places, placesAfter));
            }
        }
    }

    private static VhostWorkers workers(State state) {
        return state.threads()
                .of(state.domain().name())
                .map(QemuProcess::workers)
                .orElse(new VhostWorkers(List.of()));
    }

    @Override
    public List<String> warnings(Args args, State state) {
        if (!state.domain().isRunning()) {
            return List.of("domain " + state.domain().name()
                    + " is not running: only its configuration counts, its vhost workers come with its next start");
        }
        DomainXml live = state.domain().live().orElseThrow();
        int expected = VhostWorkers.expected(live);
        int found = workers(state).count();
        if (found >= expected) {
            return List.of();
        }
        return List.of("domain " + live.name() + " has " + found + " vhost workers, but its interfaces have " + expected
                + " queues for vhost: " + (found == 0 ? "vhost is not in use" : "some are served by QEMU itself")
                + " (is /dev/vhost-net there, is the driver qemu?)");
    }

    @Override
    public Map<String, @Nullable Object> result(Args args, State state, List<StepOutcome> outcomes) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("running", state.domain().isRunning());
        VhostWorkers workers = workers(state);
        result.put("workers", workers.count());
        result.put("cpus", workers.allowed().toString());
        return result;
    }
}
