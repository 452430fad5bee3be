package io.pinwright.simulator.shell;

import java.io.IOException;

/** A program that is part of the shell's own machinery: {@code sh}, {@code timeout}, {@code nohup}. */
interface ShellTool extends ShellCommand {

    int run(Call call, Programs programs) throws IOException, InterruptedException;

    @Override
    default int run(Call call) throws IOException, InterruptedException {
        throw new VirtualIoException("runs only in the shell of a simulated host");
    }
}
