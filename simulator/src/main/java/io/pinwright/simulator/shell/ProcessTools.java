package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** {@code sh env timeout xargs nohup nice sleep}: programs that run others. */
final class ProcessTools {

    private ProcessTools() {}

    static void addTo(Map<String, ShellCommand> programs) {
        for (String name : List.of("sh", "dash", "bash")) {
            programs.put(name, (ShellTool) ProcessTools::sh);
        }
        programs.put("timeout", (ShellTool) ProcessTools::timeout);
        programs.put("env", Tool.program("iu:", List.of("ignore-environment=i", "unset=u"), false, ProcessTools::env));
        programs.put("nohup", Tool.raw(tool -> launch(tool, tool.operands)));
        Detaching.addTo(programs);
        programs.put("stdbuf", Tool.program("i:o:e:", List.of(), false, tool -> launch(tool, tool.operands)));
        programs.put("nice", Tool.program("n:", List.of(), false, tool -> launch(tool, tool.operands)));
        programs.put("ionice", Tool.program("c:n:t", List.of(), false, tool -> launch(tool, tool.operands)));
        programs.put(
                "xargs", Tool.program("0n:I:rd:t", List.of("null=0", "no-run-if-empty=r"), false, ProcessTools::xargs));
        programs.put("flock", (ShellTool) Flock::run);
        programs.put("sleep", (ShellTool) (call, running) -> Sleep.run(running.shell(), call.argv()));
    }

    /** Launches for a program that says itself what went wrong. */
    static int launch(Tool tool, List<String> argv) throws IOException, InterruptedException {
        if (argv.isEmpty()) {
            throw new Tool.Failure("missing operand", 125);
        }
        tool.call.stdout().flush();
        return launch(tool, tool.call.withArgv(argv));
    }

    private static int launch(Tool tool, Call call) throws IOException, InterruptedException {
        try {
            return call.launcher().launch(call);
        } catch (Programs.NotRunnable e) {
            throw new Tool.Failure("'" + call.argv().get(0) + "': " + e.getMessage(), e.status);
        }
    }

    private static int env(Tool tool) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(tool.has("i") ? Map.of() : tool.call.environment());
        tool.values("u").forEach(environment::remove);
        List<String> words = new ArrayList<>(tool.operands);
        if (!words.isEmpty() && words.get(0).equals("-")) {
            words.remove(0);
            environment.clear();
        }
        while (!words.isEmpty() && words.get(0).indexOf('=') > 0) {
            String word = words.remove(0);
            environment.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        if (words.isEmpty()) {
            for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
                tool.print(entry.getKey() + "=" + entry.getValue() + "\n");
            }
            return 0;
        }
        return launch(tool, tool.call.withArgv(words).withEnvironment(environment));
    }

    private static int xargs(Tool tool) throws IOException, InterruptedException {
        String text = Tool.text(tool.readAll(tool.call.stdin()));
        List<String> items;
        if (tool.has("0")) {
            items = text.isEmpty()
                    ? List.of()
                    : List.of((text.endsWith("\0") ? text.substring(0, text.length() - 1) : text).split("\0", -1));
        } else if (tool.has("I")) {
            items = Tool.split(text).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } else if (tool.has("d")) {
            String delimiter =
                    tool.value("d").get().equals("\\n") ? "\n" : tool.value("d").get();
            items = List.of(text.split(java.util.regex.Pattern.quote(delimiter)));
        } else {
            items = words(text);
        }
        List<String> base = tool.operands.isEmpty() ? List.of("echo") : tool.operands;
        List<List<String>> calls = new ArrayList<>();
        if (tool.has("I")) {
            String mark = tool.value("I").orElse("{}");
            for (String item : items) {
                calls.add(base.stream().map(word -> word.replace(mark, item)).toList());
            }
        } else {
            int size = tool.value("n").map(Integer::parseInt).orElse(5000);
            for (int i = 0; i < items.size() || i == 0 && !tool.has("r"); i += size) {
                List<String> argv = new ArrayList<>(base);
                argv.addAll(items.subList(i, Math.min(items.size(), i + size)));
                calls.add(argv);
            }
        }
        int status = 0;
        for (List<String> argv : calls) {
            tool.call.stdout().flush();
            int code = launch(tool, tool.call.withArgv(argv).withStdin(new ByteArrayInputStream(new byte[0])));
            if (code == 255) {
                return 124;
            }
            status = code == 0 ? status : 123;
        }
        return status;
    }

    /** Splits as xargs does: blanks, quotes and backslashes. */
    private static List<String> words(String text) throws Tool.Failure {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                int end = text.indexOf(c, i + 1);
                if (end < 0) {
                    throw new Tool.Failure("unmatched " + (c == '"' ? "double" : "single") + " quote", 1);
                }
                word.append(text, i + 1, end);
                open = true;
                i = end;
            } else if (c == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                open = true;
            } else if (c == ' ' || c == '\t' || c == '\n') {
                if (open) {
                    words.add(word.toString());
                    word.setLength(0);
                    open = false;
                }
            } else {
                word.append(c);
                open = true;
            }
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }

    private static int timeout(Call call, Programs programs) throws IOException, InterruptedException {
        return Tool.program(
                        "k:s:",
                        List.of("kill-after=k", "signal=s", "foreground=f", "preserve-status=p"),
                        false,
                        tool -> timeout(tool, programs))
                .run(call);
    }

    private static int timeout(Tool tool, Programs programs) throws IOException, InterruptedException {
        if (tool.operands.size() < 2) {
            throw new Tool.Failure("missing operand", 125);
        }
        Optional<Double> seconds = Sleep.seconds(tool.operands.get(0));
        if (seconds.isEmpty()) {
            throw new Tool.Failure("invalid time interval '" + tool.operands.get(0) + "'", 125);
        }
        int signal = tool.value("s").map(Signals::number).orElse(15);
        if (signal <= 0) {
            throw new Tool.Failure("'" + tool.value("s").orElse("") + "': invalid signal", 125);
        }
        ProcessGroup group = new ProcessGroup(programs.shell().group);
        boolean[] fired = {false};
        Optional<ScheduledFuture<?>> timer = seconds.get() == 0
                ? Optional.empty()
                : Optional.of(Threads.TIMER.schedule(
                        () -> {
                            fired[0] = true;
                            group.kill(signal);
                        },
                        (long) (seconds.get() * 1e9),
                        TimeUnit.NANOSECONDS));
        ShellState state = programs.shell().state.fork();
        ShellProcess child = new ShellProcess(programs.shell().machine, group, state);
        List<String> argv = tool.operands.subList(1, tool.operands.size());
        tool.call.stdout().flush();
        int[] status = {0};
        IOException[] failed = new IOException[1];
        int end;
        try {
            end = child.live(() -> {
                try {
                    status[0] = child.programs().launch(tool.call.withArgv(argv));
                    state.status = status[0];
                } catch (IOException e) {
                    failed[0] = e;
                }
            });
        } finally {
            timer.ifPresent(pending -> pending.cancel(false));
            group.close();
        }
        if (group.signalled() != 0 && programs.shell().group.signalled() == 0 && fired[0]) {
            return signal == 9 ? 137 : tool.has("p") ? 128 + signal : 124;
        }
        if (failed[0] instanceof Programs.NotRunnable e) {
            throw new Tool.Failure("failed to run command '" + argv.get(0) + "': " + e.getMessage(), e.status);
        }
        if (failed[0] != null) {
            throw failed[0];
        }
        return end;
    }

    /** The shell as a program of the host: a new process with the streams of the call and the descriptors it inherits. */
    private static int sh(Call call, Programs programs) throws IOException {
        ShellProcess parent = programs.shell();
        ShellState state = new ShellState(
                Paths.name(call.argv().get(0)),
                List.of(),
                call.directory(),
                call.user(),
                parent.machine.processes.nextPid());
        call.environment().forEach((name, value) -> {
            if (Parser.isName(name)) {
                PosixShell.export(state, name, value);
            }
        });
        PosixShell.export(state, "PWD", call.directory());
        state.calls = parent.state.calls + 1;
        state.umask = parent.state.umask;
        state.inheritIgnored(parent.state);
        parent.machine.budget.depth(state.calls);
        parent.state.descriptors.tailMap(3).forEach((number, file) -> state.put(number, file.retain()));
        state.put(0, OpenFile.reading(call.stdin()));
        state.put(1, piped(call.stdout()));
        state.put(2, piped(call.stderr()));
        ShellProcess process = new ShellProcess(parent.machine, parent.group, state);
        String[] script = new String[1];
        try {
            List<String> operands = ShellFlags.apply(
                            process, state, call.argv().subList(1, call.argv().size()), true)
                    .orElse(List.of());
            boolean command = state.flag('c');
            boolean input = state.flag('s') || !command && operands.isEmpty();
            state.flag('c', false);
            if (command) {
                if (operands.isEmpty()) {
                    throw process.fail("-c requires an argument");
                }
                script[0] = operands.get(0);
                state.name = operands.size() > 1 ? operands.get(1) : state.name;
                operands = operands.subList(Math.min(2, operands.size()), operands.size());
            } else if (!input) {
                state.name = operands.get(0);
                script[0] = file(process, operands.get(0));
                operands = operands.subList(1, operands.size());
            }
            state.positional = List.copyOf(operands);
        } catch (Control.Exit exit) {
            state.closeAll();
            return exit.status;
        }
        return process.live(() -> {
            if (script[0] == null) {
                Scripts.runInput(process);
            } else {
                Scripts.runText(process, script[0]);
            }
        });
    }

    private static String file(ShellProcess process, String name) {
        try {
            return Tool.text(process.files().read(Paths.resolve(process.state.directory, name)));
        } catch (VirtualIoException e) {
            process.state.line = 0;
            String reason = "No such file or directory".equals(e.getMessage()) ? "No such file" : e.getMessage();
            process.error("sh: 0: cannot open " + name + ": " + reason + "\n");
            throw new Control.Exit(2);
        }
    }

    private static OpenFile piped(java.io.OutputStream out) {
        return new OpenFile() {
            @Override
            void write(byte[] from, int offset, int length) throws IOException {
                out.write(from, offset, length);
                out.flush();
            }
        };
    }
}
