package io.pinwright.simulator.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A program of a simulated host. Texts hold one character per byte (ISO-8859-1), so that every byte survives. */
@FunctionalInterface
public interface ShellCommand {

    /**
     * Runs it. An {@link IOException} that leaves it ends it: with SIGPIPE when it wrote to a pipe that nobody reads, else with
     * {@code NAME: MESSAGE} on standard error and status 1.
     *
     * @return exit status, 0 to 255
     */
    int run(Call call) throws IOException, InterruptedException;

    /** Starts other programs, for {@code env}, {@code timeout}, {@code sudo} and their like. */
    @FunctionalInterface
    interface Launcher {

        /**
         * Runs the program that the first word of {@code call.argv()} names, found on the PATH of {@code call.environment()},
         * with the files, directory, user and streams of that call, and waits for it.
         *
         * @return exit status, 128 + n when signal n ended it
         * @throws VirtualIoException when there is no such program, or it cannot be executed
         */
        int launch(Call call) throws IOException, InterruptedException;
    }

    /**
     * What a program is started with.
     *
     * @param argv with the name it was called by first
     * @param directory working directory
     * @param user login name it runs as
     * @param stdout buffered; what is left in it is written when the program ends
     * @param launcher starts other programs
     */
    record Call(
            List<String> argv,
            Map<String, String> environment,
            String directory,
            String user,
            InputStream stdin,
            OutputStream stdout,
            OutputStream stderr,
            VirtualFiles files,
            Launcher launcher) {

        /** A call of a program that starts no others. */
        public Call(
                List<String> argv,
                Map<String, String> environment,
                String directory,
                String user,
                InputStream stdin,
                OutputStream stdout,
                OutputStream stderr,
                VirtualFiles files) {
            this(argv, environment, directory, user, stdin, stdout, stderr, files, call -> {
                throw new VirtualIoException("No such file or directory");
            });
        }

        /** The same call of another program. */
        public Call withArgv(List<String> other) {
            return new Call(List.copyOf(other), environment, directory, user, stdin, stdout, stderr, files, launcher);
        }

        /** The same call in another environment. */
        public Call withEnvironment(Map<String, String> other) {
            return new Call(argv, Map.copyOf(other), directory, user, stdin, stdout, stderr, files, launcher);
        }

        /** The same call as another user. */
        public Call withUser(String other) {
            return new Call(argv, environment, directory, other, stdin, stdout, stderr, files, launcher);
        }

        /** The same call with other input. */
        public Call withStdin(InputStream other) {
            return new Call(argv, environment, directory, user, other, stdout, stderr, files, launcher);
        }

        /** The same call with other outputs. */
        public Call withOutputs(OutputStream out, OutputStream err) {
            return new Call(argv, environment, directory, user, stdin, out, err, files, launcher);
        }
    }
}
