package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code flock} of util-linux: on a descriptor that the shell has open, or on a file while a command runs. */
final class Flock {

    private static final long FOREVER = Long.MAX_VALUE / 2;

    private Flock() {}

    static int run(Call call, Programs programs) throws IOException, InterruptedException {
        return Tool.program(
                        "nw:xsuoE:c:",
                        List.of(
                                "nonblock=n",
                                "wait=w",
                                "timeout=w",
                                "exclusive=x",
                                "shared=s",
                                "unlock=u",
                                "conflict-exit-code=E"),
                        false,
                        tool -> lock(tool, programs.shell()))
                .run(call);
    }

    private static int lock(Tool tool, ShellProcess shell) throws IOException, InterruptedException {
        if (tool.operands.isEmpty()) {
            throw new Tool.Failure("requires file descriptor, file or directory", 64);
        }
        String first = tool.operands.get(0);
        if (first.matches("[0-9]{1,3}") && tool.operands.size() == 1 && !tool.has("c")) {
            OpenFile file = shell.state.descriptors.get(Integer.parseInt(first));
            if (file == null) {
                throw new Tool.Failure(first + ": Bad file descriptor", 65);
            }
            return lock(tool, file);
        }
        List<String> argv = command(tool);
        String path = tool.path(first);
        if (tool.files().status(path, true).isEmpty()) {
            tool.files().write(path, new byte[0], false);
        }
        OpenFile file = Devices.open(shell, path, "<>");
        try {
            int status = lock(tool, file);
            return status == 0 ? ProcessTools.launch(tool, argv) : status;
        } finally {
            file.release();
        }
    }

    private static List<String> command(Tool tool) throws Tool.Failure {
        Optional<String> text = tool.value("c");
        if (text.isEmpty() && tool.operands.size() > 2 && tool.operands.get(1).equals("-c")) {
            text = Optional.of(tool.operands.get(2));
        }
        if (text.isPresent()) {
            return List.of("sh", "-c", text.get());
        }
        if (tool.operands.size() < 2) {
            throw new Tool.Failure("bad file descriptor: '" + tool.operands.get(0) + "'", 64);
        }
        return tool.operands.subList(1, tool.operands.size());
    }

    private static int lock(Tool tool, OpenFile file) throws Tool.Failure, InterruptedException {
        if (tool.has("u")) {
            file.unlock();
            return 0;
        }
        long nanos = FOREVER;
        if (tool.has("n")) {
            nanos = 0;
        } else if (tool.has("w")) {
            String text = tool.value("w").orElse("");
            nanos = (long) (Sleep.seconds(text)
                            .orElseThrow(() -> new Tool.Failure("invalid timeout value: '" + text + "'", 64))
                    * 1e9);
        }
        if (file.lock(!tool.has("s"), nanos)) {
            return 0;
        }
        return tool.value("E").map(Integer::parseInt).orElse(1);
    }
}
