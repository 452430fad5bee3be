package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** {@code setsid systemd-run}: programs that start others which go on when the login is gone. */
final class Detaching {

    private Detaching() {}

    static void addTo(Map<String, ShellCommand> programs) {
        programs.put("setsid", (ShellTool)
                (call, running) -> Tool.program("fw", List.of("fork=f", "wait=w"), false, tool -> setsid(tool, running))
                        .run(call));
        programs.put("systemd-run", (ShellTool) (call, running) -> Tool.program(
                        "qGu:", List.of("quiet=q", "collect=G", "unit=u"), false, tool -> systemdRun(tool, running))
                .run(call));
    }

    private static String script(List<String> argv) {
        return "exec " + argv.stream().map(Builtins::quoted).collect(Collectors.joining(" "));
    }

    private static ShellState state(Call call, ShellProcess shell, String directory, Map<String, String> environment) {
        ShellState state = new ShellState(
                ShellState.NAME_OF_SHELL, List.of(), directory, call.user(), shell.machine.processes.nextPid());
        environment.forEach((name, value) -> {
            if (Parser.isName(name)) {
                PosixShell.export(state, name, value);
            }
        });
        return state;
    }

    /** The program in a session of its own; what ends the login does not reach it. */
    private static int setsid(Tool tool, Programs programs) throws IOException {
        Call call = tool.call;
        if (tool.operands.isEmpty()) {
            throw new Tool.Failure("no command specified", 1);
        }
        String name = tool.operands.get(0);
        if (programs.find(name, call.directory(), call.environment()).isEmpty()) {
            throw new Tool.Failure("failed to execute " + name + ": No such file or directory", 127);
        }
        ShellProcess shell = programs.shell();
        ShellState state = state(call, shell, call.directory(), call.environment());
        state.umask = shell.state.umask;
        state.inheritIgnored(shell.state);
        shell.state.descriptors.forEach((number, file) -> state.put(number, file.retain()));
        CompletableFuture<Integer> result = shell.machine.processes.detach(shell.machine, state, script(tool.operands));
        return tool.has("f") ? 0 : new Job(state.pid, shell.group, result).await();
    }

    /** The program as a service of the system's manager: nothing of the login is passed on. */
    private static int systemdRun(Tool tool, Programs programs) throws IOException {
        if (!tool.call.user().equals("root")) {
            throw new Tool.Failure("Failed to start transient service unit: Interactive authentication required.", 1);
        }
        if (tool.operands.isEmpty()) {
            throw new Tool.Failure("Command line to execute required.", 1);
        }
        Map<String, String> environment = Map.of("PATH", Programs.DEFAULT_PATH, "PWD", "/");
        String name = tool.operands.get(0);
        if (programs.find(name, "/", environment).isEmpty()) {
            throw new Tool.Failure("Failed to find executable " + name + ": No such file or directory", 1);
        }
        ShellProcess shell = programs.shell();
        ShellState state = state(tool.call, shell, "/", environment);
        for (int descriptor = 0; descriptor < 3; descriptor++) {
            state.put(descriptor, Devices.nothing());
        }
        shell.machine.processes.detach(shell.machine, state, script(tool.operands));
        if (!tool.has("q")) {
            tool.call
                    .stderr()
                    .write(Tool.bytes(
                            "Running as unit: " + tool.value("u").orElse("run-r" + state.pid) + ".service\n"));
        }
        return 0;
    }
}
