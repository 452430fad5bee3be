package io.pinwright.modules.vhost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The running QEMU of a domain, with its threads.
 *
 * @param domain name of the domain
 * @param pid of QEMU; 0 when libvirt's pid file could not be read
 * @param threads ascending by {@code tid}, kernel threads included; empty when the process is gone or cannot be seen
 */
public record QemuProcess(String domain, int pid, List<QemuThread> threads) {

    public QemuProcess {
        threads = List.copyOf(threads);
    }

    /** QEMU's first thread, the one libvirt pins; empty when the process cannot be seen. */
    public Optional<QemuThread> main() {
        for (QemuThread thread : threads) {
            if (thread.tid() == pid) {
                return Optional.of(thread);
            }
        }
        return Optional.empty();
    }

    /** Whether a thread is a vhost worker of this process. */
    public boolean isWorker(QemuThread thread) {
        return thread.comm().equals(workerName());
    }

    /** The vhost workers, ascending by {@code tid}, from both places they may live in. */
    public VhostWorkers workers() {
        String comm = workerName();
        List<QemuThread> workers = new ArrayList<>();
        for (QemuThread thread : threads) {
            if (thread.comm().equals(comm)) {
                workers.add(thread);
            }
        }
        return new VhostWorkers(workers);
    }

    private String workerName() {
        return "vhost-" + pid;
    }

    /**
     * Whether an emulatorpin of the running domain moves this thread: the first thread is moved by its number, the others by the
     * cpuset of the emulator cgroup, which only exists where libvirt has the cpuset controller.
     */
    public boolean followsEmulatorPin(QemuThread thread) {
        return thread.tid() == pid
                || (thread.cgroup().endsWith("/emulator")
                        && main().filter(main -> main.cgroup().equals(thread.cgroup()))
                                .isPresent());
    }
}
