package io.pinwright.modules.vhost;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.PinForecast;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;

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
            return parse(output.stdout().text());
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
        return processes.stream()
                .filter(process -> process.domain().equals(domain))
                .findFirst();
    }

    /**
     * Threads allowed elsewhere.
     *
     * @param allowedByTid new CPUs by thread; others stay
     */
    public QemuThreads withAllowed(Map<Integer, CpuSet> allowedByTid) {
        String moved = QemuThreadsText.withAllowed(text, allowedByTid);
        return moved.equals(text) ? this : parse(moved);
    }

    /**
     * As it will be after {@code virsh emulatorpin --live}: all threads of the emulator cgroup allowed on these CPUs, single pins
     * wiped. Where an earlier pin is remembered by the kernel (6.2 and later) and the new CPUs contain the old ones, the threads
     * stay; only reading again shows that.
     */
    @Override
    public QemuThreads afterEmulatorPin(String domain, CpuSet cpus) {
        return moved(domain, (process, thread) -> process.followsEmulatorPin(thread), cpus);
    }

    @Override
    public QemuThreads afterVcpuPin(String domain, int vcpu, CpuSet cpus) {
        return moved(domain, (process, thread) -> thread.vcpu().equals(OptionalInt.of(vcpu)), cpus);
    }

    @Override
    public QemuThreads afterIothreadPin(String domain, int iothread, CpuSet cpus) {
        return moved(domain, (process, thread) -> thread.iothread().equals(Optional.of("iothread" + iothread)), cpus);
    }

    private QemuThreads moved(String domain, BiPredicate<QemuProcess, QemuThread> moves, CpuSet cpus) {
        Map<Integer, CpuSet> allowed = new HashMap<>();
        of(domain)
                .ifPresent(process -> process.threads().stream()
                        .filter(thread -> moves.test(process, thread))
                        .forEach(thread -> allowed.put(thread.tid(), cpus)));
        return withAllowed(allowed);
    }

    /** That {@link #QUERY} will be answered with this; nothing when it has a {@link #problem}. */
    @Override
    public List<Prediction> predictions() {
        return problem.isPresent()
                ? List.of()
                : List.of(new Prediction(QUERY, new Answer.Output(0, Bytes.utf8(text), Bytes.EMPTY)));
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
