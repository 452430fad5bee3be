package io.pinwright.modules.vhost;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Prediction;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.CpuSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
