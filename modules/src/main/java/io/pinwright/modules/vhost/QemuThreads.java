package io.pinwright.modules.vhost;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.CpuSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;

/**
 * All threads of all domains that run on a host, read at once: every task shares the one {@link #QUERY}.
 *
 * @param processes one for each pid file of libvirt
 * @param problem why this is not all there is, when something could not be read; never to be taken for "nothing runs"
 */
public record QemuThreads(List<QemuProcess> processes, Optional<String> problem) {

    /** The one read behind this value. */
    public static final Query.Run QUERY = QemuThreadsText.query("/proc", "/run/libvirt/qemu");

    public QemuThreads {
        processes = List.copyOf(processes);
    }

    /** The threads of the host; what cannot be read is a {@link #problem}, not an exception. */
    public static Observation<QemuThreads> observe() {
        return Observation.of(QUERY).map(QemuThreads::of);
    }

    private static QemuThreads of(Answer answer) {
        if (answer instanceof Answer.Output output) {
            return QemuThreadsText.parse(output.stdout().text());
        }
        String reason = answer instanceof Answer.Unreadable unreadable ? unreadable.reason() : "no shell";
        return new QemuThreads(List.of(), Optional.of("the threads of the domains cannot be read: " + reason));
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
        List<QemuProcess> moved = new ArrayList<>();
        for (QemuProcess process : processes) {
            List<QemuThread> threads = process.threads().stream()
                    .map(thread -> Optional.ofNullable(allowedByTid.get(thread.tid()))
                            .map(thread::withAllowed)
                            .orElse(thread))
                    .sorted(Comparator.comparingInt(QemuThread::tid))
                    .toList();
            moved.add(new QemuProcess(process.domain(), process.pid(), threads));
        }
        QemuThreads after = new QemuThreads(moved, problem);
        return after.equals(this) ? this : after;
    }

    /**
     * As it will be after {@code virsh emulatorpin --live}: all threads of the emulator cgroup allowed on these CPUs, single pins
     * wiped. Where an earlier pin is remembered by the kernel (6.2 and later) and the new CPUs contain the old ones, the threads
     * stay; only reading again shows that.
     */
    public QemuThreads afterEmulatorPin(String domain, CpuSet cpus) {
        return moved(domain, (process, thread) -> process.followsEmulatorPin(thread), cpus);
    }

    /** As it will be after {@code virsh vcpupin --live}. */
    public QemuThreads afterVcpuPin(String domain, int vcpu, CpuSet cpus) {
        return moved(domain, (process, thread) -> thread.vcpu().equals(OptionalInt.of(vcpu)), cpus);
    }

    private QemuThreads moved(String domain, BiPredicate<QemuProcess, QemuThread> moves, CpuSet cpus) {
        Map<Integer, CpuSet> allowed = new HashMap<>();
        of(domain)
                .ifPresent(process -> process.threads().stream()
                        .filter(thread -> moves.test(process, thread))
                        .forEach(thread -> allowed.put(thread.tid(), cpus)));
        return withAllowed(allowed);
    }

    /**
     * That {@link #QUERY} will be answered with this.
     *
     * @throws IllegalStateException when it has a {@link #problem}: nothing can be foretold from half a list
     */
    public Prediction prediction() {
        if (problem.isPresent()) {
            throw new IllegalStateException(problem.get());
        }
        Bytes text = Bytes.utf8(QemuThreadsText.print(this));
        return new Prediction(QUERY, new Answer.Output(0, text, Bytes.EMPTY));
    }
}
