package io.pinwright.simulator.kernel;

import io.pinwright.simulator.folder.HostTree;
import io.pinwright.simulator.kernel.HostShape.VhostStyle;
import io.pinwright.simulator.shell.VirtualIoException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a host, their CPU affinities and their files in /proc. How an affinity follows its cgroup's cpuset was measured on
 * kernels 6.1 and 6.12: the older one forgets what taskset asked for when the cpuset changes, the newer one remembers it and
 * intersects. Guarded by the tree's lock.
 */
public final class Threads {

    private static final Pattern THREAD_PATH = Pattern.compile("/proc/(\\d+)(/.*)?");

    private final HostTree tree;
    private final HostShape shape;
    private final TreeMap<Integer, Thread> table = new TreeMap<>();
    private int next = 600;

    /**
     * A thread as others see it.
     *
     * @param pid of the process it belongs to; its own for a kernel thread
     * @param cgroup path in the unified hierarchy
     */
    public record View(int tid, int pid, int parent, String comm, String cgroup, Cpus allowed) {}

    private static final class Thread {
        final int tid;
        final int pid;
        final int parent;
        final String comm;
        final String cgroup;
        final boolean remembers;

        @Nullable
        Cpus requested;

        Cpus allowed;

        Thread(int tid, int pid, int parent, String comm, String cgroup, boolean remembers, Cpus allowed) {
            this.tid = tid;
            this.pid = pid;
            this.parent = parent;
            this.comm = comm;
            this.cgroup = cgroup;
            this.remembers = remembers;
            this.allowed = allowed;
        }

        View view() {
            return new View(tid, pid, parent, comm, cgroup, allowed);
        }
    }

    Threads(HostTree tree, HostShape shape) {
        this.tree = tree;
        this.shape = shape;
    }

    /** Takes the next free thread id, and so many after it. */
    public int reserve(int count) {
        int first = next;
        next += count;
        return first;
    }

    /** Starts a process; its main thread has the same id. */
    public void process(int pid, int parent, String comm, String cgroup, List<String> commandLine, Cpus allowed) {
        synchronized (tree) {
            table.put(pid, new Thread(pid, pid, parent, comm, cgroup, remembers(), allowed));
            String path = "/proc/" + pid + "/";
            tree.put(path + "cmdline", commandLine.isEmpty() ? "" : String.join("\0", commandLine) + "\0", 0444);
            tree.link(path + "exe", commandLine.isEmpty() ? "" : commandLine.get(0));
            show(table.get(pid));
        }
    }

    /** Starts a thread of a process. */
    public void thread(int tid, int pid, String comm, String cgroup, Cpus allowed, @Nullable Cpus requested) {
        synchronized (tree) {
            Thread thread = new Thread(tid, pid, parentOf(pid), comm, cgroup, remembers(), allowed);
            thread.requested = requested;
            table.put(tid, thread);
            show(thread);
        }
    }

    /** Starts a kernel thread. */
    public void kernelThread(int tid, String comm, String cgroup, Cpus allowed) {
        synchronized (tree) {
            Thread thread = new Thread(tid, tid, tid == 2 ? 0 : 2, comm, cgroup, remembers(), allowed);
            table.put(tid, thread);
            tree.put("/proc/" + tid + "/cmdline", "", 0444);
            show(thread);
        }
    }

    /** Kernels that run vhost workers as tasks of QEMU also keep the mask a thread asked for; the older ones do not. */
    private boolean remembers() {
        return shape.vhostStyle() == VhostStyle.VHOST_TASK;
    }

    private int parentOf(int pid) {
        Thread leader = table.get(pid);
        return leader == null ? 1 : leader.parent;
    }

    /** Ends a thread; with a process's main thread ends the whole process. */
    public void end(int tid) {
        synchronized (tree) {
            Thread thread = table.remove(tid);
            if (thread == null) {
                return;
            }
            if (thread.pid == tid) {
                table.values().removeIf(other -> other.pid == tid);
                tree.delete("/proc/" + tid);
            } else {
                tree.delete("/proc/" + thread.pid + "/task/" + tid);
            }
        }
    }

    public Optional<View> find(int tid) {
        synchronized (tree) {
            return Optional.ofNullable(table.get(tid)).map(Thread::view);
        }
    }

    /** All threads by id. */
    public List<View> all() {
        synchronized (tree) {
            return table.values().stream().map(Thread::view).toList();
        }
    }

    /**
     * What {@code sched_setaffinity} does.
     *
     * @throws VirtualIoException {@code No such process}, or {@code Invalid argument} when the thread's cpuset allows none of them
     */
    public void setAffinity(int tid, Cpus wanted) throws VirtualIoException {
        synchronized (tree) {
            Thread thread = table.get(tid);
            if (thread == null) {
                throw new VirtualIoException("No such process");
            }
            Cpus possible = wanted.and(cpuset(thread.cgroup));
            if (possible.isEmpty()) {
                throw new VirtualIoException("Invalid argument");
            }
            thread.allowed = possible;
            thread.requested = thread.remembers ? wanted : null;
            show(thread);
        }
    }

    /** Makes a cgroup, with a cpuset when the host has that controller. */
    public void cgroup(String path, Cpus cpuset) {
        synchronized (tree) {
            tree.put("/sys/fs/cgroup" + path + "/cgroup.type", "threaded\n");
            if (shape.cpusetController()) {
                showCpuset(path, cpuset);
            }
        }
    }

    /** Removes a cgroup and those below it. */
    public void removeCgroup(String path) {
        tree.delete("/sys/fs/cgroup" + path);
    }

    /** The CPUs that a cgroup's cpuset allows; all that are online where it has none. */
    public Cpus cpuset(String cgroup) {
        return tree.text("/sys/fs/cgroup" + cgroup + "/cpuset.cpus.effective")
                .flatMap(Cpus::parseList)
                .orElse(shape.online());
    }

    /** Writes a cgroup's cpuset; the kernel moves the threads in it. Nothing happens when it is the one it has. */
    public void setCpuset(String cgroup, Cpus cpus) {
        synchronized (tree) {
            if (!shape.cpusetController() || cpuset(cgroup).equals(cpus.and(shape.online()))) {
                return;
            }
            showCpuset(cgroup, cpus);
            Cpus effective = cpus.and(shape.online());
            for (Thread thread : table.values()) {
                if (!thread.cgroup.equals(cgroup)) {
                    continue;
                }
                Cpus requested = thread.requested;
                thread.allowed =
                        requested != null && requested.intersects(effective) ? requested.and(effective) : effective;
                show(thread);
            }
        }
    }

    private void showCpuset(String cgroup, Cpus cpus) {
        String path = "/sys/fs/cgroup" + cgroup + "/";
        tree.put(path + "cpuset.cpus", cpus + "\n");
        tree.put(path + "cpuset.cpus.effective", cpus.and(shape.online()) + "\n", 0444);
    }

    /** Where a path leads that begins with the id of a thread which is no process: such directories exist but are not listed. */
    Optional<String> hidden(String path) {
        Matcher m = THREAD_PATH.matcher(path);
        if (!m.matches() || m.group(1).length() > 9) {
            return Optional.empty();
        }
        Thread thread = table.get(Integer.parseInt(m.group(1)));
        if (thread == null || thread.pid == thread.tid) {
            return Optional.empty();
        }
        String rest = m.group(2) == null ? "" : m.group(2);
        if (rest.equals("/cmdline")) {
            return Optional.of("/proc/" + thread.pid + rest);
        }
        return Optional.of("/proc/" + thread.pid + "/task/" + thread.tid + rest);
    }

    private void show(Thread thread) {
        boolean kernelThread = thread.pid == 2 || thread.parent == 2;
        if (thread.pid == thread.tid) {
            files("/proc/" + thread.tid + "/", thread, kernelThread);
        }
        files("/proc/" + thread.pid + "/task/" + thread.tid + "/", thread, kernelThread);
    }

    private void files(String path, Thread thread, boolean kernelThread) {
        tree.put(path + "comm", thread.comm + "\n");
        tree.put(path + "cgroup", "0::" + thread.cgroup + "\n", 0444);
        tree.put(path + "status", status(thread), 0444);
        tree.put(path + "stat", stat(thread, kernelThread), 0444);
        tree.put(path + "schedstat", "1000000 2000 42\n", 0444);
    }

    private String status(Thread thread) {
        return "Name:\t" + thread.comm + "\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t" + thread.pid
                + "\nNgid:\t0\nPid:\t"
                + thread.tid + "\nPPid:\t" + thread.parent
                + "\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nThreads:\t1\nCpus_allowed:\t"
                + thread.allowed.mask(shape.cpuCount()) + "\nCpus_allowed_list:\t" + thread.allowed
                + "\nvoluntary_ctxt_switches:\t42\nnonvoluntary_ctxt_switches:\t0\n";
    }

    private static String stat(Thread thread, boolean kernelThread) {
        // Fields 14 and 15 are CPU time in ticks, 22 the start time, 39 the last CPU; see proc(5).
        return thread.tid + " (" + thread.comm + ") S " + thread.parent + " " + thread.pid + " " + thread.pid
                + " 0 -1 " + (kernelThread ? "2129984" : "4194560")
                + " 0 0 0 0 100 50 0 0 20 0 1 0 4242 0 0 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 "
                + thread.allowed.first() + " 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
    }
}
