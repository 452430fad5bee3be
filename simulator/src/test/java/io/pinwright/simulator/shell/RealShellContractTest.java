package io.pinwright.simulator.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the snippets of {@code shell/snippets.txt} through the real shells of this machine and through ours, and compares standard
 * output, exit status and what is said on standard error. A snippet begins at a line {@code ### name}; {@code (dash)} in the name
 * means that other shells do otherwise, {@code (words)} that the wording of the message is not compared.
 */
class RealShellContractTest {

    private record Outcome(String stdout, String stderr, int exit) {}

    record Snippet(String name, String script) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Snippet> snippets() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (String table : List.of("/shell/snippets.txt", "/shell/tools.txt")) {
            try (InputStream in = RealShellContractTest.class.getResourceAsStream(table)) {
                String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                for (String part : text.split("(?m)^### ")) {
                    int newline = part.indexOf('\n');
                    if (newline > 0) {
                        snippets.add(new Snippet(part.substring(0, newline), part.substring(newline + 1)));
                    }
                }
            }
        }
        return snippets.stream();
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("snippets")
    void answersAsDashDoes(Snippet snippet) throws Exception {
        // "(posix)": dash reads its script in blocks and so takes what POSIX leaves to the commands in it.
        Assumptions.assumeFalse(snippet.name().contains("(posix)"));
        Outcome real = real(snippet, "/usr/bin/dash", "/bin/dash");
        Outcome ours = ours(snippet);
        assertThat(ours.stdout()).isEqualTo(real.stdout());
        assertThat(ours.exit())
                .as("exit status, standard error: " + ours.stderr())
                .isEqualTo(real.exit());
        if (snippet.name().contains("(words)")) {
            assertThat(ours.stderr().isEmpty())
                    .as(ours.stderr() + real.stderr())
                    .isEqualTo(real.stderr().isEmpty());
        } else {
            assertThat(shape(ours.stderr())).isEqualTo(shape(real.stderr()));
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void answersAsBashDoes(Snippet snippet) throws Exception {
        Assumptions.assumeFalse(snippet.name().matches(".*[(](dash|posix)[)].*"));
        Outcome real = real(snippet, "/usr/bin/bash", "/bin/bash");
        Outcome ours = ours(snippet);
        assertThat(ours.stdout()).isEqualTo(real.stdout());
        if (!snippet.name().contains("(status)")) {
            assertThat(ours.exit()).isEqualTo(real.exit());
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void answersAsBusyboxDoes(Snippet snippet) throws Exception {
        Assumptions.assumeFalse(snippet.name().matches(".*[(](dash|posix)[)].*"));
        Outcome real = real(snippet, "/usr/bin/busybox", "/bin/busybox");
        Outcome ours = ours(snippet);
        assertThat(ours.stdout()).isEqualTo(real.stdout());
    }

    /** Line numbers aside. */
    private static String shape(String stderr) {
        return stderr.replaceAll("(?m)^(/\\S*/)?(sh|dash): [0-9]+: ", "sh: N: ")
                .replaceAll("(?m)^(\\./\\S+): [0-9]+: ", "$1: N: ");
    }

    private Outcome real(Snippet snippet, String... candidates) throws Exception {
        String shell = Stream.of(candidates)
                .filter(path -> new File(path).canExecute())
                .findFirst()
                .orElse("");
        Assumptions.assumeFalse(shell.isEmpty(), "no such shell here");
        Path work = Files.createDirectories(folder.resolve("work"));
        prepare(work);
        List<String> command = new ArrayList<>();
        command.add(shell);
        if (shell.endsWith("busybox")) {
            command.add("sh");
        } else if (shell.endsWith("bash")) {
            command.add("--posix");
        }
        // The bytes of the script go by a file: an argument would be encoded anew.
        Path script = Files.write(folder.resolve("script"), snippet.script().getBytes(StandardCharsets.ISO_8859_1));
        List<String> inner = new ArrayList<>(command);
        command.addAll(List.of("-c", "s=$(cat \"$1\"); shift; exec \"$@\" -c \"$s\" sh", "sh", script.toString()));
        command.addAll(inner);
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path in = Files.write(
                folder.resolve("in"), "line one\nline two\nline three\n".getBytes(StandardCharsets.ISO_8859_1));
        builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the real shell does not end");
        }
        return new Outcome(text(Files.readAllBytes(out)), text(Files.readAllBytes(err)), process.exitValue());
    }

    private static void prepare(Path work) throws IOException {
        Files.createDirectories(work.resolve("dir/sub"));
        Files.writeString(work.resolve("dir/one.txt"), "1\n");
        Files.writeString(work.resolve("dir/two.txt"), "2\n");
        Files.writeString(work.resolve("dir/.hidden"), "h\n");
        Files.writeString(work.resolve("a b.txt"), "spaced\n");
        Files.writeString(work.resolve("abc.txt"), "banana\napple\ncherry\napple\n");
        Files.writeString(work.resolve("numbers.txt"), "10\n9\n2\n33\n1\n");
        Files.writeString(work.resolve("table.txt"), "a:1:x\nb:2:y\nc:3:z\n");
        Files.writeString(work.resolve("noeol"), "no newline");
        Files.writeString(work.resolve("empty"), "");
        Path script = Files.writeString(work.resolve("script.sh"), "#!/bin/sh\necho \"script $0 $# $1\"\nexit 5\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path bare = Files.writeString(work.resolve("bare.sh"), "echo bare $1\n");
        Files.setPosixFilePermissions(bare, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(work.resolve("plain.sh"), "echo sourced $1; X=5; return 3\n");
    }

    private Map<String, String> environment() {
        return Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C", "HOME", "/home/someone");
    }

    private Outcome ours(Snippet snippet) throws IOException {
        MemoryFiles files = new MemoryFiles(Clock.systemUTC());
        Path sample = Files.createDirectories(folder.resolve("sample"));
        prepare(sample);
        String work = folder.resolve("work").toString();
        files.with(work + "/dir/sub/x", "");
        files.remove(work + "/dir/sub/x");
        try (Stream<Path> walk = Files.walk(sample)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                String target = work + "/" + sample.relativize(path);
                files.with(target, Files.readString(path));
                if (Files.getPosixFilePermissions(path).size() > 4) {
                    files.setMode(target, 0755);
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PosixShell shell = new PosixShell(
                files,
                CoreUtilities.all(),
                new PosixShell.Options(
                        new PosixShell.Limits(1_000_000, 16 << 20, 150, Duration.ofSeconds(20)),
                        "root",
                        environment(),
                        work));
        int exit = shell.run(
                snippet.script(),
                List.of(),
                new ByteArrayInputStream("line one\nline two\nline three\n".getBytes(StandardCharsets.ISO_8859_1)),
                out,
                err);
        return new Outcome(text(out.toByteArray()), text(err.toByteArray()), exit);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
