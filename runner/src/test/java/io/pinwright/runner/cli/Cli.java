package io.pinwright.runner.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code pinwright}, run in this process. */
final class Cli {

    /** The checkout's top folder: tests run in the module's. */
    static final Path TOP = top();

    private Cli() {}

    /** What a command line ended with and printed. */
    record Outcome(int status, String out, String err) {

        String all() {
            return out + err;
        }
    }

    /** Runs a command line without colours; arguments that are paths or numbers are given as such. */
    static Outcome run(Object... words) {
        List<String> arguments = new ArrayList<>();
        for (Object word : words) {
            arguments.add(word.toString());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false),
                arguments.toArray(String[]::new));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** One of the examples that come with Pinwright. */
    static Path playbook(String name) {
        return TOP.resolve("playbooks").resolve(name);
    }

    private static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("playbooks"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "no folder `playbooks` above " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }
}
