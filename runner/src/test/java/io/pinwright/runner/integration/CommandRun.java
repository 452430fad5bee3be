package io.pinwright.runner.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that has ended: its exit status and what it said. */
record CommandRun(List<String> command, int status, String stdout, String stderr) {

    private static final int MINUTES_MAX = 40;

    /** Runs a command with an empty standard input; ends it when it takes longer than any should. */
    static CommandRun of(Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> stderr = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            CompletableFuture<String> stdout = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("no end of " + command + " in " + MINUTES_MAX + " minutes");
            }
            return new CommandRun(List.copyOf(command), process.exitValue(), stdout.join(), stderr.join());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Runs the command line {@code pinwright} of the classes under test, in a JVM of its own. */
    static CommandRun pinwright(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dpinwright.state=" + System.getProperty("pinwright.state", "target/state"),
                "io.pinwright.runner.cli.Main"));
        command.addAll(List.of(arguments));
        return of(Map.of(), command);
    }

    /** The same, where anything but this exit status is a failure of the test. */
    CommandRun expecting(int expected) {
        if (status != expected) {
            throw new AssertionError(
                    "exit status " + status + " and not " + expected + " of " + command + "\n" + stdout + stderr);
        }
        return this;
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
