package io.pinwright.simulator.shell;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What all processes that one shell starts have in common. Thread-safe. */
final class Machine {

    final VirtualFiles files;
    final Map<String, ShellCommand> programs;
    final Budget budget;
    /** Background jobs of all shells that still run, by process number. */
    final Map<Integer, Job> running = new ConcurrentHashMap<>();

    final AtomicInteger nextPid = new AtomicInteger(4242);

    Machine(VirtualFiles files, Map<String, ShellCommand> programs, Budget budget) {
        this.files = new HostFiles(files, programs.keySet());
        this.programs = programs;
        this.budget = budget;
    }
}
