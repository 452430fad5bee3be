package io.pinwright.simulator.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A program of a simulated host. */
@FunctionalInterface
public interface ShellCommand {

    /**
     * Runs it.
     *
     * @return exit status, 0 to 255
     */
    int run(Call call) throws IOException, InterruptedException;

    /**
     * What a program is started with.
     *
     * @param argv with the name it was called by first
     * @param directory working directory
     * @param user login name it runs as
     */
    record Call(
            List<String> argv,
            Map<String, String> environment,
            String directory,
            String user,
            InputStream stdin,
            OutputStream stdout,
            OutputStream stderr,
            VirtualFiles files) {}
}
