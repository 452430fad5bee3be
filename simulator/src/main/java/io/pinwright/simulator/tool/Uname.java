package io.pinwright.simulator.tool;

import io.pinwright.simulator.kernel.Kernel;
import io.pinwright.simulator.shell.ShellCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code uname}. */
final class Uname implements ShellCommand {

    private final Kernel kernel;

    Uname(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public int run(Call call) throws IOException {
        StringBuilder options = new StringBuilder();
        for (String word : call.argv().subList(1, call.argv().size())) {
            if (!word.matches("-[asnrvmo]+")) {
                return HostTools.fail(call, 1, "uname: extra operand '" + word + "'");
            }
            options.append(word.substring(1));
        }
        String wanted = options.isEmpty() ? "s" : options.indexOf("a") >= 0 ? "snrvmo" : options.toString();
        List<String> words = new ArrayList<>();
        for (char option : "snrvmo".toCharArray()) {
            if (wanted.indexOf(option) >= 0) {
                words.add(
                        switch (option) {
                            case 's' -> "Linux";
                            case 'n' -> kernel.shape().hostname();
                            case 'r' -> kernel.shape().kernelRelease();
                            case 'v' -> "#1 SMP PREEMPT_DYNAMIC Debian 6.1.0 (2026-01-01)";
                            case 'm' -> "x86_64";
                            default -> "GNU/Linux";
                        });
            }
        }
        return HostTools.out(call, String.join(" ", words) + "\n");
    }
}
