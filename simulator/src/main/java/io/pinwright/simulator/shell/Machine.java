package io.pinwright.simulator.shell;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What all processes that one shell starts have in common. Thread-safe. */
final class Machine {

    final VirtualFiles files;
    final Map<String, ShellCommand> programs;
    final Budget budget;
    final HostProcesses processes;
    /** Background jobs of all shells that still run, by process number. */
    final Map<Integer, Job> running = new ConcurrentHashMap<>();

    Machine(VirtualFiles files, Map<String, ShellCommand> programs, Budget budget, HostProcesses processes) {
        this.files = files instanceof HostFiles ? files : new HostFiles(files, programs.keySet());
        this.programs = programs;
        this.budget = budget;
        this.processes = processes;
    }
}
