package io.pinwright.modules.vhost;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Guard;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Step;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.PinForecast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** All threads of all domains that run on a host, read at once: every task shares the one {@link #QUERY}. Immutable. */
public final class QemuThreads implements PinForecast {

    /** The one read behind this value. */
    public static final Query.Run QUERY = QemuThreadsText.query("/proc", "/run/libvirt/qemu");

    private final String text;
    private final List<QemuProcess> processes;
    private final Optional<String> problem;

    private QemuThreads(String text, List<QemuProcess> processes, Optional<String> problem) {
        this.text = text;
        this.processes = List.copyOf(processes);
        this.problem = problem;
    }

    /** Threads that do not come from a host: of a captured tree, or of a test. */
    public QemuThreads(List<QemuProcess> processes, Optional<String> problem) {
        this(QemuThreadsText.print(processes), processes, problem);
    }

    /** The threads of the host; what cannot be read is a {@link #problem}, not an exception. */
    public static Observation<QemuThreads> observe() {
        return Observation.of(QUERY).map(QemuThreads::of);
    }

    private static QemuThreads of(Answer answer) {
        if (answer instanceof Answer.Output output) {
            return output.stdout().parsedAs(QemuThreads.class, bytes -> parse(bytes.text()));
        }
        String reason = answer instanceof Answer.Unreadable unreadable ? unreadable.reason() : "no shell";
        return new QemuThreads("", List.of(), Optional.of("the threads of the domains cannot be read: " + reason));
    }

    /** Makes it of what {@link #QUERY} printed; never fails, see {@link #problem}. */
    public static QemuThreads parse(String text) {
        QemuThreadsText.Content content = QemuThreadsText.parse(text);
        return new QemuThreads(text, content.processes(), content.problem());
    }

    /** One for each pid file of libvirt. */
    public List<QemuProcess> processes() {
        return processes;
    }

    /** Why this is not all there is, when something could not be read; never to be taken for "nothing runs". */
    public Optional<String> problem() {
        return problem;
    }

    /** The process of a domain; empty when it does not run, or see {@link #problem}. */
    public Optional<QemuProcess> of(String domain) {
        for (QemuProcess process : processes) {
            if (process.domain().equals(domain)) {
                return Optional.of(process);
            }
        }
        return Optional.empty();
    }

    /**
     * Threads allowed elsewhere.
     *
     * @param allowedByTid new CPUs by thread; others stay
     */
    public QemuThreads withAllowed(Map<Integer, CpuSet> allowedByTid) {
        String moved = QemuThreadsText.withAllowed(text, allowedByTid);
        if (moved.equals(text)) {
            return this;
        }
        return arePlaced(allowedByTid.keySet()) ? new QemuThreads(moved, placed(allowedByTid), problem) : parse(moved);
    }

    /** Whether threads of these numbers say where they may run, so that it is known what another place makes of them. */
    private boolean arePlaced(Set<Integer> tids) {
        for (QemuProcess process : processes) {
            for (QemuThread thread : process.threads()) {
                if (thread.allowed().isEmpty() && tids.contains(thread.tid())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What reading the moved text would give: a plan moves threads often, and reads the text once. */
    private List<QemuProcess> placed(Map<Integer, CpuSet> allowedByTid) {
        List<QemuProcess> placed = new ArrayList<>();
        for (QemuProcess process : processes) {
            List<QemuThread> threads = new ArrayList<>();
            for (QemuThread thread : process.threads()) {
                CpuSet cpus = allowedByTid.get(thread.tid());
                threads.add(cpus == null ? thread : thread.withAllowed(cpus));
            }
            placed.add(new QemuProcess(process.domain(), process.pid(), threads));
        }
        return placed;
    }

    /**
     * As it will be after {@code virsh emulatorpin --live}: QEMU's first thread and kernel threads of the emulator cgroup are
     * allowed on these CPUs. QEMU's other threads remember what they were pinned to (Linux 6.2 and later, and vhost workers are
     * such only since 6.4): of these CPUs they keep those they had, if any. Where they remember nothing they get all of them;
     * that cannot be seen, and to plan for the narrower set is right in both cases.
     */
    @Override
    public QemuThreads afterEmulatorPin(String domain, CpuSet cpus) {
        Map<Integer, CpuSet> allowed = new HashMap<>();
        of(domain)
                .ifPresent(process -> process.threads().stream()
                        .filter(process::followsEmulatorPin)
                        .forEach(thread -> {
                            boolean forgets = thread.kernel() || thread.tid() == process.pid();
                            CpuSet kept = thread.allowed().orElse(CpuSet.EMPTY).and(cpus);
                            allowed.put(thread.tid(), forgets || kept.isEmpty() ? cpus : kept);
                        }));
        return withAllowed(allowed);
    }

    @Override
    public QemuThreads afterVcpuPin(String domain, int vcpu, CpuSet cpus) {
        return moved(domain, thread -> thread.vcpu().equals(OptionalInt.of(vcpu)), cpus);
    }

    @Override
    public QemuThreads afterIothreadPin(String domain, int iothread, CpuSet cpus) {
        return moved(domain, thread -> thread.iothread().equals(Optional.of("iothread" + iothread)), cpus);
    }

    private QemuThreads moved(String domain, Predicate<QemuThread> moves, CpuSet cpus) {
        Map<Integer, CpuSet> allowed = new HashMap<>();
        of(domain)
                .ifPresent(process ->
                        process.threads().stream().filter(moves).forEach(thread -> allowed.put(thread.tid(), cpus)));
        return withAllowed(allowed);
    }

    /** Lets a thread run on other CPUs. */
    static Step.Run move(int tid, CpuSet from, CpuSet to, List<Prediction> predicts) {
        Step.Run there = taskset(tid, to, predicts);
        return there.undoneBy(taskset(tid, from, List.of()).undoneBy(there));
    }

    private static Step.Run taskset(int tid, CpuSet cpus, List<Prediction> predicts) {
        return new Step.Run(List.of("taskset", "-pc", cpus.toString(), Integer.toString(tid)), predicts);
    }

    @Override
    public List<Step> placesAgain(String domain, PinForecast moved) {
        if (!(moved instanceof QemuThreads there)) {
            return List.of();
        }
        Map<Integer, CpuSet> places = new HashMap<>();
        workers(domain).forEach(worker -> worker.allowed().ifPresent(cpus -> places.put(worker.tid(), cpus)));
        List<Step> steps = new ArrayList<>();
        for (QemuThread worker : there.workers(domain)) {
            CpuSet cpus = places.get(worker.tid());
            if (cpus != null && !worker.allowed().equals(Optional.of(cpus))) {
                CpuSet from = worker.allowed().orElse(cpus);
                steps.add(move(worker.tid(), from, cpus, predictions()));
            }
        }
        return steps;
    }

    private List<QemuThread> workers(String domain) {
        return of(domain).map(process -> process.workers().threads()).orElse(List.of());
    }

    /** One read for all workers of the domain; nothing when it has none. */
    @Override
    public List<Guard> identity(String domain) {
        List<String> argv = new ArrayList<>(List.of("grep", "-HE", "^(Name|Tgid):"));
        StringBuilder text = new StringBuilder();
        for (QemuThread worker : workers(domain)) {
            String file = status(domain, worker);
            int process =
                    worker.kernel() ? worker.tid() : of(domain).orElseThrow().pid();
            argv.add(file);
            text.append(file).append(":Name:\t").append(worker.comm()).append('\n');
            text.append(file).append(":Tgid:\t").append(process).append('\n');
        }
        return text.isEmpty() ? List.of() : List.of(said(argv, text.toString()));
    }

    @Override
    public List<Guard> guards(String domain) {
        List<Guard> guards = new ArrayList<>(identity(domain));
        workers(domain).forEach(worker -> guards.add(place(domain, worker)));
        return guards;
    }

    /** That a worker may run where it may here. */
    Guard place(String domain, int tid) {
        QemuThread worker = workers(domain).stream()
                .filter(one -> one.tid() == tid)
                .findFirst()
                .orElseThrow();
        return place(domain, worker);
    }

    private Guard place(String domain, QemuThread worker) {
        String cpus = worker.allowed().map(CpuSet::toString).orElse("");
        return said(
                List.of("grep", "^Cpus_allowed_list:", status(domain, worker)), "Cpus_allowed_list:\t" + cpus + "\n");
    }

    private String status(String domain, QemuThread worker) {
        int pid = of(domain).orElseThrow().pid();
        return (worker.kernel() ? "/proc/" : "/proc/" + pid + "/task/") + worker.tid() + "/status";
    }

    private static Guard said(List<String> argv, String text) {
        return Guard.of(new Query.Run(argv.toArray(String[]::new)), new Answer.Output(0, Bytes.utf8(text), Bytes.EMPTY))
                .orElseThrow();
    }

    /**
     * That {@link #QUERY} will be answered with this; nothing when it has a {@link #problem}. It shows all threads of all domains,
     * which come and go, so it guards nothing: see {@link #guards}.
     */
    @Override
    public List<Prediction> predictions() {
        return problem.isPresent()
                ? List.of()
                : List.of(new Prediction(
                        QUERY, new Answer.Output(0, Bytes.printed(text, QemuThreads.class, this), Bytes.EMPTY), false));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QemuThreads that && that.text.equals(text) && that.problem.equals(problem);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return processes + problem.map(why -> " (" + why + ")").orElse("");
    }
}
