package io.pinwright.simulator.tool;

import io.pinwright.simulator.folder.Mutations;
import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.kernel.Threads;
import io.pinwright.simulator.shell.ShellCommand;
import io.pinwright.simulator.shell.VirtualIoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code taskset}: {@code -p[c] PID}, {@code -p[c] MASK|LIST PID}, {@code -a}, and {@code [-c] MASK|LIST PROGRAM...}. */
final class Taskset implements ShellCommand {

    private final Kernel kernel;
    private final Mutations mutations;

    Taskset(Kernel kernel, Mutations mutations) {
        this.kernel = kernel;
        this.mutations = mutations;
    }

    @Override
    public int run(Call call) throws IOException, InterruptedException {
        boolean list = false;
        boolean process = false;
        boolean all = false;
        List<String> words = new ArrayList<>(call.argv().subList(1, call.argv().size()));
        while (!words.isEmpty() && words.get(0).startsWith("-")) {
            String word = words.remove(0);
            if (word.equals("--")) {
                break;
            }
            if (word.equals("--pid") || word.equals("--cpu-list") || word.equals("--all-tasks")) {
                process |= word.equals("--pid");
                list |= word.equals("--cpu-list");
                all |= word.equals("--all-tasks");
                continue;
            }
            for (char option : word.substring(1).toCharArray()) {
                switch (option) {
                    case 'c' -> list = true;
                    case 'p' -> process = true;
                    case 'a' -> all = true;
                    default -> {
                        return HostTools.fail(
                                call,
                                1,
                                "taskset: invalid option -- '" + option
                                        + "'\nTry 'taskset --help' for more information.");
                    }
                }
            }
        }
        if (words.isEmpty() || (!process && words.size() < 2) || (process && words.size() > 2)) {
            return HostTools.fail(call, 1, "taskset: bad usage\nTry 'taskset --help' for more information.");
        }
        if (!process) {
            return call.launcher().launch(call.withArgv(words.subList(1, words.size())));
        }
        String pid = words.get(words.size() - 1);
        if (!pid.matches("\\d{1,9}")) {
            return HostTools.fail(call, 1, "taskset: invalid PID argument: '" + pid + "'");
        }
        Optional<String> wanted = words.size() == 2 ? Optional.of(words.get(0)) : Optional.empty();
        int status = 0;
        for (int tid : all ? tasks(Integer.parseInt(pid)) : List.of(Integer.parseInt(pid))) {
            status = Math.max(status, one(call, tid, wanted, list));
        }
        return status;
    }

    private List<Integer> tasks(int pid) {
        List<Integer> tids = kernel.threads().all().stream()
                .filter(view -> view.pid() == pid)
                .map(Threads.View::tid)
                .toList();
        return tids.isEmpty() ? List.of(pid) : tids;
    }

    private int one(Call call, int tid, Optional<String> wanted, boolean list) throws IOException {
        Optional<Threads.View> before = kernel.threads().find(tid);
        if (before.isEmpty()) {
            return HostTools.fail(call, 1, "taskset: failed to get pid " + tid + "'s affinity: No such process");
        }
        if (wanted.isEmpty()) {
            return show(call, tid, "current", before.get().allowed(), list);
        }
        Optional<Cpus> cpus = list
                ? Cpus.parseList(wanted.get())
                : Cpus.parseMask(wanted.get().replaceFirst("^0[xX]", ""));
        if (cpus.isEmpty()) {
            return HostTools.fail(
                    call, 1, "taskset: failed to parse CPU " + (list ? "list" : "mask") + ": " + wanted.get());
        }
        show(call, tid, "current", before.get().allowed(), list);
        if (!call.user().equals("root")) {
            return HostTools.fail(
                    call, 1, "taskset: failed to set pid " + tid + "'s affinity: Operation not permitted");
        }
        try {
            String what = "taskset " + cpus.get() + " " + tid;
            mutations.before(what);
            kernel.threads().setAffinity(tid, cpus.get());
            mutations.after(what);
        } catch (VirtualIoException e) {
            return HostTools.fail(call, 1, "taskset: failed to set pid " + tid + "'s affinity: " + e.getMessage());
        }
        return show(
                call,
                tid,
                "new",
                kernel.threads().find(tid).map(Threads.View::allowed).orElse(Cpus.NONE),
                list);
    }

    private static int show(Call call, int tid, String which, Cpus cpus, boolean list) throws IOException {
        return HostTools.out(
                call,
                "pid " + tid + "'s " + which + " affinity "
                        + (list ? "list: " + cpus.tasksetList() : "mask: " + cpus.tasksetMask()) + "\n");
    }
}
