package io.pinwright.modules.vhost;

import io.pinwright.engine.host.Query;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.cpu.Digits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The text between host and {@link QemuThreads}: the script that prints it, its parser and what changes in it when threads move.
 *
 * <pre>
 * qemu-threads 1
 * d 607 bigip-virtio                 domain: pid (0 unreadable), name to the end of the line
 * t 607 1                            thread: tid, parent
 * n qemu-system-x86                  its name
 * a 0,2,4,6,8,10,12,14               Cpus_allowed_list; empty when unreadable
 * g                                  its cgroups follow; not repeated while the next thread has the same
 * c 0::/machine.slice/machine-qemu\x2d1\x2dbigip\x2dvirtio.scope/libvirt/emulator
 * k                                  the next thread is not below a domain: a vhost kernel thread
 * t 615 2
 * ...
 * u /run/libvirt/qemu                this folder cannot be read
 * end
 * </pre>
 */
final class QemuThreadsText {

    private static final String HEADER = "qemu-threads 1";
    private static final String SCRIPT = resource("qemu-threads.sh");
    private static final int KTHREADD = 2;

    private QemuThreadsText() {}

    /** The read, with the folders it looks into. */
    static Query.Run query(String proc, String pidFiles) {
        return new Query.Run("sh", "-c", SCRIPT, "qemu-threads", proc, pidFiles);
    }

    private static String resource(String name) {
        try (InputStream in = QemuThreadsText.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread as read so far. */
    private static final class Reading {
        int tid;
        int parent;
        String comm = "";
        Optional<CpuSet> allowed = Optional.empty();
        String cgroup = "";

        QemuThread thread(boolean kernel) {
            return new QemuThread(tid, comm, allowed, cgroup, kernel);
        }
    }

    /** A domain as read so far, with the threads of its process. */
    private record Domain(int pid, String name, List<Reading> readings) {

        QemuProcess with(List<Reading> kernelThreads) {
            Map<Integer, QemuThread> threads = new TreeMap<>();
            readings.forEach(reading -> threads.put(reading.tid, reading.thread(false)));
            for (Reading worker : kernelThreads) {
                // Any user may name a process so; a kernel thread's parent is kthreadd.
                if (worker.parent == KTHREADD && worker.comm.equals("vhost-" + pid)) {
                    threads.putIfAbsent(worker.tid, worker.thread(true));
                }
            }
            return new QemuProcess(name, pid, List.copyOf(threads.values()));
        }
    }

    /** What a text says. */
    record Content(List<QemuProcess> processes, Optional<String> problem) {}

    /** Reads the text; never fails: what is wrong with it becomes the problem of the value. */
    static Content parse(String text) {
        String[] lines = text.split("\n", -1);
        boolean known = lines[0].equals(HEADER);
        boolean ended = false;
        List<String> unreadable = new ArrayList<>();
        List<Domain> domains = new ArrayList<>();
        List<Reading> kernelThreads = new ArrayList<>();
        List<Reading> place = new ArrayList<>();
        Reading thread = new Reading();
        for (int i = 1; known && i < lines.length; i++) {
            String line = lines[i];
            String rest = line.length() > 2 ? line.substring(2) : "";
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case 'd' -> {
                    place = new ArrayList<>();
                    domains.add(domain(rest, place));
                }
                case 'k' -> place = kernelThreads;
                case 't' -> {
                    thread = started(rest, thread.cgroup);
                    place.add(thread);
                }
                case 'n' -> thread.comm = rest;
                case 'a' -> thread.allowed = cpus(rest);
                case 'g' -> thread.cgroup = "";
                case 'c' -> thread.cgroup = better(thread.cgroup, rest);
                case 'u' -> unreadable.add(rest);
                case 'e' -> ended = true;
                default -> {
                    // the empty text after the last line end, or a later version's line
                }
            }
        }
        List<QemuProcess> processes = domains.stream()
                .map(domain -> domain.with(kernelThreads))
                .filter(process -> !isDaemon(process))
                .toList();
        return new Content(processes, problem(known, ended, unreadable));
    }

    /** libvirt keeps the daemon's own pid file, driver.pid, among those of the domains. */
    private static boolean isDaemon(QemuProcess process) {
        return process.domain().equals("driver")
                && process.main()
                        .filter(main -> main.comm().startsWith("libvirtd")
                                || main.comm().startsWith("virtqemud"))
                        .isPresent();
    }

    private static Domain domain(String pidAndName, List<Reading> readings) {
        int space = pidAndName.indexOf(' ');
        int pid = number(space < 0 ? "" : pidAndName.substring(0, space));
        return new Domain(pid, pidAndName.substring(space + 1), readings);
    }

    private static Reading started(String tidAndParent, String cgroup) {
        String[] words = tidAndParent.split(" ", -1);
        Reading thread = new Reading();
        thread.tid = number(words[0]);
        thread.parent = words.length > 1 ? number(words[1]) : 0;
        thread.cgroup = cgroup;
        return thread;
    }

    private static Optional<String> problem(boolean known, boolean ended, List<String> unreadable) {
        if (!known || !ended) {
            return Optional.of("the list of the domains' threads is " + (known ? "cut off" : "not what was asked for"));
        }
        return unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of("no permission to read " + String.join(", ", unreadable));
    }

    /** The path that counts: that of the cpuset controller, else the one of cgroup version 2. */
    private static String better(String known, String line) {
        String[] parts = line.split(":", 3);
        if (parts.length < 3) {
            return known;
        }
        boolean cpuset = List.of(parts[1].split(",")).contains("cpuset");
        return cpuset || (parts[1].isEmpty() && known.isEmpty()) ? parts[2] : known;
    }

    private static Optional<CpuSet> cpus(String list) {
        try {
            CpuSet set = CpuSet.parse(list);
            return set.isEmpty() ? Optional.empty() : Optional.of(set);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int number(String digits) {
        return Digits.number(digits).orElse(0);
    }

    /**
     * The text with some threads allowed elsewhere, byte for byte what the script would print then.
     *
     * @param allowedByTid new CPUs by thread
     */
    static String withAllowed(String text, Map<Integer, CpuSet> allowedByTid) {
        StringBuilder out = new StringBuilder(text.length() + 64);
        @Nullable CpuSet allowed = null;
        int copied = 0;
        for (int start = 0, end; start < text.length(); start = end) {
            int lineEnd = text.indexOf('\n', start);
            end = lineEnd < 0 ? text.length() : lineEnd + 1;
            if (text.startsWith("t ", start)) {
                String words = text.substring(start + 2, end).strip();
                int space = words.indexOf(' ');
                allowed = allowedByTid.get(number(space < 0 ? words : words.substring(0, space)));
            } else if (allowed != null && text.startsWith("a ", start)) {
                out.append(text, copied, start).append("a ").append(allowed).append('\n');
                copied = end;
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** A text that says this, for values that do not come from a host. */
    static String print(List<QemuProcess> processes) {
        StringBuilder out = new StringBuilder(HEADER).append('\n');
        for (QemuProcess process : processes) {
            out.append("d ")
                    .append(process.pid())
                    .append(' ')
                    .append(process.domain())
                    .append('\n');
            process.threads().stream().filter(thread -> !thread.kernel()).forEach(thread -> print(out, thread, 1));
        }
        for (QemuProcess process : processes) {
            process.threads().stream().filter(QemuThread::kernel).forEach(thread -> {
                out.append("k\n");
                print(out, thread, KTHREADD);
            });
        }
        return out.append("end\n").toString();
    }

    private static void print(StringBuilder out, QemuThread thread, int parent) {
        out.append("t ").append(thread.tid()).append(' ').append(parent).append('\n');
        out.append("n ").append(thread.comm()).append('\n');
        out.append("a ")
                .append(thread.allowed().map(CpuSet::toString).orElse(""))
                .append("\ng\n");
        if (!thread.cgroup().isEmpty()) {
            out.append("c 0::").append(thread.cgroup()).append('\n');
        }
    }
}
